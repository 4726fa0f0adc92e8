"""Watermarks on a real MongoDB: whoever works with an old value fails, and reads again."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping

import pytest

from shared.persistence.database import Client, Collection, Session, connect
from shared.persistence.inbox import UNKNOWN, Mark, StaleMark, Watermarks, lane_id, lane_line
from tests.support.parts import Parts

X = "north/thing/x"


@pytest.fixture
async def client(parts: Parts) -> AsyncGenerator[Client]:
    async with connect(parts.mongodb_uri) as client:
        yield client


@pytest.fixture
async def inbox(client: Client, namespace: str) -> Collection:
    return await client[f"{namespace}-levelfield-listening"].create_collection("inbox")


@pytest.fixture
async def session(client: Client) -> AsyncGenerator[Session]:
    async with client.start_session() as session:
        yield session


async def move(
    session: Session,
    inbox: Collection,
    before: Mapping[str, Mark],
    after: Mapping[str, Mark],
    epoch: str = "",
) -> None:
    lane = lane_line("t", 0, epoch, 7) if epoch else None
    async with await session.start_transaction():
        await Watermarks(inbox).move(session, before, after, lane)


async def test_a_mark_that_moved_is_read_where_it_is(session: Session, inbox: Collection) -> None:
    first, second = Mark(1, stored=True), Mark(3, "gap", 2, stored=True)
    await move(session, inbox, {X: UNKNOWN}, {X: first})
    await move(session, inbox, {X: first}, {X: second})
    marks = await Watermarks(inbox).read([X, "north/thing/y"])
    assert marks == {X: second, "north/thing/y": UNKNOWN}
    await move(session, inbox, {X: second}, {X: Mark(5, None, 2, stored=True)})
    assert (await Watermarks(inbox).read([X]))[X].held is None


@pytest.mark.parametrize(
    "assumed",
    [
        UNKNOWN,
        Mark(1, stored=True),
        Mark(2, "gap", 1, stored=True),
        Mark(2, None, 0, stored=True),
        Mark(2, "quarantine", 2, stored=True),
    ],
)
async def test_a_move_from_a_value_that_is_no_longer_there_is_refused(
    session: Session, inbox: Collection, assumed: Mark
) -> None:
    there = Mark(2, "quarantine", 1, stored=True)
    await move(session, inbox, {X: UNKNOWN}, {X: there})
    with pytest.raises(StaleMark):
        await move(session, inbox, {X: assumed}, {X: Mark(3, None, 9, stored=True)})
    assert (await Watermarks(inbox).read([X]))[X] == there


async def test_one_stale_mark_stops_the_whole_batch(session: Session, inbox: Collection) -> None:
    moved = {X: Mark(1, stored=True), "north/thing/y": Mark(1, stored=True)}
    await move(session, inbox, {X: UNKNOWN}, {X: Mark(9, stored=True)})
    with pytest.raises(StaleMark):
        await move(session, inbox, dict.fromkeys(moved, UNKNOWN), moved)
    assert await inbox.count_documents({}) == 1


async def test_a_batch_whose_lane_has_another_epoch_by_now_is_refused(
    session: Session, inbox: Collection
) -> None:
    await inbox.insert_one({"_id": lane_id("t", 0), "epoch": "mine"})
    await move(session, inbox, {X: UNKNOWN}, {X: Mark(1, stored=True)}, epoch="mine")
    await inbox.update_one({"_id": lane_id("t", 0)}, {"$set": {"epoch": "another's"}})
    with pytest.raises(StaleMark):
        await move(session, inbox, {X: Mark(1, stored=True)}, {X: Mark(2, stored=True)}, epoch="mine")
    assert (await Watermarks(inbox).read([X]))[X].sequence == 1


async def test_what_is_forgotten_is_read_anew(session: Session, inbox: Collection) -> None:
    marks = Watermarks(inbox)
    marks.remember({X: Mark(1, stored=True)})
    await move(session, inbox, {X: UNKNOWN}, {X: Mark(8, stored=True)})
    assert (await marks.read([X]))[X].sequence == 1
    marks.forget([X])
    assert (await marks.read([X]))[X].sequence == 8
