"""A Recovery College's programme, as JSON and as a calendar that others can follow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event, EventStatus

from tests.integration.services.collaborative import Collaborative
from tests.integration.services.problems import check_problem
from tests.support.services import Installation


@pytest.fixture
async def north(site: Installation, http: httpx.AsyncClient) -> Collaborative:
    made = Collaborative(site, http, "programme")
    await made.begin()
    return made


@pytest.fixture
def soon() -> datetime:
    """Tomorrow week, at 10 in UTC."""
    begin = datetime.now(UTC) + timedelta(days=8)
    return begin.replace(hour=10, minute=0, second=0, microsecond=0)


async def _module(north: Collaborative) -> tuple[str, list[str]]:
    """A released module of two parts, and who facilitates."""
    carer, professional = await north.joins("carer"), await north.joins("professional", of="BHSCT")
    module = await north.released("joint", 2, carer=carer, professional=professional)
    return module, [carer, professional]


async def _calendar(north: Collaborative, by: dict[str, str] | None = None) -> dict[str, Event]:
    told = await north("GET", "/programme/BRC.ics", by=by)
    assert (told.status_code, told.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    return {str(event.uid): event for event in IcsCalendarStream.calendar_from_ics(told.text).events}


async def test_the_programme_is_there_as_json_and_as_a_calendar_for_everybody(
    north: Collaborative, site: Installation, soon: datetime
) -> None:
    module, both = await _module(north)
    second = await north.session(module, soon + timedelta(days=7), both, part=2, supports=["expenses"])
    first = await north.session(module, soon, both)

    for role in ("lead", "facilitator", "member", "evaluator", "partner"):
        token = site.issuer.headers(role, tenant=north.tenant)
        listed = (await north.read("/programme/BRC", by=token))["items"]
        events = await _calendar(north, token)

        assert [(one["id"], one["part"], one["parts"]) for one in listed] == [(first, 1, 2), (second, 2, 2)]
        event = events[f"session-{second}@{north.tenant}.levelfield"]
        assert event.dtstart == soon + timedelta(days=7)
        assert event.summary == "Measuring, together (2 of 2)"
        assert event.location == "Room 3, Lanyon"
        assert event.description == "On offer: expenses are paid."
        assert len(events) == 2
    assert (listed[0]["title"], listed[0]["paired"], listed[0]["place"]) == (
        "Measuring, together",
        True,
        "Room 3, Lanyon",
    )
    assert "facilitators" not in listed[0]


async def test_a_session_that_is_moved_or_cancelled_keeps_its_uid_and_raises_its_sequence(
    north: Collaborative, soon: datetime
) -> None:
    module, both = await _module(north)
    session = await north.session(module, soon, both)
    uid = f"session-{session}@{north.tenant}.levelfield"
    planned = (await _calendar(north))[uid]
    later = soon + timedelta(hours=3)
    plan = {
        "starts_at": later.isoformat(),
        "ends_at": (later + timedelta(hours=2)).isoformat(),
        "place": "Room 4",
        "capacity": 12,
        "facilitators": both,
    }

    seen = (await north("GET", f"/sessions/{session}")).headers["etag"]
    await north.done("PUT", f"/sessions/{session}", plan, If_Match=seen)
    moved = (await _calendar(north))[uid]
    await north.done("POST", f"/sessions/{session}/cancellation")
    cancelled = (await _calendar(north))[uid]
    listed = (await north.read("/programme/BRC"))["items"]

    assert (moved.dtstart, moved.status) == (later, EventStatus.CONFIRMED)
    assert cancelled.status is EventStatus.CANCELLED
    sequences = [event.sequence or 0 for event in (planned, moved, cancelled)]
    assert sequences == sorted(set(sequences))
    assert [one["state"] for one in listed] == ["cancelled"]


async def test_the_programme_is_paged_by_day_and_begins_today_unless_asked_otherwise(
    north: Collaborative, soon: datetime
) -> None:
    module, both = await _module(north)
    past = await north.session(module, soon - timedelta(days=60), both)
    coming = [await north.session(module, soon + timedelta(days=day), both) for day in (2, 0, 1)]

    first = await north.read("/programme/BRC?limit=2")
    second = await north.read(f"/programme/BRC?limit=2&cursor={first['next']}")
    everything = await north.read("/programme/BRC?from=2018-01-01")

    in_order = [coming[1], coming[2], coming[0]]
    assert [one["id"] for one in first["items"] + second["items"]] == in_order
    assert second["next"] is None
    assert [one["id"] for one in everything["items"]] == [past, *in_order]


async def test_an_organisation_that_is_no_recovery_college_has_no_programme(north: Collaborative) -> None:
    for code in ("BHSCT", "nowhere"):
        check_problem(await north("GET", f"/programme/{code}"), 404, "not-found")
        check_problem(await north("GET", f"/programme/{code}.ics"), 404, "not-found")
