"""What the API tells somebody of a meeting: their own answer, and nobody else's."""

from __future__ import annotations

import pytest

from services.registration.api.meeting_views import MeetingView
from services.registration.api.seen import own_ids, sees_place
from services.registration.domain.meeting import Meeting
from shared.contracts.registration import Barrier
from shared.web.identity import Principal
from tests.unit.registration.meetings import ACCEPTED, APOLOGIES, DAY, scheduled

_TENANT = "mental-health-ni"


def _answered() -> Meeting:
    """Ann is sorry, Bea will come, and Cal has not answered."""
    meeting = scheduled("ann", "bea", "cal")
    meeting.note({"ann": APOLOGIES, "bea": ACCEPTED}, DAY)
    return meeting


def _who(role: str, own: str = "", tenant: str = _TENANT) -> Principal:
    records = {tenant: frozenset({own})} if own else {}
    return Principal(
        subject="s", roles={_TENANT: frozenset({role})}, participants=records, platform_roles=frozenset()
    )


def _seen(who: Principal) -> MeetingView:
    place, own = sees_place(who, _TENANT), own_ids(who, _TENANT)
    return MeetingView.of(_answered(), with_place=place, own_ids=own)


@pytest.mark.parametrize(
    ("own", "status", "barrier"),
    [("ann", "apologies", Barrier.CARER_COVER), ("bea", "accepted", None), ("cal", None, None)],
)
def test_a_member_is_told_their_own_answer(own: str, status: str | None, barrier: Barrier | None) -> None:
    view = _seen(_who("member", own))

    assert view.own is not None
    assert (view.own.status, view.own.barrier) == (status, barrier)


@pytest.mark.parametrize("who", [_who("member", "dee"), _who("member"), _who("member", "ann", "other-ni")])
def test_whoever_is_not_invited_is_told_nobody_s_answer(who: Principal) -> None:
    view = _seen(who)

    assert view.own is not None
    assert (view.own.status, view.own.barrier) == (None, None)


@pytest.mark.parametrize("role", ["lead", "facilitator", "evaluator"])
def test_those_who_see_all_meetings_are_told_no_answer_as_their_own(role: str) -> None:
    assert _seen(_who(role, "ann")).own is None


@pytest.mark.parametrize(
    ("role", "told"), [("lead", True), ("facilitator", True), ("member", True), ("evaluator", False)]
)
def test_where_a_meeting_is_those_are_told_who_may_come(role: str, told: bool) -> None:
    assert (_seen(_who(role)).place == "Mossley Mill") is told
