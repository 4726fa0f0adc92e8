"""Counts of a meeting: they add up, and a list adds up to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.attendance import AttendanceStatus, Entry, counted
from services.registration.domain.counts import Presence, presence, tidied
from shared.contracts.refusal import Invalid
from shared.contracts.registration import ApologyCount, Barrier, MeetingCounts, OrganisationCount, Role
from tests.unit.registration.meetings import ABSENT, ACCEPTED, APOLOGIES, JANUARY, SENSIBLE, entry


def by(organisation: str | None, lived: int, professional: int) -> OrganisationCount:
    return OrganisationCount(organisation=organisation, lived_experience=lived, professional=professional)


def with_organisations(*lines: OrganisationCount) -> MeetingCounts:
    return JANUARY.model_copy(update={"by_organisation": lines})


def test_the_share_is_those_with_lived_experience_among_all_who_came() -> None:
    assert presence(JANUARY.attended) == Presence(3, 50)
    assert presence(JANUARY.attended).share == 0.06


def test_a_meeting_to_which_nobody_came_has_no_share() -> None:
    assert presence({}).share is None


def test_counts_by_organisation_add_up_to_those_by_role() -> None:
    lines = (by(None, 2, 0), by("BHSCT", 1, 47))
    assert tidied(with_organisations(*lines)).by_organisation == lines


@pytest.mark.parametrize(
    "lines",
    [
        [by("BHSCT", 3, 46)],
        [by("BHSCT", 2, 48)],
        [by("BHSCT", 4, 47)],
        [by(None, 3, 0)],
    ],
)
def test_counts_that_do_not_add_up_are_refused(lines: list[OrganisationCount]) -> None:
    with pytest.raises(Invalid, match="counts-do-not-add-up"):
        tidied(with_organisations(*lines))


def test_the_organisations_may_be_left_out_where_they_are_not_known() -> None:
    assert tidied(JANUARY) == JANUARY


def test_a_line_given_twice_is_refused() -> None:
    with pytest.raises(Invalid, match="counts-repeated"):
        tidied(with_organisations(by("BHSCT", 1, 40), by("BHSCT", 2, 7)))
    twice = (ApologyCount(barrier=Barrier.TIMING, role=Role.CARER, count=1),) * 2
    with pytest.raises(Invalid, match="counts-repeated"):
        tidied(JANUARY.model_copy(update={"apologies": twice}))


def test_a_count_below_nought_is_refused() -> None:
    with pytest.raises(Invalid, match="counts-negative"):
        tidied(MeetingCounts(attended={Role.CARER: 2, Role.PROFESSIONAL: -1}))


def test_a_role_that_nobody_had_is_left_out() -> None:
    counts = MeetingCounts(attended={Role.CARER: 0, Role.PROFESSIONAL: 3}, absent={Role.CARER: 0})
    assert tidied(counts) == MeetingCounts(attended={Role.PROFESSIONAL: 3})


def test_who_has_only_accepted_is_not_counted() -> None:
    assert counted([ACCEPTED]) == MeetingCounts(attended={})


def test_apologies_are_counted_by_barrier_and_role_and_the_absent_by_role() -> None:
    counts = counted([APOLOGIES, APOLOGIES, ABSENT])
    assert counts.apologies == (ApologyCount(barrier=Barrier.CARER_COVER, role=Role.CARER, count=2),)
    assert counts.absent == {Role.PROFESSIONAL: 1}
    assert counts.attended == {}


def test_those_from_no_organisation_have_a_line_of_their_own() -> None:
    counts = counted([entry(role=Role.CARER, organisation=None), entry(), entry(role=Role.SERVICE_USER)])
    assert counts.by_organisation == (by(None, 1, 0), by("BHSCT", 1, 1))


@given(st.lists(SENSIBLE, max_size=40))
def test_every_entry_but_an_acceptance_is_in_the_counts_once_and_they_add_up(entries: list[Entry]) -> None:
    counts = counted(entries)

    numbered = sum(counts.attended.values()) + sum(counts.absent.values())
    numbered += sum(one.count for one in counts.apologies)
    assert numbered == sum(one.status is not AttendanceStatus.ACCEPTED for one in entries)
    assert tidied(counts) == counts
    assert counted(reversed(entries)) == counts
