"""A collaborative: what it says about itself, how it spreads and how it ends."""

from __future__ import annotations

import math
from datetime import date

import pytest

from services.registration.domain.collaborative import RESERVED, Collaborative
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.registration import (
    Aim,
    CollaborativeAmended,
    CollaborativeArchived,
    CollaborativeCreated,
    CollaborativeSpread,
    Description,
    Organisation,
    OrganisationKind,
)

TODAY = date(2018, 6, 1)
TRUST = Organisation(code="BHSCT", name="Belfast Trust", kind=OrganisationKind.TRUST, trust=None)
COLLEGE = Organisation(
    code="BRC", name="Belfast Recovery College", kind=OrganisationKind.RECOVERY_COLLEGE, trust="BHSCT"
)
REACHED = Aim(measure="representation", target=0.3, by=date(2018, 5, 31))
AHEAD = Aim(measure="representation", target=0.5, by=date(2019, 5, 31))


def describe(*organisations: Organisation, aims: tuple[Aim, ...] = ()) -> Description:
    return Description(
        name="Mental health collaborative",
        specialty="mental health",
        region="Northern Ireland",
        organisations=organisations,
        aims=aims,
    )


def create(description: Description | None = None, slug: str = "mental-health-ni") -> Collaborative:
    return Collaborative.create(slug=slug, description=description or describe(TRUST), created_on=TODAY)


def events(collaborative: Collaborative) -> list[str]:
    return [type(recorded.event).__name__ for recorded in collaborative.recorded]


def test_a_collaborative_is_the_tenant_that_it_is_named_after() -> None:
    made = create(describe(TRUST, COLLEGE, aims=(AHEAD,)))
    assert (made.id, made.tenant, made.subject) == (
        "mental-health-ni",
        "mental-health-ni",
        "collaborative/mental-health-ni",
    )
    told = made.recorded[0].event
    assert isinstance(told, CollaborativeCreated)
    assert told.description == made.description == describe(TRUST, COLLEGE, aims=(AHEAD,))


@pytest.mark.parametrize("slug", sorted(RESERVED))
def test_a_name_that_stands_for_something_else_is_refused(slug: str) -> None:
    with pytest.raises(Invalid, match="slug-reserved"):
        create(slug=slug)


@pytest.mark.parametrize("code", ["BHSCT", "bhsct"])
def test_two_organisations_with_the_same_code_are_refused_whatever_its_capitals(code: str) -> None:
    again = TRUST.model_copy(update={"code": code})
    with pytest.raises(Invalid, match="organisation-repeated"):
        create(describe(TRUST, again))


@pytest.mark.parametrize("trust", [None, "NHSCT", "BRC"])
def test_a_recovery_college_that_names_no_trust_of_the_collaborative_is_refused(trust: str | None) -> None:
    with pytest.raises(Invalid, match="trust-needed"):
        create(describe(TRUST, COLLEGE.model_copy(update={"trust": trust})))


def test_a_recovery_college_may_stand_before_its_trust() -> None:
    assert create(describe(COLLEGE, TRUST)).has_organisation("BRC")


def test_only_a_recovery_college_belongs_to_a_trust() -> None:
    charity = Organisation(code="MIND", name="A charity", kind=OrganisationKind.CHARITY, trust="BHSCT")
    with pytest.raises(Invalid, match="trust-unexpected"):
        create(describe(TRUST, charity))


@pytest.mark.parametrize("target", [math.inf, -math.inf, math.nan])
def test_an_aim_has_a_finite_target(target: float) -> None:
    with pytest.raises(Invalid, match="target-not-finite"):
        create(describe(aims=(AHEAD.model_copy(update={"target": target}),)))


def test_a_measure_has_one_aim_for_a_day_and_may_have_others_for_other_days() -> None:
    assert create(describe(aims=(REACHED, AHEAD))).description.aims == (REACHED, AHEAD)
    with pytest.raises(Invalid, match="aim-repeated"):
        create(describe(aims=(AHEAD, AHEAD.model_copy(update={"target": 0.6}))))


def test_to_amend_tells_the_whole_of_what_it_says_now_and_the_same_again_tells_nothing() -> None:
    made = create()
    made.amend(describe(TRUST, COLLEGE), TODAY)
    made.amend(describe(TRUST, COLLEGE), TODAY)
    assert events(made) == ["CollaborativeCreated", "CollaborativeAmended"]
    told = made.recorded[-1].event
    assert isinstance(told, CollaborativeAmended)
    assert told.description == describe(TRUST, COLLEGE)


def test_to_amend_keeps_to_the_rules_of_creation_and_a_refusal_changes_nothing() -> None:
    made = create()
    with pytest.raises(Invalid, match="trust-needed"):
        made.amend(describe(COLLEGE), TODAY)
    assert made.description == describe(TRUST)


def test_an_organisation_may_be_left_out_though_people_came_from_it() -> None:
    made = create(describe(TRUST, COLLEGE))
    made.amend(describe(TRUST), TODAY)
    assert not made.has_organisation("BRC")


def test_an_archived_collaborative_begins_nothing_new_and_can_be_put_right() -> None:
    made = create()
    made.check_open()
    made.archive(TODAY)
    with pytest.raises(Refused, match="collaborative-archived"):
        made.check_open()
    made.amend(describe(), TODAY)
    assert events(made) == ["CollaborativeCreated", "CollaborativeArchived", "CollaborativeAmended"]


def test_to_archive_again_changes_and_tells_nothing() -> None:
    made = create()
    made.archive(TODAY)
    made.archive(date(2019, 1, 1))
    assert made.archived_on == TODAY
    told = made.recorded[-1].event
    assert isinstance(told, CollaborativeArchived)
    assert len(made.recorded) == 2


def spread(origin: Collaborative, description: Description, **how: object) -> Collaborative:
    given = {"slug": "diabetes-ni", "aims": None, "with_organisations": False, "on": TODAY} | how
    return origin.spread(description=description, **given)  # pyright: ignore[reportArgumentType]


def test_a_spread_is_a_creation_that_then_says_where_it_came_from() -> None:
    origin = create()
    made = spread(origin, describe())
    assert events(made) == ["CollaborativeCreated", "CollaborativeSpread"]
    assert origin.recorded[1:] == []
    told = made.recorded[1].event
    assert isinstance(told, CollaborativeSpread)
    assert (told.collaborative, told.origin, made.origin) == (
        "diabetes-ni",
        "mental-health-ni",
        "mental-health-ni",
    )


def test_organisations_come_along_in_a_spread_only_if_asked_and_ones_own_stand_first() -> None:
    origin = create(describe(TRUST, COLLEGE))
    renamed = TRUST.model_copy(update={"name": "Belfast Trust, diabetes"})
    assert spread(origin, describe()).description.organisations == ()
    brought = spread(origin, describe(renamed), with_organisations=True)
    assert brought.description.organisations == (renamed, COLLEGE)
    assert isinstance(brought.recorded[0].event, CollaborativeCreated)
    assert brought.recorded[0].event.description == brought.description


def test_aims_that_can_still_be_reached_come_along_in_a_spread_unless_others_are_given() -> None:
    origin = create(describe(aims=(REACHED, AHEAD)))
    assert spread(origin, describe()).description.aims == (AHEAD,)
    assert spread(origin, describe(), aims=()).description.aims == ()
    own = Aim(measure="completion", target=0.8, by=date(2019, 1, 1))
    assert spread(origin, describe(), aims=(own,)).description.aims == (own,)


def test_an_archived_collaborative_may_still_be_spread_from() -> None:
    origin = create()
    origin.archive(TODAY)
    assert not spread(origin, describe()).archived


def test_a_collaborative_is_not_made_from_itself() -> None:
    with pytest.raises(Invalid, match="origin-is-itself"):
        spread(create(), describe(), slug="mental-health-ni")
