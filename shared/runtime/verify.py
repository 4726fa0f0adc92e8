"""Verify: does every consumer have what every owner has published?

Compared are the owners' aggregates (their last sequence, and what waits in their outbox) with the
watermarks of every service that listens to them. The databases alone are asked: what they agree on is
applied, whatever Kafka still holds. Kafka's offsets only tell what is on its way from what is lost.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.database import Collection, Database, Document
from shared.runtime.definition import ServiceDefinition

CHUNK = 1_000

type Kind = Literal["pending", "missing", "ahead", "parked", "quarantined", "unreadable"]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    ``pending``: committed by the owner, not yet published. ``missing``: not applied by a consumer.
    ``ahead``: a consumer has applied what the owner does not have, so the owner has lost something.
    ``parked``: held behind a gap. ``quarantined``: held behind a failure. ``unreadable``: no event.
    """

    kind: Kind
    service: str
    tenant: str
    aggregate: str
    published: int
    applied: int


@dataclass(frozen=True)
class Verdict:
    """What was compared, and what was found."""

    aggregates: int
    events: int
    findings: Sequence[Finding]


class Verifier:
    """Compares the databases of services with each other."""

    def __init__(self, definitions: Sequence[ServiceDefinition], databases: Mapping[str, Database]) -> None:
        self._definitions = definitions
        self._databases = databases

    async def verify(self) -> Verdict:
        """Looks once at everything."""
        findings: list[Finding] = []
        aggregates = events = 0
        for owner in self._definitions:
            for kind in owner.kinds:
                async for chunk in _chunks(self._databases[owner.name][kind.collection], _OWNED):
                    aggregates += len(chunk)
                    events += sum(document["sequence"] for document in chunk)
                    findings += _pending(owner.name, kind, chunk)
                    for consumer in self._listeners(owner):
                        findings += await self._compare(consumer, kind, chunk)
        held: list[Finding] = []
        for consumer in self._definitions:
            held += await self._held(consumer)
            findings += await self._without_owner(consumer)
        explained = {(one.service, one.tenant, one.aggregate) for one in held}
        findings = [one for one in findings if (one.service, one.tenant, one.aggregate) not in explained]
        return Verdict(aggregates, events, [*findings, *held])

    def _listeners(self, owner: ServiceDefinition) -> list[ServiceDefinition]:
        return [one for one in self._definitions if owner.name in one.listens_to]

    async def _compare(
        self, consumer: ServiceDefinition, kind: AggregateKind[Any], chunk: Sequence[Document]
    ) -> list[Finding]:
        published = {_subject(kind, document): document["sequence"] for document in chunk}
        marks = await self._marks(consumer, list(published))
        return [
            Finding("missing" if count > applied else "ahead", consumer.name, *_parts(name), count, applied)
            for name, count in published.items()
            if (applied := marks.get(name, 0)) != count
        ]

    async def _marks(self, consumer: ServiceDefinition, names: Sequence[str]) -> dict[str, int]:
        found = self._databases[consumer.name]["inbox"].find({"_id": {"$in": names}}, {"sequence": 1})
        return {document["_id"]: document["sequence"] async for document in found}

    async def _held(self, consumer: ServiceDefinition) -> list[Finding]:
        quarantine = self._databases[consumer.name]["quarantine"]
        marks = self._databases[consumer.name]["inbox"].find({"held": {"$in": ["gap", "quarantine"]}})
        findings: list[Finding] = []
        async for mark in marks:
            kind: Kind = "parked" if mark["held"] == "gap" else "quarantined"
            waiting = await quarantine.count_documents({"state": "held", "aggregate": mark["_id"]})
            reached = mark["sequence"]
            findings.append(Finding(kind, consumer.name, *_parts(mark["_id"]), reached + waiting, reached))
        unreadable = await quarantine.find({"state": "unreadable"}, {"_id": 1}).to_list()
        return findings + [Finding("unreadable", consumer.name, "", one["_id"], 0, 0) for one in unreadable]

    async def _without_owner(self, consumer: ServiceDefinition) -> list[Finding]:
        """Watermarks of aggregates that their owner does not have."""
        findings: list[Finding] = []
        async for chunk in _chunks(self._databases[consumer.name]["inbox"], {"sequence": 1}):
            marks = {one["_id"]: one["sequence"] for one in chunk if not one["_id"].startswith("lane:")}
            for owner, kind in self._kinds_heard_by(consumer):
                own = {name: _document_id(name) for name in marks if _kind_of(name) == kind.type.kind}
                there = self._databases[owner.name][kind.collection].find(
                    {"_id": {"$in": list(own.values())}}, {"_id": 1}
                )
                known = {document["_id"] async for document in there}
                findings += [
                    Finding("ahead", consumer.name, *_parts(name), 0, marks[name])
                    for name, document_id in own.items()
                    if document_id not in known
                ]
        return findings

    def _kinds_heard_by(
        self, consumer: ServiceDefinition
    ) -> list[tuple[ServiceDefinition, AggregateKind[Any]]]:
        owners = [one for one in self._definitions if one.name in consumer.listens_to]
        return [(owner, kind) for owner in owners for kind in owner.kinds]


_OWNED = {"sequence": 1, "pending_since": 1, "outbox.sequence": 1}


async def _chunks(collection: Collection, fields: Mapping[str, int]) -> AsyncIterator[list[Document]]:
    cursor = collection.find({}, fields, sort=[("_id", 1)], batch_size=CHUNK)
    chunk: list[Document] = []
    async for document in cursor:
        chunk.append(document)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _pending(owner: str, kind: AggregateKind[Any], chunk: Sequence[Document]) -> list[Finding]:
    return [
        Finding(
            "pending",
            owner,
            *_parts(_subject(kind, document)),
            document["sequence"],
            document["outbox"][0]["sequence"] - 1,
        )
        for document in chunk
        if document["outbox"]
    ]


def _subject(kind: AggregateKind[Any], document: Document) -> str:
    tenant, _, aggregate_id = document["_id"].partition("/")
    return f"{tenant}/{kind.type.kind}/{aggregate_id}"


def _parts(name: str) -> tuple[str, str]:
    tenant, _, subject = name.partition("/")
    return tenant, subject


def _kind_of(name: str) -> str:
    return name.split("/", 2)[1]


def _document_id(name: str) -> str:
    tenant, _, aggregate_id = name.split("/", 2)
    return f"{tenant}/{aggregate_id}"
