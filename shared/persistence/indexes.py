"""Collections and indexes, made when a service starts; making them again changes nothing.

Every index begins with the tenant, so that collections can be sharded by it. The exceptions serve the
platform and not a tenant: what waits in any outbox, what is held back, what has become due, and what tenants
have opened to all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.errors import OperationFailure

from shared.messaging.projection import Projection
from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.database import Database, Document
from shared.persistence.records import RecordKind

_PUT_TOGETHER = {"$jsonSchema": {"bsonType": "object", "required": ["created", "state"]}}
"""Refuses the document that an upsert of a missing aggregate would make: only a creation sets ``created``."""

_EXISTS = 48


async def prepare_aggregates(database: Database, kinds: Iterable[AggregateKind[Any]]) -> None:
    """Makes the collections of these kinds of aggregate."""
    for kind in kinds:
        await _make_collection(database, kind.collection, _PUT_TOGETHER)
        indexes = [
            IndexModel(
                [("pending_since", ASCENDING)],
                name="pending_since",
                partialFilterExpression={"pending_since": {"$exists": True}},
            )
        ]
        indexes += [_unique(field) for field in kind.unique]
        indexes += [_by_tenant_and(f"state.{field}", "_id") for field in kind.indexed]
        if kind.opened_by:
            paths = ["_id", *(f"state.{field}" for field in kind.indexed)]
            indexes += [_opened(f"state.{kind.opened_by}", path) for path in paths]
        indexes += [_due(kind.due, kind.due_type)] if kind.due else []
        await database[kind.collection].create_indexes(indexes)


def _unique(field: str) -> IndexModel:
    path = f"state.{field}"
    return IndexModel(
        [("tenant", ASCENDING), (path, ASCENDING)],
        name=f"unique_{field}",
        unique=True,
        partialFilterExpression={path: {"$type": "string"}},
    )


def _opened(by: str, path: str) -> IndexModel:
    """Of what is opened to all alone: whatever is not is in no such index."""
    keys = dict.fromkeys([by, path, "_id"])
    return IndexModel(
        [(key, ASCENDING) for key in keys], name=f"opened_{path}", partialFilterExpression={by: True}
    )


def _due(field: str, kept_as: str) -> IndexModel:
    path = f"state.{field}"
    # What has none is not in the index.
    return IndexModel(
        [(path, ASCENDING), ("_id", ASCENDING)],
        name="due",
        partialFilterExpression={path: {"$type": kept_as}},
    )


async def prepare_records(database: Database, kinds: Iterable[RecordKind]) -> None:
    """Makes the collections of these kinds of record."""
    for kind in kinds:
        await _make_collection(database, kind.collection, None)
        together = [(one,) if isinstance(one, str) else one for one in kind.indexed]
        indexes = [_by_tenant_and(*fields) for fields in together]
        indexes += _line_indexes() if kind.in_line else []
        indexes += [_queue_index()] if kind.queued else []
        indexes += [_kept(kind.kept_days)] if kind.kept_days else []
        if indexes:
            await database[kind.collection].create_indexes(indexes)


def _line_indexes() -> list[IndexModel]:
    has_position, waits = {"position": {"$type": "number"}}, {"stage": {"$type": "string"}}
    tenant = ("tenant", ASCENDING)
    return [
        IndexModel(
            [tenant, ("position", ASCENDING)],
            name="position",
            unique=True,
            partialFilterExpression=has_position,
        ),
        IndexModel([tenant, ("time", ASCENDING)], name="time"),
        IndexModel(
            [("stage", ASCENDING), tenant, ("time", ASCENDING)], name="stage", partialFilterExpression=waits
        ),
        IndexModel([tenant, ("subject", ASCENDING)], name="waiting", partialFilterExpression=waits),
    ]


def _queue_index() -> IndexModel:
    # What is to be done, of whichever tenant, the longest due first; what is done is not in it.
    has_time = {"due": {"$type": "date"}}
    return IndexModel([("due", ASCENDING)], name="queue", partialFilterExpression=has_time)


def _kept(days: int) -> IndexModel:
    return IndexModel([("at", ASCENDING)], name="kept", expireAfterSeconds=days * 86_400)


async def prepare_inbox(database: Database, projections: Iterable[Projection], suffix: str = "") -> None:
    """Makes the collections that events are applied to; a rebuild's have a suffix behind their names."""
    for name in (f"inbox{suffix}", f"lane_sessions{suffix}", f"quarantine{suffix}"):
        await _make_collection(database, name, None)
    held = [("state", ASCENDING), ("aggregate", ASCENDING), ("sequence", ASCENDING)]
    await database[f"quarantine{suffix}"].create_indexes([IndexModel(held, name="held")])
    for projection in projections:
        name = f"{projection.name}{suffix}"
        await _make_collection(database, name, None)
        if projection.indexes:
            await database[name].create_indexes([_by_tenant_and(*fields) for fields in projection.indexes])


def _by_tenant_and(*fields: str) -> IndexModel:
    return IndexModel([("tenant", ASCENDING), *((field, ASCENDING) for field in fields)])


async def _make_collection(database: Database, name: str, validator: Document | None) -> None:
    # A transaction must not have to make a collection while another one makes it too.
    options: Document = {"validator": validator} if validator else {}
    try:
        await database.create_collection(name, check_exists=False, **options)
    except OperationFailure as error:
        if error.code != _EXISTS:
            raise
