"""How one kind of aggregate is kept, and the collection that all tenants' stores of it share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Protocol

from pydantic import TypeAdapter

from shared.contracts.aggregate import Aggregate
from shared.observability.metrics import GROUP_COMMIT_SIZE
from shared.persistence.database import Database, Document, insert_many, update_many
from shared.persistence.group_commit import GroupCommit
from shared.persistence.outbox import Pending
from shared.persistence.together import Together

_ENVELOPE_FIELDS = {field.name for field in fields(Aggregate)}

type Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Now, to the millisecond, which is what BSON keeps."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class Announcer(Protocol):
    """Whoever publishes what has been committed."""

    def announce(self, pending: Pending) -> None: ...


@dataclass(frozen=True)
class AggregateKind[A: Aggregate]:
    """How one kind of aggregate is kept; one per kind and process.

    Args:
        type: the aggregate's dataclass.
        collection: the name of its collection.
        unique: fields (below ``state.``) that are unique in a tenant where they are set.
        indexed: fields that are looked up by.
        opened_by: a field that is true of those which every tenant may read; see ``Commons``.
        due: the field that holds the day on which something is to be done with it, if there is one.
        by_the_instant: whether that field holds an instant and no day.
    """

    type: type[A]
    collection: str
    unique: Sequence[str] = ()
    indexed: Sequence[str] = ()
    opened_by: str = ""
    due: str = ""
    by_the_instant: bool = False

    @property
    def due_type(self) -> str:
        """What MongoDB calls the type in which ``due`` is kept."""
        return "date" if self.by_the_instant else "string"


class AggregateShelf[A: Aggregate]:
    """The collection of one kind of aggregate, shared by all tenants' stores in a process."""

    def __init__(
        self,
        database: Database,
        kind: AggregateKind[A],
        service: str,
        announcer: Announcer,
        clock: Clock = utc_now,
    ) -> None:
        self.kind = kind
        self.collection = database[kind.collection]
        self.announcer = announcer
        self.clock = clock
        self.together = Together[A]()
        sizes = GROUP_COMMIT_SIZE.labels(service)
        self.insert = GroupCommit(lambda lines: insert_many(self.collection, lines), sizes)
        self.update = GroupCommit(lambda lines: update_many(self.collection, lines), sizes)
        self._adapter = TypeAdapter(kind.type)

    def state(self, aggregate: A) -> Document:
        """The aggregate's own fields, as they are stored."""
        dumped = self._adapter.dump_python(aggregate, exclude=_ENVELOPE_FIELDS)
        return dict(dumped)

    def rebuild(self, document: Document) -> A:
        """The aggregate as it was saved."""
        envelope = {"tenant": document["tenant"], "id": document["_id"].partition("/")[2]}
        aggregate = self._adapter.validate_python({**document["state"], **envelope})
        aggregate.version, aggregate.sequence = document["version"], document["sequence"]
        return aggregate
