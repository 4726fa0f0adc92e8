"""What a collaborative that was filled has done: it has met, taught, learned, asked, told and celebrated.

Of all of it there is an example for the pages, and the rest follows from the size. Everybody is invented.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench.portal_fill import Cast, Fill, Size, side_by_side

MODULE_CODE = "BENCH-1"
_INVITED = 60
"""To a meeting, if there are so many people: its register has a second page."""

_PLACES = 12
_WAITING = 3
_SESSIONS_PER_ONE_HELD = 50
_FIRST_MEETING = date(2018, 1, 15)

_MODULE: dict[str, Any] = {
    "code": MODULE_CODE,
    "track": "quality_improvement",
    "audience": "everyone",
    "title": "Improvement science for everyone",
    "outline": "What improvement is.",
    "outcomes": ["Can read a run chart."],
    "parts": [{"title": "Part 1", "minutes": 90}],
}
_IDEA = {"text": "Pay for carer cover and travel", "measures": ["barriers"]}
_SECONDARY = {"text": "What it costs to come", "measures": [], "ideas": [_IDEA]}
_DRAWING: dict[str, Any] = {
    "aim": "Three in ten in the room have lived experience.",
    "measures": ["representation"],
    "primary": [{"text": "People can come", "measures": ["barriers"], "secondary": [_SECONDARY]}],
}
_LESSON: dict[str, Any] = {
    "tried": "Meetings in the evening, with carer cover.",
    "organisation": "BHSCT",
    "happened": "Twice as many carers came.",
    "worked": True,
    "again": "Ask about the day of the week before, too.",
}


async def fill(there: Fill, size: Size) -> None:
    """Makes all of it, and returns when every service has heard of it."""
    await there.begin()
    cast = await there.people(size.people)
    learners = _learners(cast, max(1, size.sessions // _SESSIONS_PER_ONE_HELD))
    await _agree(there, cast, learners)
    await _meet(there, cast, size.meetings)
    await there.heard()
    await _teach(there, cast, size.sessions)
    await _learn(there, cast, learners)
    await _mentor(there, cast)
    await _reckon(there, size.meetings)
    await there.heard()
    await _answer(there, cast, learners)
    await _report(there, cast)
    await there.heard()
    await _celebrate(there)


def _learners(cast: Cast, held: int) -> list[list[str]]:
    """Those who were at each of so many sessions that are over; the first of all is the person."""
    everybody = [cast.person, *cast.others]
    groups = [everybody[at * _PLACES : (at + 1) * _PLACES] for at in range(held)]
    return [group for group in groups if group]


def _times(begins: datetime) -> dict[str, str]:
    begins = begins.replace(microsecond=0)
    return {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=2)).isoformat()}


async def _agree(there: Fill, cast: Cast, learners: list[list[str]]) -> None:
    """Those who will learn agree to be asked how it was; the professional is in Q."""

    async def agree(who: str) -> None:
        path = f"/participants/{who}/consents/evaluation"
        await there.ask("registration", "PUT", path, json={"given": True})

    await side_by_side(agree(who) for group in learners for who in group)
    journey = {"journey": "member"}
    await there.ask("registration", "PUT", f"/participants/{cast.professional}/q-journey", json=journey)


async def _meet(there: Fill, cast: Cast, count: int) -> None:
    async def plan(at: int) -> str:
        times = _times(datetime.now(UTC) + timedelta(days=7 + at))
        return await there.made("registration", "/meetings", {"kind": "collaborative"} | times)

    async def enter(at: int) -> None:
        counts = {"attended": {"carer": 5 + at % 7, "service_user": 6 + at % 5, "professional": 40 - at % 9}}
        held_on = (_FIRST_MEETING + timedelta(weeks=at)).isoformat()
        body = {"kind": "collaborative", "held_on": held_on, "counts": counts}
        known = await there.made("registration", "/meetings/held", body)
        if at == 0:
            there.known["held_meeting_id"] = known

    first = there.known["meeting_id"] = await plan(0)
    invited = [cast.person, cast.partner, cast.professional, *cast.others][:_INVITED]
    await there.ask("registration", "POST", f"/meetings/{first}/invited", json={"participants": invited})
    await side_by_side([*(plan(at) for at in range(1, count)), *(enter(at) for at in range(count))])


async def _teach(there: Fill, cast: Cast, count: int) -> None:
    """A module whose first version is released and whose second waits for sign-offs; sessions to come."""
    module = there.known["module_id"] = await there.made("training", "/modules", _MODULE)
    first, second = (f"/modules/{module}/versions/{number}" for number in (1, 2))
    for who, what in ((cast.partner, "design"), (cast.professional, "write")):
        await there.ask("training", "PUT", f"{first}/contributors/{who}/{what}")
    await there.ask("training", "POST", f"{first}/review")
    for who in (cast.person, cast.professional):
        await there.ask("training", "PUT", f"{first}/sign-offs/{who}")
    await there.ask("training", "POST", f"{first}/release")
    await there.ask("training", "POST", f"/modules/{module}/versions")
    await there.ask("training", "POST", f"{second}/review")

    async def plan(at: int) -> str:
        return await _session(there, cast, datetime.now(UTC) + timedelta(days=21, hours=at))

    coming = there.known["session_id"] = await plan(0)
    for who in [cast.person, *cast.others[: _PLACES + _WAITING - 1]]:
        await there.ask("training", "PUT", f"/sessions/{coming}/enrolments/{who}")
    await side_by_side(plan(at) for at in range(1, count))


async def _session(there: Fill, cast: Cast, begins: datetime) -> str:
    body: dict[str, Any] = {
        "module_id": there.known["module_id"],
        "module_version": 1,
        "part": 1,
        "college": "BRC",
    }
    body |= {"place": "Room 2", "capacity": _PLACES, "held_places": 0} | _times(begins)
    body["facilitators"] = [cast.partner, cast.professional]
    return await there.made("training", "/sessions", body)


async def _learn(there: Fill, cast: Cast, learners: list[list[str]]) -> None:
    """Sessions that are over, each with all its places taken."""

    async def hold(group: list[str]) -> None:
        session = await _session(there, cast, datetime.now(UTC) - timedelta(days=2))
        if cast.person in group:
            there.known["held_session_id"] = session
        for who in group:
            await there.ask("training", "PUT", f"/sessions/{session}/enrolments/{who}")
        presences = [{"participant_id": who, "attendance": "attended"} for who in group]
        await there.ask("training", "PUT", f"/sessions/{session}/attendance", json={"presences": presences})
        await there.ask("training", "POST", f"/sessions/{session}/closure")

    await side_by_side(hold(group) for group in learners)


async def _mentor(there: Fill, cast: Cast) -> None:
    terms = {"participant_id": cast.professional, "topics": ["measurement"], "capacity": 2}
    there.known["mentor_id"] = cast.professional
    await there.made("training", "/mentors", terms)
    path = f"/mentors/{cast.professional}/mentorships"
    body = {"learner_id": cast.person, "topics": ["measurement"]}
    there.known["mentorship_id"] = await there.made("training", path, body)
    offer = {"participant_id": cast.professional, "offer": "deliver", "note": "Gladly."}
    there.known["offer_id"] = await there.made("training", "/offers", offer)
    judged = {"coproduction": "engaging", "qi_capability": 3, "assessed_by": [cast.person, cast.professional]}
    await there.made("training", "/readiness/BHSCT/assessments", judged)


async def _reckon(there: Fill, count: int) -> None:
    """You said, we did; lessons; and the driver diagram, which was drawn anew."""
    place = {"place": "meeting", "place_id": there.known["held_meeting_id"], "role": "carer"}
    became = {"outcome": "accepted", "changed": "The letter is new.", "matters": "People come."}

    async def say(at: int) -> str:
        body = place | {"hoped": f"Plain letters, number {at + 1}."}
        return await there.made("evaluation", "/influence", body)

    async def tell(_: int) -> str:
        return await there.made("evaluation", "/lessons", _LESSON)

    said = there.known["influence_id"] = await say(0)
    answered = f"/influence/{said}"
    await there.change("evaluation", "PUT", f"{answered}/resolution", became, of=answered)
    told = there.known["lesson_id"] = await tell(0)
    opened = {"across_collaboratives": True}
    await there.change("evaluation", "PUT", f"/lessons/{told}/opening", opened, of=f"/lessons/{told}")
    diagram = "/driver-diagram"
    await there.ask("evaluation", "POST", diagram, json=_DRAWING)
    await there.change("evaluation", "PUT", diagram, _DRAWING | {"aim": "Four in ten."}, of=diagram)
    await side_by_side([*(say(at) for at in range(1, count)), *(tell(at) for at in range(1, count))])


async def _answer(there: Fill, cast: Cast, learners: list[list[str]]) -> None:
    """All who are asked answer one thing; but the person, whose surveys are open."""

    async def answer(who: str) -> None:
        for one in await _asked(there, who):
            path, first = f"/surveys/{one['id']}/answers", one["items"][0]
            answers = {first["code"]: first["highest"]}
            await there.ask("evaluation", "PUT", path, own=who, json={"answers": answers})

    await side_by_side(answer(who) for group in learners for who in group if who != cast.person)
    there.known["survey_id"] = (await _asked(there, cast.person))[0]["id"]


async def _asked(there: Fill, who: str) -> list[dict[str, Any]]:
    """The surveys of somebody."""
    return (await there.ask("evaluation", "GET", "/surveys", own=who))["items"]


async def _report(there: Fill, cast: Cast) -> None:
    """A report that a reader has signed and that is published."""
    until = (datetime.now(UTC) - timedelta(days=1)).date()
    body = {"title": "What changed", "period_from": "2018-01-01", "period_to": until.isoformat()}
    made = there.known["report_id"] = await there.made("evaluation", "/reports", body)
    path = f"/reports/{made}"
    await there.change("evaluation", "POST", f"{path}/sign-offs", of=path, own=cast.person)
    await there.ask("evaluation", "POST", f"{path}/publication")


async def _celebrate(there: Fill) -> None:
    """What is proposed is published; and somebody is to be sent what seldom happens."""
    proposed = (await there.ask("notifications", "GET", "/celebrations", params={"limit": 100}))["items"]
    there.known["celebration_id"] = proposed[0]["id"]
    for one in proposed:
        path = f"/celebrations/{one['id']}"
        await there.change("notifications", "POST", f"{path}/approval", of=path)
    body = {"url": "http://127.0.0.1:9/hooks", "types": ["levelfield.registration.CollaborativeArchived.v1"]}
    there.known["webhook_id"] = await there.made("notifications", "/subscriptions", body)
