"""Writes that share a round trip, each with its own outcome. The write itself is the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from prometheus_client import CollectorRegistry, Histogram
from pymongo.errors import AutoReconnect

from shared.persistence.database import DUPLICATE_KEY, Document, Outcome, WriteError
from shared.persistence.group_commit import GroupCommit
from tests.support.backbone import eventually

DUPLICATE = WriteError(DUPLICATE_KEY, ("tenant", "state.code"))
CONFLICT = WriteError(DUPLICATE_KEY, ("_id",))


class Line:
    """A database line of the test's own: it answers when it is let, with what each document asks for."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.open = asyncio.Event()
        self.down = False

    async def __call__(self, lines: Sequence[Document]) -> list[Outcome]:
        self.groups.append([line["name"] for line in lines])
        await self.open.wait()
        if self.down:
            raise AutoReconnect("gone")
        for line in lines:
            if line.get("too_large"):
                raise OverflowError(line["name"])
        return [line.get("outcome") for line in lines]


@pytest.fixture
async def line() -> Line:
    return Line()


def grouped(line: Line, largest: int = 500) -> GroupCommit:
    sizes = Histogram("sizes", "How many shared a write.", registry=CollectorRegistry())
    return GroupCommit(line, sizes, largest)


async def first_under_way(commit: GroupCommit, line: Line) -> asyncio.Task[Outcome]:
    first = asyncio.create_task(commit({"name": "first"}))
    assert await eventually(lambda: line.groups == [["first"]], 2)
    return first


async def test_a_write_that_finds_the_line_idle_leaves_at_once_and_alone(line: Line) -> None:
    commit = grouped(line)
    first = await first_under_way(commit, line)
    assert not first.done()
    line.open.set()
    assert await first is None


async def test_those_that_arrive_meanwhile_leave_together(line: Line) -> None:
    commit = grouped(line)
    first = await first_under_way(commit, line)
    others = [asyncio.create_task(commit({"name": str(at)})) for at in range(5)]
    await asyncio.wait(others, timeout=0)
    line.open.set()
    await asyncio.gather(first, *others)
    assert line.groups == [["first"], ["0", "1", "2", "3", "4"]]


async def test_nobody_is_answered_before_the_write_that_carried_them_is_back(line: Line) -> None:
    commit = grouped(line)
    first = await first_under_way(commit, line)
    waiting = asyncio.create_task(commit({"name": "second"}))
    done, _ = await asyncio.wait({first, waiting}, timeout=0.05)
    assert not done
    line.open.set()
    await asyncio.gather(first, waiting)


async def test_a_group_has_a_largest_size_and_the_rest_go_with_the_next(line: Line) -> None:
    commit = grouped(line, largest=2)
    first = await first_under_way(commit, line)
    others = [asyncio.create_task(commit({"name": str(at)})) for at in range(3)]
    await asyncio.wait(others, timeout=0)
    line.open.set()
    await asyncio.gather(first, *others)
    assert line.groups == [["first"], ["0", "1"], ["2"]]


async def test_each_caller_learns_its_own_outcome_and_no_others(line: Line) -> None:
    commit = grouped(line)
    first = await first_under_way(commit, line)
    wanted: list[Outcome] = [None, DUPLICATE, None, CONFLICT, None]
    others = [asyncio.create_task(commit({"name": str(at), "outcome": one})) for at, one in enumerate(wanted)]
    await asyncio.wait(others, timeout=0)
    line.open.set()
    assert await first is None
    assert await asyncio.gather(*others) == wanted


async def test_a_line_that_cannot_even_be_sent_costs_only_its_own_caller(line: Line) -> None:
    commit = grouped(line)
    first = await first_under_way(commit, line)
    lines: list[Document] = [
        {"name": "good"},
        {"name": "huge", "too_large": True},
        {"name": "taken", "outcome": DUPLICATE},
    ]
    others = [asyncio.create_task(commit(one)) for one in lines]
    await asyncio.wait(others, timeout=0)
    line.open.set()
    good, huge, taken = await asyncio.gather(*others, return_exceptions=True)
    assert await first is None
    assert good is None
    assert isinstance(huge, OverflowError)
    assert taken == DUPLICATE


async def test_a_database_that_is_away_is_told_to_everybody_and_asked_once(line: Line) -> None:
    commit = grouped(line)
    first = await first_under_way(commit, line)
    others = [asyncio.create_task(commit({"name": str(at)})) for at in range(3)]
    await asyncio.wait(others, timeout=0)
    line.down = True
    line.open.set()
    outcomes = await asyncio.gather(first, *others, return_exceptions=True)
    assert [type(one) for one in outcomes] == [AutoReconnect] * 4
    assert line.groups == [["first"], ["0", "1", "2"]]


async def test_after_an_outage_the_next_write_goes_through(line: Line) -> None:
    commit = grouped(line)
    line.down = True
    line.open.set()
    with pytest.raises(AutoReconnect):
        await commit({"name": "lost"})
    line.down = False
    assert await commit({"name": "found", "outcome": DUPLICATE}) == DUPLICATE


async def test_a_caller_that_gives_up_costs_the_others_nothing(line: Line) -> None:
    commit = grouped(line)
    first = await first_under_way(commit, line)
    patient, hasty = (asyncio.create_task(commit({"name": name})) for name in ("patient", "hasty"))
    await asyncio.wait({patient, hasty}, timeout=0)
    hasty.cancel()
    line.open.set()
    await asyncio.gather(hasty, return_exceptions=True)
    assert (await first, await patient) == (None, None)
