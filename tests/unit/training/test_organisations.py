"""Which organisation belongs to which Trust."""

from __future__ import annotations

import pytest

from services.training.domain.organisations import Organisation, Organisations
from shared.contracts.registration import OrganisationKind

KNOWN = Organisations(
    [
        Organisation(code="BHSCT", name="Belfast Trust", kind=OrganisationKind.TRUST),
        Organisation(
            code="BRC", name="Belfast Recovery College", kind=OrganisationKind.RECOVERY_COLLEGE, trust="BHSCT"
        ),
    ]
)


@pytest.mark.parametrize(
    ("code", "trust"), [("BRC", "BHSCT"), ("BHSCT", "BHSCT"), ("charity", "charity"), (None, None)]
)
def test_a_recovery_college_counts_as_its_trust_and_any_other_as_itself(
    code: str | None, trust: str | None
) -> None:
    assert KNOWN.trust_of(code) == trust
