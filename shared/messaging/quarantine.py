"""The quarantine: events that cannot be applied for now, kept whole, in order, beside what they wait for.

Three kinds of document are here. *Held events*, keyed ``<tenant>/<subject>#<sequence>``: one that failed
(with its error and fingerprint), those queued up behind it, and those parked behind a gap. *Discarded*
events: an operator has said that they shall never be applied; kept as a record, and skipped by a rebuild.
*Unreadable* messages, which are no events at all: raw, with topic, partition and offset.

Invariant: a held event is stored in the transaction that moves the watermark of its aggregate into
``held``, and deleted in the one that applies it.
"""

from __future__ import annotations

from collections.abc import Collection as AnyOf
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson.binary import Binary

from shared.contracts.refusal import Refused
from shared.messaging.arrival import Arrival, Message, arrival_of
from shared.messaging.halt import fingerprint_of
from shared.messaging.plan import Hold, UnreadableData, held_id
from shared.persistence.database import Collection, Document, Session, run_in, statement

LARGEST_KEPT = 1024 * 1024
"""Of an unreadable message, the first bytes; the whole is in the topic."""


async def hold(session: Session, quarantine: Collection, holds: Iterable[Hold], at: datetime) -> None:
    """Stores held events, inside a transaction. One that is held already stays as it is."""
    lines = [
        # Only a failure changes what is there: a failed event that comes once more stays a failed one.
        statement(
            {"_id": held_id(one.arrival)},
            {"$set" if one.error else "$setOnInsert": _document(one, at)},
            upsert=True,
        )
        for one in holds
    ]
    if lines:
        await run_in(session, quarantine, "update", lines)


async def release(session: Session, quarantine: Collection, ids: Iterable[str]) -> None:
    """Lets held events go, inside the transaction that applies them."""
    lines = [{"q": {"_id": one}, "limit": 1} for one in ids]
    if lines:
        await run_in(session, quarantine, "delete", lines)


async def held_arrivals(
    quarantine: Collection, mark_ids: AnyOf[str], session: Session | None = None
) -> dict[str, list[Arrival]]:
    """The events that wait, of these aggregates, in order of sequence."""
    waiting: dict[str, list[Arrival]] = {}
    query = {"aggregate": {"$in": list(mark_ids)}, "state": "held"}
    found = quarantine.find(query, session=session).sort("sequence", 1)
    async for document in found:
        waiting.setdefault(document["aggregate"], []).append(arrival_from(document))
    return waiting


async def keep_unreadable(
    session: Session, quarantine: Collection, messages: Iterable[tuple[Message, str]], at: datetime
) -> None:
    """Keeps messages that are no events, with the reason, inside a transaction."""
    lines: list[Document] = []
    for message, reason in messages:
        document = _unreadable(message, reason, at)
        lines.append(statement({"_id": document.pop("_id")}, {"$set": document}, upsert=True))
    if lines:
        await run_in(session, quarantine, "update", lines)


def arrival_from(document: Document) -> Arrival:
    """The event in a held document, as it arrived."""
    message = Message(
        topic=document["topic"],
        partition=document["partition"],
        offset=document["offset"],
        key=document["key"],
        headers=[(name, value) for name, value in document["headers"]],
        value=document["value"],
    )
    return arrival_of(message, document["owner"])


def _unreadable(message: Message, reason: str, at: datetime) -> Document:
    return {
        "_id": f"{message.topic}/{message.partition}@{message.offset}",
        "state": "unreadable",
        "reason": reason,
        "size": len(message.value or b""),
        "at": at,
        **_raw(message),
    }


def _document(one: Hold, at: datetime) -> Document:
    envelope = one.arrival.envelope
    document: Document = {
        "tenant": envelope.tenant,
        "aggregate": envelope.watermark_id,
        "sequence": envelope.sequence,
        "type": envelope.type,
        "owner": envelope.owner,
        "state": "held",
        "reason": one.reason,
        "at": at,
        **_raw(one.arrival.message),
    }
    if one.error is not None:
        document["error"] = describe(one.error)
    return document


def describe(error: Exception) -> dict[str, Any]:
    """What an operator needs to know of a failure: its class, place and fingerprint.

    The text of an unknown exception may repeat what it choked on, so only texts of our own are kept.
    """
    frames: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    known = isinstance(error, Refused | UnreadableData)
    return {
        "class": type(error).__qualname__,
        "text": str(error) if known else "",
        "at": frames[-4:],
        "fingerprint": fingerprint_of(error),
    }


def _raw(message: Message) -> Document:
    return {
        "topic": message.topic,
        "partition": message.partition,
        "offset": message.offset,
        "key": None if message.key is None else Binary(message.key),
        "headers": [[name, None if value is None else Binary(value)] for name, value in message.headers],
        "value": None if message.value is None else Binary(message.value[:LARGEST_KEPT]),
    }
