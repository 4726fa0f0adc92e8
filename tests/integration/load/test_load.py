"""A collaborative's files go in through the public APIs, twice without harm; the right figures come out."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from levelfield.load.door import LoadFailed
from tests.chaos.aftermath import verify
from tests.integration.load import by_hand
from tests.integration.load.loading import MENTAL_HEALTH, SERVICES, door, load, outcome, sent
from tests.support.namespaces import namespace_on
from tests.support.parts import Parts
from tests.support.services import Installation, all_ready, eventually, installation

_TENANT = "mental-health-ni"

pytestmark = pytest.mark.timeout(400)


async def _measures(site: Installation, http: httpx.AsyncClient, *codes: str) -> dict[str, Any]:
    lead = door(site, http, _TENANT)
    return {code: (await lead.ask("evaluation", "GET", f"/measures/{code}")).json() for code in codes}


async def test_the_figures_are_those_that_follow_from_the_files_by_hand(
    loaded: Installation, http: httpx.AsyncClient
) -> None:
    codes = ("representation", "reach", "completion", "paired_facilitation", "mentoring_coverage", "barriers")
    told = await _measures(loaded, http, *codes, "empowerment_change")

    def figures(code: str, series: int = 0) -> list[dict[str, Any]]:
        return told[code]["series"][series]["figures"]

    people = by_hand.table(MENTAL_HEALTH, "participants.csv")
    shown = [(one["on"], one["count"], one["of"]) for one in figures("representation")]
    assert shown == by_hand.representation(MENTAL_HEALTH)
    assert [one["value"] for one in figures("representation")][:: len(shown) - 1] == [0.06, 0.3]
    everyone = {
        code: _labelled(told[code], "Everyone") for code in ("reach", "completion", "mentoring_coverage")
    }
    reached, done = by_hand.reached(MENTAL_HEALTH), by_hand.completed(MENTAL_HEALTH)
    assert (everyone["reach"]["count"], everyone["reach"]["of"]) == (len(reached), len(people))
    anything = set[str]().union(*done.values())
    assert (everyone["completion"]["count"], everyone["completion"]["of"]) == (len(anything), len(reached))
    assert everyone["mentoring_coverage"]["count"] == len(by_hand.mentored(MENTAL_HEALTH))
    assert {one["on"][:7]: (one["count"], one["of"]) for one in figures("paired_facilitation")} == (
        by_hand.paired(MENTAL_HEALTH)
    )
    apologies = [one["count"] or 0 for series in told["barriers"]["series"] for one in series["figures"]]
    assert max(apologies) == sum(by_hand.barriers(MENTAL_HEALTH).values())
    for series, survey in enumerate(("empowerment", "empowerment later")):
        (one,) = figures("empowerment_change", series)
        people_in_it, median = by_hand.change(MENTAL_HEALTH, survey)
        assert one["value"] == pytest.approx(median, abs=1e-6)
        assert one["count"] == people_in_it


async def test_the_influence_trail_has_what_was_said_and_what_became_of_it(
    loaded: Installation, http: httpx.AsyncClient
) -> None:
    listed = (await door(loaded, http, _TENANT).ask("evaluation", "GET", "/influence?limit=100")).json()[
        "items"
    ]
    answers = Counter((one["answer"] or {"outcome": ""})["outcome"] for one in listed)
    assert answers == by_hand.influence(MENTAL_HEALTH)


async def test_ops_see_in_metrics_what_the_collaborative_cares_about(loaded: Installation) -> None:
    counting = loaded.launch("evaluation", figures_seconds="0.2")
    try:
        await all_ready(counting)

        def told(name: str) -> float:
            return counting.metric(f"levelfield_{name}", tenant=_TENANT)

        await eventually(lambda: told("representation_ratio") == 0.3, 20, "the last meeting is counted")
        assert told("released_modules") == by_hand.released(MENTAL_HEALTH)
        completed = by_hand.completed(MENTAL_HEALTH)
        assert told("module_completions") == sum(len(people) for people in completed.values())
    finally:
        counting.kill()
        loaded.processes.remove(counting)


async def test_a_second_time_tells_nothing_anew(loaded: Installation, http: httpx.AsyncClient) -> None:
    before, messages = await outcome(loaded, http, _TENANT), await sent(loaded)

    rows = await load(loaded, http)

    assert rows["responses.csv"] == len(by_hand.table(MENTAL_HEALTH, "responses.csv"))
    assert await sent(loaded) == messages
    assert await outcome(loaded, http, _TENANT) == before
    code, said = await asyncio.to_thread(verify, loaded, *SERVICES)
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
        await load(site, http, tmp_path)


async def test_with_services_killed_at_random_the_outcome_is_the_same_to_the_last_digit(
    parts: Parts, loaded: Installation, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    expected = await outcome(loaded, http, _TENANT)
    with namespace_on(parts) as namespace, installation(parts, namespace, loaded.issuer, tmp_path) as own:
        for process in [own.launch(service) for service in SERVICES]:
            process.await_ready()
        loading = asyncio.create_task(load(own, http))
        kills = await _kill_at_random(own, loading)
        await loading

        assert kills >= 3
        code, said = await asyncio.to_thread(verify, own, *SERVICES)
        assert code == 0, said
        await load(own, http)  # what a worker does by itself from time to time may have been cut off
        assert await outcome(own, http, _TENANT) == expected


async def _kill_at_random(own: Installation, loading: asyncio.Task[Counter[str]]) -> int:
    """One service after the other, each back before the next is killed; returns how many."""
    chance, kills = random.Random(2018), 0
    while not loading.done():
        at = chance.randrange(len(SERVICES))
        killed = own.processes[at]
        killed.kill()
        kills += 1
        again = own.launch(SERVICES[at], port=killed.port)
        await all_ready(again)
        await asyncio.wait([loading], timeout=chance.uniform(0, 1.0))
    return kills


def _labelled(measure: dict[str, Any], label: str) -> dict[str, Any]:
    figures = [one for series in measure["series"] for one in series["figures"] if one["label"] == label]
    assert len(figures) == 1, measure
    return figures[0]
