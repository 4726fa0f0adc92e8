"""A collaborative's files go in through the public APIs, twice without harm; the right figures come out."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Any

import httpx
import pytest

from levelfield.load.door import Door, LoadFailed
from levelfield.load.folder import read_folder
from levelfield.load.plan import Tick
from levelfield.load.sending import send_all
from levelfield.local.probes import run_apart
from tests.chaos.aftermath import records_in, verify
from tests.integration.load import by_hand
from tests.support.namespaces import namespace_on
from tests.support.parts import Parts
from tests.support.services import (
    REPOSITORY,
    Installation,
    all_ready,
    http_client,
    installation,
    running_issuer,
)

_FOLDER = REPOSITORY / "examples" / "mental-health-collaborative"
_SERVICES = ("registration", "training", "evaluation", "notifications")
_LOAD_SECONDS = 240.0

pytestmark = pytest.mark.timeout(400)
_TENANT = "mental-health-ni"


class _Counted:
    """How often each file ticked."""

    def __init__(self) -> None:
        self.rows: Counter[str] = Counter()

    def begin(self, file: str, rows: int) -> Tick:
        assert rows > 0

        def tick() -> None:
            self.rows[file] += 1

        return tick


@pytest.fixture(scope="module")
def site(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Generator[Installation]:
    folder = tmp_path_factory.mktemp("load")
    with (
        running_issuer(folder) as issuer,
        namespace_on(parts) as namespace,
        installation(parts, namespace, issuer, folder) as made,
    ):
        for process in [made.launch(service) for service in _SERVICES]:
            process.await_ready()
        yield made


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    async with http_client() as client:
        yield client


@pytest.fixture(scope="module")
def loaded(site: Installation) -> Installation:
    """Once for all that only look at it."""

    async def load() -> Counter[str]:
        async with http_client() as client:
            return await _load(site, client)

    run_apart(load, _LOAD_SECONDS)
    return site


async def _load(site: Installation, http: httpx.AsyncClient, folder: Path = _FOLDER) -> Counter[str]:
    files, problems = read_folder(folder)
    assert problems == []
    counted = _Counted()
    await send_all(files, _door(site, http, files.slug), counted)
    return counted.rows


def _door(site: Installation, http: httpx.AsyncClient, tenant: str) -> Door:
    def token(member: str) -> str:
        roles = ["member"] if member else ["lead"]
        return site.issuer.token(*roles, tenant=tenant, participant=member or None)

    running = zip(_SERVICES, site.processes[: len(_SERVICES)], strict=True)
    urls = {name: process.url for name, process in running}
    return Door(http, urls, tenant, token)


async def _measures(site: Installation, http: httpx.AsyncClient, *codes: str) -> dict[str, Any]:
    door = _door(site, http, _TENANT)
    return {code: (await door.ask("evaluation", "GET", f"/measures/{code}")).json() for code in codes}


async def _outcome(site: Installation, http: httpx.AsyncClient) -> dict[str, Any]:
    """All that there is to be known, but for the ids."""
    door = _door(site, http, _TENANT)
    listed = (await door.ask("evaluation", "GET", "/measures")).json()["items"]
    outcome = await _measures(site, http, *(one["code"] for one in listed))
    outcome["balance"] = (await door.ask("training", "GET", "/balance")).json()
    outcome["meetings"] = [
        {name: value for name, value in one.items() if name not in ("id", "meeting_id")}
        for one in (await door.ask("registration", "GET", "/representation")).json()["meetings"]
    ]
    outcome["surveys"] = (await door.ask("evaluation", "GET", "/surveys/counts")).json()
    return outcome


async def test_the_figures_are_those_that_follow_from_the_files_by_hand(
    loaded: Installation, http: httpx.AsyncClient
) -> None:
    codes = ("representation", "reach", "completion", "paired_facilitation", "mentoring_coverage", "barriers")
    told = await _measures(loaded, http, *codes, "empowerment_change")

    def figures(code: str, series: int = 0) -> list[dict[str, Any]]:
        return told[code]["series"][series]["figures"]

    people = by_hand.table(_FOLDER, "participants.csv")
    shown = [(one["on"], one["count"], one["of"]) for one in figures("representation")]
    assert shown == by_hand.representation(_FOLDER)
    assert [one["value"] for one in figures("representation")][:: len(shown) - 1] == [0.06, 0.3]
    everyone = {
        code: _labelled(told[code], "Everyone") for code in ("reach", "completion", "mentoring_coverage")
    }
    reached, done = by_hand.reached(_FOLDER), by_hand.completed(_FOLDER)
    assert (everyone["reach"]["count"], everyone["reach"]["of"]) == (len(reached), len(people))
    anything = set[str]().union(*done.values())
    assert (everyone["completion"]["count"], everyone["completion"]["of"]) == (len(anything), len(reached))
    assert everyone["mentoring_coverage"]["count"] == len(by_hand.mentored(_FOLDER))
    assert {one["on"][:7]: (one["count"], one["of"]) for one in figures("paired_facilitation")} == (
        by_hand.paired(_FOLDER)
    )
    apologies = [one["count"] or 0 for series in told["barriers"]["series"] for one in series["figures"]]
    assert max(apologies) == sum(by_hand.barriers(_FOLDER).values())
    for series, survey in enumerate(("empowerment", "empowerment later")):
        (one,) = figures("empowerment_change", series)
        people_in_it, median = by_hand.change(_FOLDER, survey)
        assert one["value"] == pytest.approx(median, abs=1e-6)
        assert one["count"] == people_in_it


async def test_the_influence_trail_has_what_was_said_and_what_became_of_it(
    loaded: Installation, http: httpx.AsyncClient
) -> None:
    listed = (await _door(loaded, http, _TENANT).ask("evaluation", "GET", "/influence?limit=100")).json()[
        "items"
    ]
    answers = Counter((one["answer"] or {"outcome": ""})["outcome"] for one in listed)
    assert answers == by_hand.influence(_FOLDER)


async def test_a_second_time_tells_nothing_anew(loaded: Installation, http: httpx.AsyncClient) -> None:
    before, sent = await _outcome(loaded, http), await _sent(loaded)

    rows = await _load(loaded, http)

    assert rows["responses.csv"] == len(by_hand.table(_FOLDER, "responses.csv"))
    assert await _sent(loaded) == sent
    assert await _outcome(loaded, http) == before
    code, said = await asyncio.to_thread(verify, loaded, *_SERVICES)
    assert code == 0, said


async def test_what_a_service_refuses_ends_the_load_with_the_reason(
    site: Installation, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    (tmp_path / "collaborative.yaml").write_text(
        "slug: refused-ni\nname: N\nspecialty: S\nregion: R\n"
        "organisations: [{ code: BHSCT, name: Belfast, kind: trust }]\n"
        "aims: [{ measure: representation, target: 0.3, by: soon }]\n"
    )
    with pytest.raises(LoadFailed, match=r"registration refused the collaborative: .*by"):
        await _load(site, http, tmp_path)


async def test_with_services_killed_at_random_the_outcome_is_the_same_to_the_last_digit(
    parts: Parts, loaded: Installation, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    expected = await _outcome(loaded, http)
    with namespace_on(parts) as namespace, installation(parts, namespace, loaded.issuer, tmp_path) as own:
        for process in [own.launch(service) for service in _SERVICES]:
            process.await_ready()
        loading = asyncio.create_task(_load(own, http))
        kills = await _kill_at_random(own, loading)
        await loading

        assert kills >= 3
        code, said = await asyncio.to_thread(verify, own, *_SERVICES)
        assert code == 0, said
        await _load(own, http)  # what a worker does by itself from time to time may have been cut off
        assert await _outcome(own, http) == expected


async def _kill_at_random(own: Installation, loading: asyncio.Task[Counter[str]]) -> int:
    """One service after the other, each back before the next is killed; returns how many."""
    chance, kills, ports = random.Random(2018), 0, [process.port for process in own.processes]
    while not loading.done():
        at = chance.randrange(len(_SERVICES))
        own.processes[at].kill()
        kills += 1
        again = own.launch(_SERVICES[at], port=ports[at])
        own.processes.remove(again)
        own.processes[at] = again
        await all_ready(again)
        await asyncio.wait([loading], timeout=chance.uniform(0, 1.0))
    return kills


async def _sent(site: Installation) -> dict[str, int]:
    """How many messages there are on each topic."""
    topics = [f"{site.namespace}-{service}.events.v1" for service in _SERVICES]
    return {topic: len(await records_in(site, topic)) for topic in topics}


def _labelled(measure: dict[str, Any], label: str) -> dict[str, Any]:
    figures = [one for series in measure["series"] for one in series["figures"] if one["label"] == label]
    assert len(figures) == 1, measure
    return figures[0]
