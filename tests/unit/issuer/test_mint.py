from __future__ import annotations

from pathlib import Path
from typing import Any

import jwt
import pytest

from levelfield.issuer.keyring import Keyring
from levelfield.issuer.mint import CannotMint, mint
from shared.web.identity import Principal, principal_from

URL = "http://127.0.0.1:4711"
TENANT = "mental-health-ni"


def claims_of(token: str, root: Path) -> dict[str, Any]:
    return jwt.decode(
        token, Keyring(root).signer().key.public_key(), ["ES256"], audience="levelfield", issuer=URL
    )


def test_a_token_says_who_may_do_what_and_that_it_is_for_development(tmp_path: Path) -> None:
    token = mint(
        tmp_path,
        URL,
        roles=["member", "partner", "national"],
        tenant=TENANT,
        participant="0198-ann",
        organisation="BHSCT",
        subject="ann",
    )
    claims = claims_of(token, tmp_path)
    assert claims["levelfield_development_issuer"] is True
    assert principal_from(claims) == Principal(
        "ann",
        {TENANT: frozenset({"member", "partner"})},
        frozenset({"national"}),
        {TENANT: frozenset({"0198-ann"})},
        {TENANT: frozenset({"BHSCT"})},
    )


def test_a_platform_role_needs_no_tenant(tmp_path: Path) -> None:
    claims = claims_of(mint(tmp_path, URL, roles=["operator"]), tmp_path)
    assert claims["levelfield_roles"] == ["operator"]
    assert claims["sub"] == "development-operator"


def test_the_lead_of_two_collaboratives_can_make_one_from_the_other(tmp_path: Path) -> None:
    claims = claims_of(mint(tmp_path, URL, roles=["lead"], tenant="b-ni", also_in=["a-ni"]), tmp_path)
    assert claims["levelfield_roles"] == ["b-ni:lead", "a-ni:lead"]


def test_a_token_is_good_for_as_long_as_was_asked(tmp_path: Path) -> None:
    claims = claims_of(mint(tmp_path, URL, roles=["operator"], minutes=5), tmp_path)
    assert 299 <= claims["exp"] - claims["iat"] <= 301
    with pytest.raises(jwt.ExpiredSignatureError):
        claims_of(mint(tmp_path, URL, roles=["operator"], minutes=-1), tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"roles": []},
        {"roles": ["admin"], "tenant": TENANT},
        {"roles": ["lead"]},
        {"roles": ["operator"], "participant": "p"},
        {"roles": ["lead"], "tenant": "Not A Tenant"},
        {"roles": ["lead"], "tenant": TENANT, "also_in": ["Not A Tenant"]},
        {"roles": ["member"], "tenant": TENANT, "participant": "a/b"},
        {"roles": ["partner"], "tenant": TENANT, "organisation": ""},
    ],
)
def test_what_makes_no_token_is_refused_with_a_sentence(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(CannotMint, match=" "):
        mint(tmp_path, URL, **wrong)
