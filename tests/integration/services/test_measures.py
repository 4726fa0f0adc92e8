"""Measures on real parts: events of registration and training come in, figures and milestones go out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from services.evaluation.definition import EVALUATION
from shared.contracts.event import Event
from shared.contracts.registration import (
    Aim,
    CollaborativeAmended,
    CollaborativeCreated,
    CollaborativeSpread,
    Description,
    MeetingCorrected,
    MeetingCounts,
    MeetingHeld,
    MeetingKind,
    Organisation,
    OrganisationKind,
    ParticipantJoined,
    Role,
)
from shared.contracts.training import (
    Attendance,
    AttendanceRecorded,
    SessionDetails,
    SessionHeld,
    SessionScheduled,
    Track,
)
from shared.persistence.database import connect
from shared.runtime.rebuild import Rebuild
from tests.chaos.aftermath import records_in
from tests.integration.services.problems import check_problem
from tests.support.backbone import Record, publish, record_of, settings_for
from tests.support.collaboratives import begin_collaborative
from tests.support.services import Installation, Running, eventually

JANUARY, MAY = date(2018, 1, 15), date(2018, 5, 14)


class Told:
    """One collaborative: what is told of it, and what evaluation makes of that."""

    def __init__(self, site: Installation, evaluation: Running, http: httpx.AsyncClient, tenant: str) -> None:
        self._site, self._url, self._http, self.tenant = site, evaluation.url, http, tenant
        self._sequences: dict[str, int] = {}
        self.after = ""

    async def tell(self, owner: str, *events: tuple[str, Event]) -> None:
        """Publishes events of aggregates, each the next of its own."""
        records: list[Record] = []
        for aggregate_id, event in events:
            subject = f"{event.aggregate}/{aggregate_id}"
            sequence = self._sequences[subject] = self._sequences.get(subject, 0) + 1
            records.append(record_of(event, aggregate_id, sequence, tenant=self.tenant))
            self.after = f"{subject}#{sequence}"
        await publish(settings_for(self._site.parts, self._site.namespace), records, owner)

    async def ask(self, path: str, role: str = "lead", **more: Any) -> httpx.Response:
        """What the API of measures answers, once what was told last is applied."""
        headers = self._site.issuer.headers(role, tenant=self.tenant)
        sent = headers | ({"Levelfield-After": self.after} if self.after else {}) | more.pop("headers", {})
        method = more.pop("method", "GET")
        url = f"{self._url}/v1/{self.tenant}/measures{path}"
        return await self._http.request(method, url, headers=sent, **more)

    async def milestones(self) -> list[dict[str, Any]]:
        """The milestones of this collaborative that are on evaluation's topic."""
        topic = f"{self._site.namespace}-evaluation.events.v1"
        found: list[dict[str, Any]] = []
        for record in await records_in(self._site, topic):
            about = {name: value.decode() for name, value in record.headers}
            if about["ce_tenant"] == self.tenant and "MilestoneReached" in about["ce_type"]:
                found.append(json.loads(record.value or b"null"))
        return found


@pytest.fixture
def evaluation(site: Installation) -> Running:
    return site.processes[2]


@pytest.fixture
async def north(
    site: Installation, evaluation: Running, http: httpx.AsyncClient, request: pytest.FixtureRequest
) -> Told:
    """A collaborative that aims at 30 % and has met twice."""
    told = Told(site, evaluation, http, f"m{abs(hash(request.node.name)) % 10**9}-ni")
    await told.tell("registration", (told.tenant, _created(told.tenant)))
    await told.tell("registration", ("january", _held("january", JANUARY, 3, 47)))
    await told.tell("registration", ("may", _held("may", MAY, 15, 35)))
    return told


def _description(*aims: Aim) -> Description:
    trust = Organisation(code="BHSCT", name="Belfast Trust", kind=OrganisationKind.TRUST, trust=None)
    return Description(
        name="North", specialty="mental health", region="NI", organisations=(trust,), aims=aims
    )


def _aim(measure: str = "representation", target: float = 0.3) -> Aim:
    return Aim(measure=measure, target=target, by=date(2018, 5, 31))


def _created(tenant: str) -> CollaborativeCreated:
    return CollaborativeCreated(
        collaborative=tenant, description=_description(_aim()), created_on=date(2018, 1, 5)
    )


def _counts(carers: int, professionals: int) -> MeetingCounts:
    return MeetingCounts(attended={Role.CARER: carers, Role.PROFESSIONAL: professionals})


def _held(meeting: str, on: date, carers: int, professionals: int) -> MeetingHeld:
    return MeetingHeld(
        meeting_id=meeting,
        kind=MeetingKind.COLLABORATIVE,
        held_on=on,
        organisation=None,
        project_id=None,
        counts=_counts(carers, professionals),
    )


def _corrected(meeting: str, on: date, carers: int, professionals: int) -> MeetingCorrected:
    return MeetingCorrected(
        meeting_id=meeting,
        kind=MeetingKind.COLLABORATIVE,
        held_on=on,
        organisation=None,
        project_id=None,
        counts=_counts(carers, professionals),
        corrected_on=on,
    )


def _joined(who: str, role: Role = Role.CARER) -> ParticipantJoined:
    return ParticipantJoined(
        participant_id=who,
        role=role,
        organisation="BHSCT" if role is Role.PROFESSIONAL else None,
        cohort=None,
        joined_on=date(2018, 1, 5),
    )


def _session(people: Sequence[str]) -> list[tuple[str, Event]]:
    details = SessionDetails(
        module_id="qi-1",
        module_version=1,
        part=1,
        track=Track.QUALITY_IMPROVEMENT,
        college="BRC",
        starts_at=datetime(2018, 3, 12, 10, tzinfo=UTC),
        ends_at=datetime(2018, 3, 12, 12, tzinfo=UTC),
        capacity=40,
        paired=True,
    )
    held_on = date(2018, 3, 12)
    attended = [
        AttendanceRecorded(
            session_id="s1",
            module_id="qi-1",
            module_version=1,
            part=1,
            track=Track.QUALITY_IMPROVEMENT,
            participant_id=who,
            role=Role.CARER,
            organisation=None,
            attendance=Attendance.ATTENDED,
            held_on=held_on,
            recorded_on=held_on,
        )
        for who in people
    ]
    scheduled = SessionScheduled(session_id="s1", details=details)
    held = SessionHeld(session_id="s1", details=details, held_on=held_on)
    return [("s1", one) for one in (scheduled, held, *attended)]


async def test_january_shows_six_per_cent_and_may_thirty(north: Told) -> None:
    told = (await north.ask("/representation", "member")).json()
    figures = told["series"][0]["figures"]
    assert [(one["on"], one["value"], one["count"], one["of"]) for one in figures] == [
        ("2018-01-15", 0.06, 3, 50),
        ("2018-05-14", 0.3, 15, 50),
    ]
    assert all(told[text] for text in ("says", "why", "burden", "limits"))
    assert "from 6 % (15 January 2018) to 30 % (14 May 2018)" in told["found"]


async def test_what_is_entered_at_registration_is_measured_charted_and_reaches_its_aim(
    site: Installation, registration: Running, evaluation: Running, http: httpx.AsyncClient
) -> None:
    told = Told(site, evaluation, http, "entered-ni")
    lead = site.issuer.headers("lead", tenant=told.tenant)
    aim = {"measure": "representation", "target": 0.3, "by": "2018-05-31"}
    begin_collaborative(registration.url, told.tenant, lead, aims=[aim])
    for day, counts in ((JANUARY, (1, 2, 47)), (MAY, (5, 10, 35))):
        attended = dict(zip(("service_user", "carer", "professional"), counts, strict=True))
        body = {"kind": "collaborative", "held_on": day.isoformat(), "counts": {"attended": attended}}
        held = await http.post(f"{registration.url}/v1/{told.tenant}/meetings/held", headers=lead, json=body)
        assert held.status_code == 201, held.text
        told.after = held.headers["levelfield-event"]

    shown = (await told.ask("/representation", "member")).json()

    figures = shown["series"][0]["figures"]
    assert [(one["value"], one["count"], one["of"]) for one in figures] == [(0.06, 3, 50), (0.3, 15, 50)]

    async def is_reached() -> bool:
        return len(await told.milestones()) == 1

    await eventually(is_reached, 20, "a milestone")
    assert (await told.milestones())[0]["reached_on"] == MAY.isoformat()


async def test_the_chart_is_data_a_picture_and_a_table(north: Told) -> None:
    data = (await north.ask("/representation/chart", "evaluator")).json()
    [panel] = data["panels"]
    assert (data["target"], panel["rules_of"], panel["provisional"], panel["signals"]) == (
        0.3,
        "run",
        True,
        [],
    )

    drawn = await north.ask("/representation/chart.svg")
    root = ET.fromstring(drawn.text)
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert root.get("role") == "img"
    assert data["text"] in "".join(root.itertext())

    png = await north.ask("/representation/chart.png")
    assert (png.headers["content-type"], png.content[:4]) == ("image/png", b"\x89PNG")

    table = (await north.ask("/representation/data.csv")).text.splitlines()
    assert table[1] == "Meetings of the collaborative,15 January 2018,2018-01-15,0.06,3,50,,,,no"


async def test_all_measures_are_listed_with_where_they_stand(north: Told) -> None:
    listed = {one["code"]: one for one in (await north.ask("", "facilitator")).json()["items"]}
    assert len(listed) == 11
    assert listed["representation"]["latest"]["value"] == 0.3
    assert listed["experience"]["latest"] is None


async def test_a_measure_that_there_is_not_is_not_found(north: Told) -> None:
    check_problem(await north.ask("/happiness"), 404, "not-found")


async def test_the_aim_becomes_a_milestone_once_and_stays_when_may_is_corrected(north: Told) -> None:
    async def is_reached() -> bool:
        return len(await north.milestones()) == 1

    await eventually(is_reached, 20, "a milestone")
    await north.tell("registration", ("may", _corrected("may", MAY, 10, 40)))
    assert (await north.ask("/representation")).json()["latest"]["value"] == 0.2
    await north.tell("registration", ("may", _corrected("may", MAY, 20, 30)))
    # Another aim that is reached shows that the look which could have made a second milestone is over.
    amended = _description(_aim(), _aim(target=0.35))
    event = CollaborativeAmended(collaborative=north.tenant, description=amended, amended_on=MAY)
    await north.tell("registration", (north.tenant, event))

    async def both_are_reached() -> bool:
        return len(await north.milestones()) == 2

    await eventually(both_are_reached, 20, "the second milestone")
    told = sorted(await north.milestones(), key=lambda one: one["target"])
    assert [(one["target"], one["value"], one["reached_on"]) for one in told] == [
        (0.3, 0.3, "2018-05-14"),
        (0.35, 0.4, "2018-05-14"),
    ]
    aims = (await north.ask("/representation")).json()["aims"]
    assert [one["reached_on"] for one in aims] == ["2018-05-14", "2018-05-14"]


async def test_a_rebuild_gives_the_same_measures_bit_for_bit_and_sends_nothing(
    site: Installation, north: Told
) -> None:
    people = [f"p{nth}" for nth in range(24)]
    joined = [
        (who, _joined(who, Role.PROFESSIONAL if nth % 2 else Role.CARER)) for nth, who in enumerate(people)
    ]
    await north.tell("registration", *joined)
    await north.ask("/reach")
    await north.tell("training", *_session(people[:14]))
    codes = [one["code"] for one in (await north.ask("")).json()["items"]]
    paths = [f"/{code}{what}" for code in codes for what in ("", "/chart", "/chart.svg", "/data.csv")]

    async def is_reached() -> bool:
        return len(await north.milestones()) == 1

    await eventually(is_reached, 20, "a milestone")
    before = [(await north.ask(path)).content for path in paths]
    reach = (await north.ask("/reach")).json()["latest"]
    assert (reach["count"], reach["of"]) == (14, 24)
    topic = f"{site.namespace}-evaluation.events.v1"
    sent = len(await records_in(site, topic))

    client = connect(site.parts.mongodb_uri)
    try:
        rebuilt = await Rebuild(EVALUATION, settings_for(site.parts, site.namespace), client).run()
    finally:
        await client.close()

    assert rebuilt.events > 0
    assert [(await north.ask(path)).content for path in paths] == before
    assert len(await records_in(site, topic)) == sent


async def test_a_lead_settles_what_is_withheld_and_nobody_else_does(north: Told) -> None:
    read = await north.ask("/settings")
    body = {
        "smallest_group": 8,
        "phases": [{"measure": "representation", "starts_on": "2018-05-01", "note": "Fares are paid"}],
    }
    put: dict[str, Any] = {"method": "PUT", "json": body}
    check_problem(await north.ask("/settings", "facilitator", **put), 403, "role-not-allowed")

    settled = await north.ask("/settings", headers={"If-Match": read.headers["etag"]}, **put)

    assert settled.status_code == 204
    told = (await north.ask("/representation")).json()
    assert told["smallest_group"] == 8
    assert "Fares are paid" in told["found"]
    lower: dict[str, Any] = {
        "method": "PUT",
        "json": {"smallest_group": 5},
        "headers": {"If-Match": settled.headers["etag"]},
    }
    check_problem(await north.ask("/settings", **lower), 409, "group-only-grows")


async def test_a_collaborative_made_from_another_withholds_no_less(
    site: Installation, evaluation: Running, http: httpx.AsyncClient, north: Told
) -> None:
    read = await north.ask("/settings")
    put: dict[str, Any] = {
        "method": "PUT",
        "json": {"smallest_group": 9},
        "headers": {"If-Match": read.headers["etag"]},
    }
    assert (await north.ask("/settings", **put)).status_code == 204
    south = Told(site, evaluation, http, f"s{north.tenant[1:]}")
    spread = CollaborativeSpread(
        collaborative=south.tenant, origin=north.tenant, with_organisations=False, spread_on=MAY
    )
    await south.tell("registration", (south.tenant, _created(south.tenant)), (south.tenant, spread))
    assert (await south.ask("/settings")).json() == {"smallest_group": 9, "phases": []}
