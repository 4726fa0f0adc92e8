"""Which counts of people may be published, so that nobody in a small group can be told from the numbers.

A count of 1 to ``limit - 1`` people is small: it is withheld, and so is every other count that would give it
away. Zero is published: it is about nobody, and "nobody with lived experience was in the room" is what a
collaborative must be able to see. So a withheld count is never zero, and a reader may know that.

Promise: let a reader know everything that is published, that all lines add up to their totals, that no
withheld count is zero, and even which of them are small. Each can still be more than one number. And where a
total is published, those withheld of it, if any, are together more than ``limit`` people. If that cannot be
promised (four groups that are not empty, of four people, are of one each), nothing is published, nor is zero.

For a row of counts the promise holds even for a reader who tries every possible row on this very module. In a
table of two ways such a reader may now and then see through counts at the edge of a rule, a 1 or a ``limit``.

How: the counts are flows in a network whose nodes are the lines of the table; what goes into a line goes out
of it. A withheld count can be another number exactly if one more or one fewer person can go round a cycle of
withheld counts through it: Gusfield (1988), SIAM Journal on Computing 17, 552 to 571. While there is none,
the shortest cycle is withheld, and totals only if no cells will do. Among equals the first in the table is
taken, never the smallest: a choice by size would tell something of the sizes.

What is told by several filters, or for several periods, is one table with the filter or the period as a
dimension: only then are the differences between them covered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from math import inf

from shared.contracts.refusal import Invalid

FEWEST = 5

_COST_OF_TOTAL = 10**6
"""Beside 1 for a cell."""

type Row = tuple[int | None, ...]
"""Counts in their places; None is withheld."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedTable:
    cells: tuple[Row, ...]
    row_totals: Row
    column_totals: Row
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRow:
    cells: Row
    total: int | None


def publish_table(cells: Sequence[Sequence[int]], limit: int = FEWEST) -> PublishedTable:
    """A table of counts with the totals of its rows and columns.

    Raises:
        Invalid: rows of different lengths, a negative count, or a limit under 5.
    """
    across = range(len(cells[0]) if cells else 0)
    if any(len(row) != len(across) for row in cells):
        raise Invalid("table-uneven", "Give every row of a table as many counts.")
    network = _Network(limit)
    inside = [
        [network.cell(f"row {i}", f"column {j}", row[j]) for j in across] for i, row in enumerate(cells)
    ]
    row_totals = [network.total("rows", f"row {i}", sum(row)) for i, row in enumerate(cells)]
    column_totals = [network.total(f"column {j}", "columns", sum(row[j] for row in cells)) for j in across]
    total = network.total("columns", "rows", sum(map(sum, cells)))
    network.protect()
    return PublishedTable(
        cells=tuple(_published(row) for row in inside),
        row_totals=_published(row_totals),
        column_totals=_published(column_totals),
        total=total.published,
    )


def publish_row(cells: Sequence[int], limit: int = FEWEST) -> PublishedRow:
    """Counts with their total.

    Raises:
        Invalid: a negative count, or a limit under 5.
    """
    network = _Network(limit)
    inside = [network.cell("whole", "parts", people) for people in cells]
    total = network.total("parts", "whole", sum(cells))
    network.protect()
    return PublishedRow(cells=_published(inside), total=total.published)


def _published(counts: Iterable[_Count]) -> Row:
    return tuple(one.published for one in counts)


@dataclass(slots=True, eq=False)
class _Count:
    """A count, as a flow from one line of the table to another."""

    tail: str
    head: str
    people: int
    cost: int
    is_small: bool
    most: float
    """What a reader may know that it is at most, once it is withheld."""

    withheld: bool

    @property
    def published(self) -> int | None:
        return None if self.withheld else self.people

    @property
    def can_grow(self) -> bool:
        return 0 < self.people < self.most

    @property
    def can_shrink(self) -> bool:
        return self.people > 1


class _Network:
    def __init__(self, limit: int) -> None:
        if limit < FEWEST:
            raise Invalid("limit-too-low", f"The limit can be raised above {FEWEST}, and not lowered.")
        self._limit = limit
        self._counts: list[_Count] = []

    def cell(self, tail: str, head: str, people: int) -> _Count:
        return self._add(tail, head, people, cost=1)

    def total(self, tail: str, head: str, people: int) -> _Count:
        return self._add(tail, head, people, cost=_COST_OF_TOTAL)

    def _add(self, tail: str, head: str, people: int, cost: int) -> _Count:
        if people < 0:
            raise Invalid("count-negative", "A count of people is 0 or more.")
        small = 0 < people < self._limit
        one = _Count(tail, head, people, cost, small, most=self._limit - 1 if small else inf, withheld=small)
        self._counts.append(one)
        return one

    def protect(self) -> None:
        """Withholds more until the promise holds. What is protected stays so when more is withheld."""
        waiting = [one for one in self._counts if one.withheld]
        while waiting:
            for one in waiting:
                cycle = self._cheapest_cycle(one)
                for other in self._counts if cycle is None else cycle:
                    other.withheld = True
            waiting = list(self._covers_of_thin_lines())

    def _covers_of_thin_lines(self) -> Iterator[_Count]:
        """Withholds one more wherever a total is published and what is withheld of it is too thin."""
        for line in dict.fromkeys(end for one in self._counts for end in (one.tail, one.head)):
            into = [one for one in self._counts if one.head == line]
            out = [one for one in self._counts if one.tail == line]
            [whole], parts = (into, out) if len(into) == 1 else (out, into)
            if not whole.withheld and self._is_thin([one for one in parts if one.withheld]):
                cover = next((one for one in parts if one.published), whole)
                cover.withheld = True
                yield cover

    def _is_thin(self, withheld: list[_Count]) -> bool:
        """All small, or so few people that with one or two in each small count the rest would be known."""
        if not withheld:
            return False
        people = sum(one.people for one in withheld)
        return all(one.is_small for one in withheld) or people <= self._limit + len(withheld)

    def _cheapest_cycle(self, one: _Count) -> list[_Count] | None:
        """The counts that let this one be one more, or one fewer, than it is."""
        ways: list[tuple[int, list[_Count]]] = []
        if one.can_grow:
            ways += self._way(one.head, one.tail, one)
        if one.can_shrink:
            ways += self._way(one.tail, one.head, one)
        return min(ways, key=lambda way: way[0])[1] if ways else None

    def _way(self, start: str, goal: str, without: _Count) -> Iterator[tuple[int, list[_Count]]]:
        """Dijkstra's: the cheapest way back for one person, and its cost; nothing if there is none."""
        order = count()
        heap: list[tuple[int, int, str, list[_Count]]] = [(0, next(order), start, [])]
        seen: set[str] = set()
        while heap:
            cost, _, here, way = heappop(heap)
            if here == goal:
                yield cost, way
                return
            if here not in seen:
                seen.add(here)
                for step, there in self._steps(here):
                    if step is not without:
                        price = 0 if step.withheld else step.cost
                        heappush(heap, (cost + price, next(order), there, [*way, step]))

    def _steps(self, here: str) -> Iterator[tuple[_Count, str]]:
        """Counts that could take one person from here, and the line where that one arrives."""
        for one in self._counts:
            if one.tail == here and one.can_grow:
                yield one, one.head
            if one.head == here and one.can_shrink:
                yield one, one.tail
