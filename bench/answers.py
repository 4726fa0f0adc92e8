"""Reading HTTP/1.1 answers off a connection, as little as can be: status and where each one ends."""

from __future__ import annotations

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length:"


class NotUnderstood(Exception):
    """The server answers in a way that this reader does not know, such as chunks."""


class Answers:
    """The answers on one connection, however the bytes are cut."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> list[int]:
        """The statuses of the answers that are complete with these bytes.

        Raises:
            NotUnderstood: an answer has no length.
        """
        buffer = self._buffer + data if self._buffer else data
        statuses: list[int] = []
        while (head := buffer.find(_END_OF_HEAD)) >= 0:
            status = int(buffer[9:12])
            end = head + len(_END_OF_HEAD) + _body_length(buffer[:head], status)
            if len(buffer) < end:
                break
            statuses.append(status)
            buffer = buffer[end:]
        self._buffer = buffer
        return statuses


def _body_length(head: bytes, status: int) -> int:
    if status in (204, 304):
        return 0
    lower = head.lower()
    at = lower.find(_LENGTH)
    if at < 0:
        raise NotUnderstood("an answer without a length")
    begin = at + len(_LENGTH)
    end = lower.find(b"\r\n", begin)
    return int(lower[begin : end if end >= 0 else len(lower)])
