"""Reading Kafka's records although a header's name is not text.

aiokafka decodes the names of headers as UTF-8 while it unpacks a batch, and a name that is something else
makes it lose the whole batch, again and again. Installed once, this reads such a batch a second time,
with aiokafka's own reader in plain Python, in which what is no UTF-8 becomes an escape; all others are read
as ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from aiokafka.consumer import fetcher
from aiokafka.record import default_records
from aiokafka.record.memory_records import MemoryRecords

_LENGTH_AT, _AFTER_LENGTH = 8, 12


def install() -> None:
    """Makes every consumer of this process tolerant. Doing it again changes nothing."""
    reader: Any = fetcher
    reader.MemoryRecords = TolerantRecords


class TolerantRecords:
    """The batches of one fetch."""

    def __init__(self, data: bytes) -> None:
        self._records: Any = MemoryRecords(data)
        self._data = memoryview(data)
        self._at = 0
        self.has_next = self._records.has_next
        self.size_in_bytes = self._records.size_in_bytes

    def next_batch(self) -> Any:
        batch = self._records.next_batch()
        begun = self._at
        length = int.from_bytes(self._data[begun + _LENGTH_AT : begun + _AFTER_LENGTH])
        self._at += _AFTER_LENGTH + length
        return _Batch(batch, self._data[begun : self._at])


class _Batch:
    def __init__(self, batch: Any, data: memoryview) -> None:
        self._batch = batch
        self._data = data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        read = 0
        try:
            for record in self._batch:
                read += 1
                yield record
        except UnicodeDecodeError:
            yield from islice(_escaping(self._data), read, None)

    def __next__(self) -> Any:
        return next(self._batch)


def _escaping(data: memoryview) -> Iterator[Any]:
    batch: Any = default_records._DefaultRecordBatchPy(data)  # pyright: ignore[reportPrivateUsage]
    records = iter(batch)  # which also unpacks a compressed one
    batch._buffer = _EscapingBuffer(batch._buffer)
    return records


class _EscapingBuffer(bytearray):
    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return _EscapingBytes(super().__getitem__(cast("slice[int, int, None]", at)))
        return cast("int", super().__getitem__(at))


class _EscapingBytes(bytes):
    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        del errors  # the very thing that is not to be strict
        return super().decode(encoding, "backslashreplace")
