"""What a use case asks of a store of aggregates. ``Aggregates`` is one; a test may have another."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.contracts.aggregate import Aggregate


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save has done.

    ``event`` is the id of the aggregate's last event, for the ``Levelfield-Event`` header; empty without any.
    """

    version: int
    event: str


class Reader[A: Aggregate](Protocol):
    """One tenant's aggregates of one kind, to be read alone; as ``Aggregates`` promises it."""

    async def find(self, aggregate_id: str) -> A | None: ...

    async def find_by(self, field: str, value: Any) -> A | None: ...

    async def find_all_by(self, field: str, values: Iterable[str]) -> Sequence[A]: ...

    async def find_many(self, aggregate_ids: Iterable[str]) -> dict[str, A]: ...

    async def page(
        self, where: Mapping[str, Any], limit: int, after: Sequence[str] = (), order_by: str = ""
    ) -> Sequence[A]: ...

    async def count_by(
        self, fields: Sequence[str], where: Mapping[str, Any]
    ) -> dict[tuple[Any, ...], int]: ...


class Store[A: Aggregate](Reader[A], Protocol):
    """One tenant's aggregates of one kind; each method promises what that of ``Aggregates`` does."""

    async def load(self, aggregate_id: str) -> A: ...

    async def made_by(self, aggregate_id: str) -> str | None: ...

    async def add(self, aggregate: A, made_by: str = "") -> Saved: ...

    async def save(self, aggregate: A) -> Saved: ...

    async def decide(self, aggregate_id: str, decision: Callable[[A], None]) -> Saved: ...


async def each[A: Aggregate](
    store: Reader[A], where: Mapping[str, Any], size: int = 100
) -> AsyncGenerator[A]:
    """All aggregates whose fields are like this, in order of id, with at most ``size`` in memory at a time.

    Args:
        where: as for ``Aggregates.page``.
    """
    after: Sequence[str] = ()
    while found := await store.page(where, size, after):
        for aggregate in found:
            yield aggregate
        after = [found[-1].id]
