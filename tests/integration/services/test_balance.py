"""Anybody can see who teaches whom, and how many sessions both sides gave together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.integration.services.collaborative import Collaborative
from tests.integration.services.problems import check_problem
from tests.support.services import Installation

_MARCH = datetime(2018, 3, 12, 10, tzinfo=UTC)
_NOBODY = {"service_user": 0, "carer": 0, "professional": 0}


@pytest.fixture
async def north(site: Installation, http: httpx.AsyncClient) -> Collaborative:
    made = Collaborative(site, http, "balance")
    await made.begin()
    return made


async def _two_tracks(north: Collaborative) -> None:
    """In March a paired session of co-production; in April one of quality improvement that was not, and one
    that is still to be held."""
    carer, user = await north.joins("carer"), await north.joins("service_user")
    staff = [await north.joins("professional", of="BHSCT") for _ in range(4)]
    coproduction, improvement = [
        await north.released(track, 1, carer=carer, professional=staff[0])
        for track in ("coproduction", "quality_improvement")
    ]
    march = await north.session(coproduction, _MARCH, [carer, staff[0]])
    await north.held(march, {staff[1]: "attended", staff[2]: "part", user: "absent", staff[3]: "apologies"})
    april = await north.session(improvement, _MARCH + timedelta(days=30), [staff[0]])
    await north.held(april, {user: "attended", carer: "attended", staff[1]: "attended"})
    await north.session(improvement, _MARCH + timedelta(days=31), [carer, staff[0]])


async def test_the_balance_counts_learners_and_facilitators_by_track_and_role_and_the_paired_sessions(
    north: Collaborative,
) -> None:
    await _two_tracks(north)

    shown = await north.read("/balance", by=north.member("somebody"))

    assert shown == {
        "from": None,
        "to": None,
        "tracks": {
            "coproduction": _share(1, 1, learners={"professional": 2}, by={"carer": 1, "professional": 1}),
            "quality_improvement": _share(
                1, 0, learners={"service_user": 1, "carer": 1, "professional": 1}, by={"professional": 1}
            ),
            "joint": _share(0, 0, learners={}, by={}),
        },
        "total": _share(
            2,
            1,
            learners={"service_user": 1, "carer": 1, "professional": 2},
            by={"carer": 1, "professional": 1},
        ),
    }


async def test_the_balance_of_a_period_counts_its_first_and_last_day_and_no_other(
    north: Collaborative,
) -> None:
    await _two_tracks(north)

    march = await north.read("/balance?from=2018-03-12&to=2018-03-12")
    before = await north.read("/balance?to=2018-03-11")
    backwards = await north("GET", "/balance?from=2018-03-12&to=2018-03-11")

    assert (march["from"], march["to"], march["total"]["sessions_held"]) == ("2018-03-12", "2018-03-12", 1)
    assert march["tracks"]["quality_improvement"] == _share(0, 0, learners={}, by={})
    assert before["total"] == _share(0, 0, learners={}, by={})
    check_problem(backwards, 422, "period-backwards")


def _share(held: int, paired: int, *, learners: dict[str, int], by: dict[str, int]) -> dict[str, Any]:
    return {
        "sessions_held": held,
        "sessions_paired": paired,
        "paired_share": paired / held if held else None,
        "learners": _NOBODY | learners,
        "facilitators": _NOBODY | by,
    }
