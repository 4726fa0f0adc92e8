"""The connection to MongoDB, and the few raw commands that everything durable goes through.

Why raw ``insert`` and ``update`` commands and not PyMongo's bulk models: one command carries a whole
batch, its reply names each document that failed, and it costs a third of the client's time.

Invariant: ``insert_many`` and ``update_many`` return an outcome for each document, in order, or raise.
With a majority write concern (the default) an outcome of ``None`` means durable.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bson.codec_options import CodecOptions, TypeRegistry
from bson.errors import BSONError
from pymongo import AsyncMongoClient
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import OperationFailure, PyMongoError, WTimeoutError

type Document = dict[str, Any]
type Client = AsyncMongoClient[Document]
type Database = AsyncDatabase[Document]
type Collection = AsyncCollection[Document]
type Session = AsyncClientSession

MAJORITY: Document = {"w": "majority", "wtimeout": 10_000}
SOON: Document = {"w": 1}
"""For writes whose loss only causes work to be done again."""

DUPLICATE_KEY = 11000
NOT_VALID = 121
"""The collection's validator refuses the document."""


def _to_bson(value: Any) -> Any:
    """Dates and sets, which BSON does not know. Enums of strings are strings already."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
    if isinstance(value, enum.Enum):
        return value.value
    return value


CODEC: CodecOptions[Document] = CodecOptions(
    tz_aware=True, type_registry=TypeRegistry(fallback_encoder=_to_bson)
)


def connect(uri: str, name: str = "levelfield") -> Client:
    """A client whose every wait is bounded: a server that is away is noticed within seconds.

    Args:
        name: under which the server lists what the client does.
    """
    return AsyncMongoClient(
        uri,
        tz_aware=True,
        type_registry=CODEC.type_registry,
        w="majority",
        serverSelectionTimeoutMS=3_000,
        connectTimeoutMS=3_000,
        socketTimeoutMS=15_000,
        retryWrites=True,
        appname=name,
    )


@dataclass(frozen=True, slots=True)
class WriteError:
    """Why one document of a batch was not written."""

    code: int
    fields: tuple[str, ...] = ()
    """For a duplicate key: the fields of the index that was in the way."""

    @property
    def duplicate_id(self) -> bool:
        return self.code == DUPLICATE_KEY and self.fields == ("_id",)

    @property
    def duplicate(self) -> bool:
        return self.code == DUPLICATE_KEY


type Outcome = WriteError | None


def statement(query: Document, update: Document, *, upsert: bool = False) -> Document:
    """One line of an ``update`` command."""
    return {"q": query, "u": update, "upsert": True} if upsert else {"q": query, "u": update}


async def insert_many(
    collection: Collection, documents: Sequence[Document], concern: Document = MAJORITY
) -> list[Outcome]:
    """Inserts all in one command and tells of each whether it is in."""
    return await _write_many(collection, "insert", documents, concern)


async def update_many(
    collection: Collection, statements: Sequence[Document], concern: Document = MAJORITY
) -> list[Outcome]:
    """Runs all in one command and tells of each whether it failed. To match nothing is no failure."""
    return await _write_many(collection, "update", statements, concern)


_LINES = {"insert": "documents", "update": "updates", "delete": "deletes"}
"""What each command calls its lines."""


async def _write_many(
    collection: Collection, command: str, lines: Sequence[Document], concern: Document
) -> list[Outcome]:
    reply = await collection.database.command(
        {command: collection.name, _LINES[command]: lines, "ordered": False, "writeConcern": concern},
        codec_options=CODEC,
    )
    return _outcomes(reply, len(lines))


def _outcomes(reply: Mapping[str, Any], count: int) -> list[Outcome]:
    if "writeConcernError" in reply:
        raise WTimeoutError("the write is not durable on a majority yet", code=64)
    outcomes: list[Outcome] = [None] * count
    for error in reply.get("writeErrors", ()):
        outcomes[error["index"]] = _write_error(error)
    return outcomes


def _write_error(error: Mapping[str, Any]) -> WriteError:
    return WriteError(error["code"], tuple(error.get("keyPattern", ())))


class LineFailed(OperationFailure):
    """A line of a command inside a transaction failed, and the transaction with it."""

    def __init__(self, error: WriteError) -> None:
        super().__init__("a line of the batch failed", code=error.code)
        self.write_error = error


class Unstorable(PyMongoError):
    """MongoDB cannot hold what it was given: a number over 64 bits, more than a command may carry."""


async def run_in(session: Session, collection: Collection, command: str, lines: Sequence[Document]) -> int:
    """Runs ``insert``, ``update`` or ``delete`` lines in a transaction; returns how many documents they met.

    Raises:
        LineFailed: a line failed; the transaction is over.
        Unstorable: the lines cannot be sent.
    """
    try:
        reply = await collection.database.command(
            {command: collection.name, _LINES[command]: lines}, session=session, codec_options=CODEC
        )
    except (BSONError, OverflowError, UnicodeError) as error:
        raise Unstorable(type(error).__name__) from error
    for error in reply.get("writeErrors", ()):
        raise LineFailed(_write_error(error))
    return int(reply["n"])


_PASSING_CODES = frozenset({64, 91, 133, 189, 202, 225, 262, 290, 11600, 11602})
"""Codes of a server that is shutting down, stepping down or too slow, beside those PyMongo labels."""

_PASSING_LABELS = ("TransientTransactionError", "UnknownTransactionCommitResult", "RetryableWriteError")


def is_infrastructure(error: BaseException) -> bool:
    """Whether a failure passes by itself: MongoDB is away or busy, and what was sent is not to blame."""
    if not isinstance(error, PyMongoError) or isinstance(error, Unstorable):
        return False
    if isinstance(error, OperationFailure):
        return error.code in _PASSING_CODES or any(map(error.has_error_label, _PASSING_LABELS))
    return True
