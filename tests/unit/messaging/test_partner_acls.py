"""What a partner may do in Kafka, and the file that says who is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from levelfield.__main__ import app
from shared.messaging.partner_acls import rights_of
from shared.messaging.partner_topics import Partner

GRANT = '{tenant: north-ni, organisation: BHSCT, principal: "User:belfast"}'


def test_a_partner_reads_its_out_topic_in_its_own_groups_writes_to_its_in_topic_and_nothing_else() -> None:
    rights = rights_of(Partner("north-ni", "bhsct"), "User:belfast", "test-")

    assert sorted(map(str, rights)) == [
        "--allow-principal User:belfast --operation Read "
        "--group test-partner.north-ni.bhsct. --resource-pattern-type prefixed",
        "--allow-principal User:belfast --operation Read "
        "--topic test-partner.north-ni.bhsct.out.v1 --resource-pattern-type literal",
        "--allow-principal User:belfast --operation Write "
        "--topic test-partner.north-ni.bhsct.in.v1 --resource-pattern-type literal",
    ]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("partners: [", "its form"),
        ("[]", "its form"),
        (f"partners: [{GRANT.replace('User:belfast', 'User:*')}]", "partners.0.principal"),
        (f"partners: [{GRANT.replace('BHSCT', 'B.HSCT')}]", "partners.0.organisation"),
        (f"partners: [{GRANT.replace('organisation', 'organization')}]", "partners.0.organisation"),
        (f"partners: [{GRANT}]\nenden: []", "enden"),
    ],
)
def test_a_file_that_is_none_is_told_where_and_changes_nothing(
    tmp_path: Path, content: str, where: str
) -> None:
    file = tmp_path / "partners.yaml"
    file.write_text(content)

    told = CliRunner().invoke(app, ["topics", "acls", str(file), "--apply"])

    assert told.exit_code == 2
    assert told.stderr.startswith("partners.yaml is not as it must be: ")
    assert where in told.stderr


def test_the_file_that_comes_with_it_is_one(tmp_path: Path) -> None:
    nothing_listens = ["--bootstrap-servers", "127.0.0.1:1", "--root", str(tmp_path)]

    told = CliRunner().invoke(app, ["topics", "acls", "deploy/kafka/partners.yaml", *nothing_listens])

    assert told.exit_code == 3
