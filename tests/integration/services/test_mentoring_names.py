"""Whoever mentors or is mentored is told who the other is, by registration, for as long as it goes on."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest

from services.registration.definition import REGISTRATION
from services.registration.projections.mentorships import mentorships
from shared.contracts.training import MentorshipStarted
from shared.persistence.database import Document
from shared.runtime.rebuild import Rebuild
from tests.integration.services.collaborative import Collaborative
from tests.integration.services.problems import check_problem
from tests.support.backbone import running, settings_for
from tests.support.services import Installation, Running, eventually, person

_DAY = date(2018, 6, 1)


class Pair:
    """A mentor and a learner whose mentorship has begun."""

    def __init__(self, north: Collaborative, http: httpx.AsyncClient) -> None:
        self.north, self.http = north, http
        self.mentor = self.learner = self.id = self.path = ""
        self.event = ""
        """The last that training has told of the mentor."""

    async def begin(self) -> None:
        """The mentor is the first who joins, the learner the second."""
        self.mentor, self.learner = await self.north.joins(in_q=True), await self.north.joins()
        terms = {"participant_id": self.mentor, "topics": ["measurement"], "capacity": 2}
        await self.north.made("/mentors", terms)
        self.path = f"/mentors/{self.mentor}/mentorships"
        begun = await self.north("POST", self.path, {"learner_id": self.learner})
        self.id, self.event = begun.json()["id"], begun.headers["levelfield-event"]

    async def ends(self) -> None:
        ended = await self.north("POST", f"{self.path}/{self.id}/end", {"reason": "completed"})
        self.event = ended.headers["levelfield-event"]

    async def asked(self, who: str, by: dict[str, str] | None = None, after: str = "") -> httpx.Response:
        """Asks registration whom somebody is with; they themselves ask, unless told who else."""
        address = f"{self.north.registration}/v1/{self.north.tenant}/participants/{who}/mentoring"
        headers = (by or self.north.member(who)) | ({"Levelfield-After": after} if after else {})
        return await self.http.get(address, headers=headers)

    async def told(self, who: str, after: str = "") -> list[dict[str, Any]]:
        answer = await self.asked(who, after=after)
        assert answer.status_code == 200, answer.text
        assert answer.json()["next"] is None
        return answer.json()["items"]

    def name(self, number: int) -> str:
        """Of the first or the second who joined."""
        return person(f"{self.north.tenant}-{number}")["name"]


@pytest.fixture
async def pair(site: Installation, http: httpx.AsyncClient) -> Pair:
    north = Collaborative(site, http, "introduced")
    await north.begin()
    made = Pair(north, http)
    await made.begin()
    return made


async def test_each_of_the_two_is_told_the_others_name_and_nothing_else_until_it_ends(pair: Pair) -> None:
    to_learner = await pair.told(pair.learner, after=pair.event)
    to_mentor = await pair.told(pair.mentor)
    nobody = await pair.told(await pair.north.joins())

    one = {"mentorship_id": pair.id}
    assert to_learner == [one | {"participant_id": pair.mentor, "part": "mentor", "name": pair.name(1)}]
    assert to_mentor == [one | {"participant_id": pair.learner, "part": "learner", "name": pair.name(2)}]
    assert nobody == []

    await pair.ends()

    assert await pair.told(pair.learner, after=pair.event) == []
    assert await pair.told(pair.mentor) == []


@pytest.mark.parametrize("erased", [False, True], ids=["left", "erased"])
async def test_whoever_leaves_or_is_erased_is_told_to_nobody_any_more_and_training_ends_it(
    site: Installation, pair: Pair, erased: bool
) -> None:
    assert len(await pair.told(pair.learner, after=pair.event)) == 1

    await (pair.north.is_erased(pair.mentor) if erased else pair.north.leaves(pair.mentor))

    assert await pair.told(pair.learner) == [], "told before training has ended it"
    await eventually(lambda: _kept(site, pair) == [], 10, "registration has heard that it has ended")


async def test_neither_the_lead_nor_anybody_else_is_told_whom_somebody_is_with(
    site: Installation, pair: Pair
) -> None:
    headers, tenant, north = site.issuer.headers, pair.north.tenant, pair.north
    assert len(await pair.told(pair.learner, after=pair.event)) == 1

    for role in ("lead", "facilitator", "evaluator"):
        refused = await pair.asked(pair.learner, by=headers(role, tenant=tenant))
        check_problem(refused, 403, "role-not-allowed")
    for other in (pair.mentor, await north.joins()):
        check_problem(await pair.asked(pair.learner, by=north.member(other)), 403, "not-your-own")
    elsewhere = headers("member", tenant="elsewhere-ni", participant=pair.learner)
    check_problem(await pair.asked(pair.learner, by=elsewhere), 403, "not-your-collaborative")


async def test_what_goes_on_in_another_collaborative_is_told_to_nobody_here(
    site: Installation, http: httpx.AsyncClient, pair: Pair
) -> None:
    south = Collaborative(site, http, "introduced-too")
    await south.begin()
    there = Pair(south, http)
    stranger = await south.joins()

    # The same ids, as nobody can have them: there, somebody of theirs is the learner's mentor.
    await south.tell_again(_begun("theirs", stranger, pair.learner), stranger, 1)
    heard = await there.asked(stranger, after=f"mentor/{stranger}#1")

    assert (heard.status_code, heard.json()["items"]) == (200, []), "the learner has no record there"
    [here] = await pair.told(pair.learner, after=pair.event)
    assert here["name"] == pair.name(1)


async def test_an_event_that_comes_again_changes_nothing_and_a_rebuild_makes_the_same(
    site: Installation, registration: Running, pair: Pair
) -> None:
    [before] = await pair.told(pair.learner, after=pair.event)
    ended = Pair(pair.north, pair.http)
    await ended.begin()
    await ended.ends()
    assert await ended.told(ended.learner, after=ended.event) == []

    skipped = registration.metric("levelfield_events_skipped_total", reason="duplicate")
    for one in (pair, ended):
        await one.north.tell_again(_begun(one.id, one.mentor, one.learner), one.mentor, 2)
    await eventually(
        lambda: registration.metric("levelfield_events_skipped_total", reason="duplicate") >= skipped + 2, 10
    )
    assert (await pair.told(pair.learner), await ended.told(ended.learner)) == ([before], [])

    kept = _kept(site, pair)
    with site.databases() as client:
        client[site.database("registration")][mentorships.name].delete_many({"tenant": pair.north.tenant})
    assert await pair.told(pair.learner) == []
    settings = settings_for(site.parts, site.namespace)
    async with running(REGISTRATION, settings, worker=False) as backbone:
        await Rebuild(REGISTRATION, settings, backbone.client).run()

    assert _kept(site, pair) == kept
    assert await pair.told(pair.learner) == [before]


async def test_whoever_downloads_what_is_held_about_them_has_their_mentorships_without_the_others(
    http: httpx.AsyncClient, pair: Pair
) -> None:
    await pair.told(pair.learner, after=pair.event)
    address = f"{pair.north.registration}/v1/{pair.north.tenant}/participants/{pair.learner}/everything"

    told = await http.get(address, headers=pair.north.member(pair.learner))

    assert told.json()["mentorships"] == [{"id": pair.id, "other_is": "mentor"}]
    assert pair.mentor not in told.text


async def test_a_page_is_read_by_an_index_in_its_order(site: Installation, pair: Pair) -> None:
    await pair.told(pair.learner, after=pair.event)
    where = {"tenant": pair.north.tenant, "people": pair.learner}
    with site.databases() as client:
        collection = client[site.database("registration")][mentorships.name]
        plan = collection.find(where, sort=[("_id", 1)], limit=2).explain()

    assert "IXSCAN" in str(plan["queryPlanner"]["winningPlan"])
    assert "SORT" not in str(plan["queryPlanner"]["winningPlan"])
    assert plan["executionStats"]["totalDocsExamined"] == 1


def _begun(mentorship_id: str, mentor: str, learner: str) -> MentorshipStarted:
    return MentorshipStarted(
        mentorship_id=mentorship_id,
        mentor_id=mentor,
        learner_id=learner,
        organisation=None,
        topics=(),
        started_on=_DAY,
    )


def _kept(site: Installation, pair: Pair) -> list[Document]:
    with site.databases() as client:
        found = client[site.database("registration")][mentorships.name]
        return list(found.find({"tenant": pair.north.tenant}, sort=[("_id", 1)]))
