"""Assessments of how far an organisation is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from services.training.domain.readiness import Assessment, Assessor, Readiness
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.registration import Role
from shared.contracts.training import CoproductionStage, ReadinessAssessed

TODAY = date(2018, 3, 1)
BOTH = [(Role.PROFESSIONAL, "pat"), (Role.CARER, "cal")]


def assessment(number: int = 1, people: list[tuple[Role, str]] = BOTH, **more: Any) -> Assessment:
    told: dict[str, Any] = {
        "coproduction": CoproductionStage.CONSULTING,
        "qi_capability": 3,
        "assessed_on": TODAY,
    }
    assessors = [Assessor(participant_id=who, role=role) for role, who in people]
    return Assessment(id=f"a-{number}", assessed_by=assessors, **told | more)


def assessed(*assessments: Assessment) -> Readiness:
    readiness = Readiness(tenant="north", id="BHSCT")
    for one in assessments:
        readiness.assess(one, TODAY)
    return readiness


def test_an_assessment_tells_the_stage_and_how_many_of_each_role_judged_it() -> None:
    readiness = assessed(assessment(people=[*BOTH, (Role.PROFESSIONAL, "pam")], note="Frank talk."))

    assert [recorded.event for recorded in readiness.recorded] == [
        ReadinessAssessed(
            organisation="BHSCT",
            coproduction=CoproductionStage.CONSULTING,
            qi_capability=3,
            assessed_by={Role.CARER: 1, Role.PROFESSIONAL: 2},
            assessed_on=TODAY,
        )
    ]


@pytest.mark.parametrize(
    ("people", "missing"),
    [
        ([(Role.PROFESSIONAL, "pat"), (Role.PROFESSIONAL, "pam")], "Nobody with lived experience"),
        ([(Role.CARER, "cal"), (Role.SERVICE_USER, "sue")], "No professional"),
    ],
)
def test_an_assessment_by_one_side_alone_is_refused_and_says_which_is_missing(
    people: list[tuple[Role, str]], missing: str
) -> None:
    with pytest.raises(Refused) as refused:
        assessed(assessment(people=people))

    assert refused.value.code == "assessed-by-one-side"
    assert refused.value.sentence.startswith(missing)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"assessed_on": TODAY + timedelta(days=1)}, "day-to-come"),
        ({"qi_capability": 0}, "capability-out-of-range"),
        ({"qi_capability": 6}, "capability-out-of-range"),
        ({"note": "x" * 2_001}, "text-too-long"),
        ({"people": [*BOTH, (Role.CARER, "cal")]}, "named-twice"),
    ],
)
def test_an_assessment_that_makes_no_sense_is_refused(wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        assessed(assessment(**wrong))
    assert refused.value.code == code


def test_history_is_kept_and_the_latest_day_counts_whenever_it_was_recorded() -> None:
    later = assessment(1, qi_capability=4)
    earlier = assessment(2, qi_capability=2, assessed_on=TODAY - timedelta(days=30))

    readiness = assessed(later, earlier)

    assert readiness.latest.id == "a-1"
    assert [one.id for one in readiness.history] == ["a-1", "a-2"]
    assert len(readiness.recorded) == 2


def test_of_one_day_the_last_to_be_recorded_counts() -> None:
    assert assessed(assessment(1), assessment(2)).latest.id == "a-2"


def test_the_same_assessment_twice_is_one_though_somebodys_role_has_changed() -> None:
    first = assessment(1)
    again = assessment(1, people=[(Role.CARER, "cal"), (Role.SERVICE_USER, "pat")])

    readiness = assessed(first, again)

    assert readiness.assessments == [first]
    assert len(readiness.recorded) == 1


@pytest.mark.parametrize(
    "other", [{"qi_capability": 4}, {"people": [*BOTH, (Role.CARER, "kim")]}, {"note": "Other words."}]
)
def test_an_id_of_another_assessment_is_refused(other: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        assessed(assessment(1), assessment(1, **other))
    assert refused.value.code == "idempotency-key-reused"
