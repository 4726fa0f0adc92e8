"""What an operator sees and does over HTTP, of a service on real parts: nothing of what its events hold."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from shared.contracts.refusal import NotFound
from shared.messaging.lag import lag_of
from shared.messaging.topics import TopicSpec, apply_topics
from shared.persistence.database import connect
from shared.runtime.backbone import Backbone
from shared.runtime.desk import desk_for
from shared.runtime.operations import operations_router
from shared.settings import ServiceSettings
from shared.web.identity import Principal
from tests.support.backbone import (
    TENANT,
    Faults,
    Record,
    ThingChanged,
    ThingMade,
    eventually,
    listening,
    make_topics,
    publish,
    record_of,
    running,
    settings_for,
)
from tests.support.parts import Parts
from tests.support.replica import mark
from tests.unit.web.support import KnownTokens, app_of, client_of

_MARKER = "<script>Zwetlana</script>"
_POISON = 66


@dataclass
class Desk:
    """The listening service, and its operator."""

    backbone: Backbone
    http: httpx.AsyncClient
    faults: Faults

    async def see(self, path: str = "") -> dict[str, Any]:
        answer = await self.http.get(f"/v1/operations{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def held(self, count: int) -> list[dict[str, Any]]:
        """What is listed, once it is so many."""

        async def as_many() -> bool:
            return len(await self._listed()) == count

        assert await eventually(as_many)
        return await self._listed()

    async def _listed(self) -> list[dict[str, Any]]:
        return (await self.see("/quarantine"))["items"]

    async def does(self, path: str, body: Any = None) -> httpx.Response:
        return await self.http.post(f"/v1/operations/quarantine/{path}", json=body)


@asynccontextmanager
async def _at_the_desk(settings: ServiceSettings) -> AsyncGenerator[Desk]:
    faults = Faults(fails_for={_POISON})
    async with running(listening(faults), settings) as backbone:
        operator = Principal("operator", platform_roles=frozenset({"operator"}))
        app = app_of(operations_router(backbone), verifier=KnownTokens(operator=operator))
        async with client_of(app) as http:
            http.headers["Authorization"] = "Bearer operator"
            yield Desk(backbone, http, faults)


@pytest.fixture
async def desk(parts: Parts, namespace: str) -> AsyncGenerator[Desk]:
    settings = settings_for(parts, namespace)
    await make_topics(settings)
    async with _at_the_desk(settings) as made:
        yield made


def _failing(thing: str) -> list[Record]:
    """A thing whose second event fails, and two more behind it; a name stands in what they hold."""
    return [
        record_of(ThingMade(value=1), thing, 1),
        record_of(ThingChanged(value=_POISON, padding=_MARKER), thing, 2),
        record_of(ThingChanged(value=3, tally="all"), thing, 3),
        record_of(ThingChanged(value=4, padding=_MARKER), thing, 4),
    ]


async def test_figures_and_list_tell_what_is_held_and_nothing_of_what_it_holds(desk: Desk) -> None:
    noise = Record(b"k", _MARKER.encode(), [("ce_subject", _MARKER.encode())])
    parked = record_of(ThingChanged(value=9, padding=_MARKER), "early", 3)
    await publish(desk.backbone.settings, [*_failing("sick"), noise, parked])

    held = {one["kind"]: one for one in await desk.held(3)}

    assert await eventually(lambda: _has(desk, "lag_events", 0))
    standing = await desk.see()
    assert standing["quarantine"] == {
        "failed_aggregates": 1,
        "parked_aggregates": 1,
        "unreadable_messages": 1,
    }
    assert standing["outbox"] == {"pending_aggregates": 0, "oldest_seconds": 0.0}
    assert (standing["service"], standing["ready"], standing["reasons"]) == ("listening", True, [])
    failed = held["failed"]
    assert (failed["tenant"], failed["event"], failed["waiting"]) == (TENANT, "thing/sick#2", 3)
    assert (failed["type"], failed["error"]) == ("levelfield.sample.ThingChanged.v1", "PoisonousValue")
    assert failed["place"][-1].startswith("backbone.py:")
    assert (held["parked"]["event"], held["parked"]["reason"]) == ("thing/early#3", "gap")
    assert held["unreadable"]["event"] == ""
    assert "Zwetlana" not in str(held) + str(standing)


async def test_a_list_in_pages_names_each_once_the_longest_held_first(desk: Desk) -> None:
    things = [f"t{at}" for at in range(5)]
    await publish(desk.backbone.settings, [record for thing in things for record in _failing(thing)])
    whole = await desk.held(5)

    pages = [await desk.see("/quarantine?limit=2")]
    while (cursor := pages[-1]["next"]) and len(pages) < 5:
        pages.append(await desk.see(f"/quarantine?limit=2&cursor={cursor}"))

    found = [one for page in pages for one in page["items"]]
    assert found == whole
    assert len(pages) == 3
    assert [one["since"] for one in found] == sorted(one["since"] for one in found)


async def test_a_cursor_with_a_time_that_no_calendar_has_is_harmless(desk: Desk) -> None:
    far = "WzkyMjMzNzIwMzY4NTQ3NzU4MDcsImEiXQ"  # [9223372036854775807, "a"]

    assert await desk.see(f"/quarantine?cursor={far}") == {"items": [], "next": None}


async def test_a_retry_applies_each_event_once_though_operators_and_the_command_are_at_it_at_once(
    desk: Desk,
) -> None:
    settings = desk.backbone.settings
    await publish(settings, _failing("sick"))
    (held,) = await desk.held(1)
    still = (await desk.does(f"{held['id']}/retry")).json()
    assert still == {"aggregates": 1, "applied": 0, "still_held": 3, "error": "PoisonousValue"}

    desk.faults.fails_for.clear()
    answers, by_command = await asyncio.gather(
        asyncio.gather(*(desk.does(f"{held['id']}/retry") for _ in range(4))), _by_command(desk, "sick")
    )

    # Whoever comes too late finds nothing held, and has done nothing.
    assert {one.status_code for one in answers} <= {200, 404}
    assert by_command + sum(one.json()["applied"] for one in answers if one.status_code == 200) == 3
    assert await mark(desk.backbone.database, "sick") == (4, None)
    tally = await desk.backbone.database["tallies"].find_one({"_id": f"{TENANT}/all"})
    assert tally is not None
    assert tally["state"]["counted"] == ["thing/sick#3"]
    assert (await desk.does(f"{held['id']}/retry")).json()["code"] == "not-held"
    assert (await desk.see())["quarantine"]["failed_aggregates"] == 0


async def test_all_of_one_fingerprint_are_retried_together_and_others_are_left(desk: Desk) -> None:
    settings = desk.backbone.settings
    early = record_of(ThingChanged(value=9), "early", 3)
    await publish(settings, [*_failing("one"), *_failing("two"), early])
    held = await desk.held(3)
    (fingerprint,) = {one["fingerprint"] for one in held if one["kind"] == "failed"}
    desk.faults.fails_for.clear()

    others = (await desk.does("retry", {"fingerprint": "0" * 12})).json()
    done = (await desk.does("retry", {"fingerprint": fingerprint})).json()

    assert others["aggregates"] == 0
    assert done == {"aggregates": 2, "applied": 6, "still_held": 0, "error": ""}
    assert [one["kind"] for one in await desk.held(1)] == ["parked"]


async def test_a_discard_gives_up_one_event_for_good_and_applies_the_rest(desk: Desk) -> None:
    await publish(desk.backbone.settings, [*_failing("sick"), Record(b"k", b"noise", [])])
    held = {one["kind"]: one for one in await desk.held(2)}

    done = (await desk.does(f"{held['failed']['id']}/discard")).json()
    dropped = (await desk.does(f"{held['unreadable']['id']}/discard")).json()

    assert done == {"aggregates": 1, "applied": 2, "still_held": 0, "error": ""}
    assert dropped == {"aggregates": 1, "applied": 0, "still_held": 0, "error": ""}
    assert await mark(desk.backbone.database, "sick") == (4, None)
    kept = await desk.backbone.database["quarantine"].find({}, {"state": 1}).to_list()
    assert {one["state"] for one in kept} == {"discarded"}
    assert await desk.held(0) == []


async def test_what_kafka_has_and_nobody_here_has_applied_is_lag(parts: Parts, namespace: str) -> None:
    settings = settings_for(parts, namespace)
    await make_topics(settings)
    await publish(
        settings, [record_of(ThingMade(value=at), f"t{at}", 1, partition=at % 2) for at in range(7)]
    )
    operator = Principal("operator", platform_roles=frozenset({"operator"}))
    async with running(listening(), settings, worker=False) as without_a_worker:
        app = app_of(operations_router(without_a_worker), verifier=KnownTokens(operator=operator))
        async with client_of(app) as http:
            answer = await http.get("/v1/operations", headers={"Authorization": "Bearer operator"})

    assert answer.json()["lag_events"] == 7


async def test_the_lag_of_many_topics_is_not_waited_for_topic_by_topic(parts: Parts, namespace: str) -> None:
    settings = settings_for(parts, namespace)
    topics = [settings.topic(f"many{at}.events.v1") for at in range(8)]
    await apply_topics(settings.kafka_bootstrap_servers, [TopicSpec(name, 1) for name in topics])
    seconds: list[float] = []
    async with connect(parts.mongodb_uri) as client:
        inbox = client[f"{namespace}-levelfield-listening"]["inbox"]
        for _ in range(5):
            begun = time.perf_counter()
            assert await lag_of(settings.kafka_bootstrap_servers, topics, inbox) == 0
            seconds.append(time.perf_counter() - begun)

    # Kafka's client would wait for a tenth of a second before each of the eight.
    assert min(seconds) < 0.6, seconds


async def _has(desk: Desk, field: str, value: object) -> bool:
    return (await desk.see())[field] == value


async def _by_command(desk: Desk, thing: str) -> int:
    """How many events the operator's command has applied, with a desk of its own."""
    command = desk_for(listening(), desk.backbone.settings, desk.backbone.client)
    try:
        return (await command.retry(f"{TENANT}/thing/{thing}")).applied
    except NotFound:
        return 0
