"""Celebrations from an event to everybody and back, through registration's API, Kafka and MongoDB."""

# feedparser has no types.
# pyright: reportUnknownVariableType=false

from __future__ import annotations

import ast
import json
import secrets
import sys
import time
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from services.notifications.definition import NOTIFICATIONS
from shared.messaging.topics import PARTITIONS
from shared.runtime.rebuild import Rebuild
from tests.support.backbone import running, settings_for
from tests.support.celebrating import Somebody, Stage, subscriber
from tests.support.namespaces import namespace_on
from tests.support.parts import Parts
from tests.support.services import (
    INVENTED,
    REPOSITORY,
    Installation,
    eventually,
    http_client,
    installation,
    running_issuer,
)

PUBLIC = "https://levelfield.example"
SECONDS = 5.0
"""Within which whatever was taken back is gone everywhere."""


@pytest.fixture(scope="module")
def site(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Generator[Installation]:
    folder = tmp_path_factory.mktemp("celebrations")
    with (
        running_issuer(folder) as issuer,
        namespace_on(parts) as namespace,
        installation(parts, namespace, issuer, folder) as made,
    ):
        made.launch("registration")
        made.launch("notifications", public_url=PUBLIC)
        for process in made.processes:
            process.await_ready()
        yield made
        assert made.leaks() == []


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    async with http_client() as client:
        yield client


@pytest.fixture
async def stage(site: Installation, http: httpx.AsyncClient) -> Stage:
    made = Stage(site, http, f"good-{secrets.token_hex(4)}-ni")
    await made.begin()
    return made


async def _published_with(stage: Stage, who: Somebody) -> str:
    """The id of a published celebration that names somebody, in the lead's words too."""
    await stage.milestone()
    [one] = await stage.wait_for("proposed")
    edited = await stage.edit(one, who, text=f"It was the idea of {who.name}.")
    assert edited.status_code == 204, edited.text
    approved = await stage.approve(one)
    assert approved.status_code == 204, approved.text
    return str(one["id"])


async def _latest(site: Installation) -> dict[str, bytes]:
    """What the compacted topic holds as the latest of each key."""
    latest = {str(one.key, "utf-8"): one.value for one in await _messages(site, "celebrations.v1")}
    return {key: value for key, value in latest.items() if value is not None}


async def _messages(site: Installation, topic: str) -> list[Any]:
    """All that is on a topic, of each key in order."""
    topic = f"{site.namespace}-{topic}"
    read: list[Any] = []
    consumer: Any = AIOKafkaConsumer(bootstrap_servers=site.parts.bootstrap_servers, enable_auto_commit=False)
    async with consumer:
        lanes = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        consumer.assign(lanes)
        await consumer.seek_to_beginning(*lanes)
        ends = await consumer.end_offsets(lanes)
        while any([await consumer.position(lane) < end for lane, end in ends.items()]):
            for messages in (await consumer.getmany(timeout_ms=200)).values():
                read += messages
    return read


def _kept(site: Installation) -> str:
    """All that notifications keeps."""
    with site.databases() as client:
        database = client[site.database("notifications")]
        return "".join(
            str(document) for name in database.list_collection_names() for document in database[name].find()
        )


async def test_what_is_approved_is_on_the_topic_in_all_feeds_and_on_a_card(
    site: Installation, stage: Stage
) -> None:
    who = await stage.join()
    await stage.milestone()
    await stage.module()
    await stage.report()
    proposed = {one["about"]: one for one in await stage.wait_for("proposed", 3)}
    assert set(proposed) == {"milestone_reached", "module_released", "report_published"}
    one = proposed["milestone_reached"]
    path = f"/celebrations/{one['id']}"
    assert await stage.in_feeds(one["id"]) == [False] * 4
    assert await stage.statuses(one["id"]) == [404] * 3

    assert (await stage.edit(one, who)).status_code == 204
    preview = await stage.here("GET", f"{path}/card.svg")
    assert f"Celebrating {who.name}" in preview.text
    assert (await stage.here("GET", f"{path}/card.png")).content.startswith(b"\x89PNG")
    async with subscriber(site) as platform:
        assert (await stage.approve(one)).status_code == 204
        seconds = await eventually(lambda: platform.has_seen("+", one["id"]), 20, "the platform sees it")
        sys.stdout.write(f"approved to the platform: {seconds:.2f} s\n")

    assert await stage.in_feeds(one["id"]) == [True] * 4
    assert await stage.statuses(one["id"]) == [200] * 3
    feed = feedparser.parse((await stage.everybody("/v1/public/celebrations.atom")).content)
    [entry] = [each for each in feed.entries if each.id == f"urn:uuid:{one['id']}"]
    assert (entry.author, entry.link) == (stage.tenant, f"{PUBLIC}/v1/{stage.tenant}/public{path}")
    assert who.name in entry.content[0].value
    told = json.loads((await _latest(site))[f"{stage.tenant}/{one['id']}"])
    assert (told["named"], told["picture"]) == ([who.name], f"{PUBLIC}/v1/{stage.tenant}/public{path}.png")
    assert "A card that says" in told["picture_text"]
    assert len(await stage.celebrations("proposed")) == 2


@pytest.mark.parametrize("how", ["consent", "left", "erased"])
async def test_whoever_withdraws_leaves_or_is_erased_is_named_nowhere_within_seconds(
    site: Installation, stage: Stage, how: str
) -> None:
    who = await stage.join()
    celebration_id = await _published_with(stage, who)
    async with subscriber(site) as platform:
        await eventually(lambda: platform.has_seen("+", celebration_id), 20, "the platform sees it")
        assert await stage.in_feeds(celebration_id) == [True] * 4
        before = await stage.everybody("/v1/public/celebrations.json")

        begun = time.monotonic()
        if how == "consent":
            await stage.consent(who, given=False)
        elif how == "left":
            left = await stage.registration("POST", f"/participants/{who.id}/departure", {"reason": "moved"})
            assert left.status_code == 204, left.text
        else:
            assert (await stage.registration("DELETE", f"/participants/{who.id}")).status_code == 204

        async def gone() -> bool:
            return not any(await stage.in_feeds(celebration_id)) and platform.has_seen("-", celebration_id)

        await eventually(gone, SECONDS, "it is gone")
        sys.stdout.write(f"{how}: gone everywhere after {time.monotonic() - begun:.2f} s\n")

    assert await stage.statuses(celebration_id) == [404] * 3
    kept = await stage.everybody(
        "/v1/public/celebrations.json",
        If_None_Match=before.headers["etag"],
        If_Modified_Since=before.headers["last-modified"],
    )
    assert kept.status_code == 200
    assert f"{stage.tenant}/{celebration_id}" not in await _latest(site)
    assert who.name not in _kept(site)
    told = [one.value for one in await _messages(site, "notifications.events.v1")]
    assert any(celebration_id.encode() in value for value in told)
    assert not any(INVENTED.encode() in value for value in told)
    shown = (await stage.here("GET", f"/celebrations/{celebration_id}")).json()
    reason = {"consent": "consent_withdrawn"}.get(how, how)
    assert (shown["state"], shown["taken_back_for"], shown["named"]) == ("retracted", reason, [])
    assert (await stage.approve(shown)).json()["code"] == "celebration-ended"


async def test_nobody_is_named_who_has_not_agreed(stage: Stage) -> None:
    who = await stage.join()
    await stage.heard(await stage.consent(who, given=False))
    await stage.milestone()
    [one] = await stage.wait_for("proposed")
    refused = await stage.edit(one, who)
    assert (refused.status_code, refused.json()["code"]) == (409, "may-not-be-named")
    unknown = await stage.edit(one, Somebody("nobody", f"{INVENTED} Nobody"))
    assert (unknown.status_code, unknown.json()["code"]) == (409, "may-not-be-named")
    assert INVENTED not in refused.text + unknown.text


async def test_what_needs_no_approval_is_published_by_itself_and_ends_with_what_it_is_about(
    site: Installation, stage: Stage
) -> None:
    rules = await stage.here("GET", "/celebration-rules")
    said = rules.json() | {"report_published": {"on": True, "needs_approval": False}}
    said |= {"module_released": {"on": False, "needs_approval": True}}
    settled = await stage.here("PUT", "/celebration-rules", said, If_Match=rules.headers["etag"])
    assert settled.status_code == 204, settled.text

    await stage.module()
    await stage.report()
    [one] = await stage.wait_for("published")
    assert await stage.in_feeds(one["id"]) == [True] * 4
    assert await stage.celebrations("proposed") == []

    await stage.no_report()
    [gone] = await stage.wait_for("retracted")
    assert (gone["id"], gone["taken_back_for"]) == (one["id"], "no_longer_so")
    assert await stage.in_feeds(one["id"]) == [False] * 4

    async def ended() -> bool:
        return f"{stage.tenant}/{one['id']}" not in await _latest(site)

    await eventually(ended, SECONDS, "a tombstone")


async def test_the_feeds_are_read_again_only_if_something_is_different(stage: Stage) -> None:
    await stage.milestone()
    [one] = await stage.wait_for("proposed")
    await stage.approve(one)
    card = f"/v1/{{tenant}}/public/celebrations/{one['id']}"
    own = "/v1/{tenant}/public/celebrations"
    for path in (f"{own}.atom", f"{own}.json", card, f"{card}.svg", f"{card}.png"):
        first = await stage.everybody(path)
        assert first.headers["cache-control"] == "no-cache"
        again = await stage.everybody(path, If_None_Match=first.headers["etag"])
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]


async def test_a_rebuild_proposes_nothing_anew(site: Installation, stage: Stage) -> None:
    await stage.milestone()
    [one] = await stage.wait_for("proposed")
    assert (await stage.here("POST", f"/celebrations/{one['id']}/decline")).status_code == 204
    settings = settings_for(site.parts, site.namespace)

    async with running(NOTIFICATIONS, settings, worker=False) as backbone:
        await Rebuild(NOTIFICATIONS, settings, backbone.client).run()
    await stage.milestone(sequence=1)
    await stage.milestone("m2")
    [new] = await stage.wait_for("proposed")
    assert new["id"] != one["id"]
    assert [each["id"] for each in await stage.celebrations("declined")] == [one["id"]]


def test_the_subscriber_uses_nothing_of_ours_and_is_short() -> None:
    program = Path(REPOSITORY / "examples/q-platform-subscriber/subscribe.py").read_text()
    imported = [
        node for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    names = {one.module if isinstance(one, ast.ImportFrom) else one.names[0].name for one in imported}
    assert names == {"asyncio", "json", "os", "aiokafka"}
    assert len(program.splitlines()) < 60
