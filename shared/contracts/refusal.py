"""How a use case says no.

A refusal is an answer, not an accident: it has a stable code that a program can act on and a
sentence that a person can act on. The sentence never repeats what was sent. The web turns each
kind into a problem+json response; nothing else needs to know about HTTP.
"""

from __future__ import annotations


class Refused(Exception):
    """A rule of the domain says no: the state of things does not allow the request (409).

    Args:
        code: stable and machine-readable, for example ``email-already-used``.
        sentence: plain English, says what would help, never echoes input.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence


class NotFound(Refused):
    """There is no such thing, or it belongs to somebody else: the two look alike (404)."""


class Forbidden(Refused):
    """The person may not do this here (403)."""


class Invalid(Refused):
    """What was sent can be read but does not make sense (422)."""


class Stale(Refused):
    """The thing has changed since the caller read it (412)."""


class Unavailable(Refused):
    """A part that is needed is away for now; trying again later is right (503).

    Args:
        retry_after: whole seconds to wait before trying again.
    """

    def __init__(self, code: str, sentence: str, retry_after: int = 1) -> None:
        super().__init__(code, sentence)
        self.retry_after = retry_after
