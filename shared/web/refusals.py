"""How the edge itself says no, beside the refusals of use cases, and which status each kind gets.

Raise these from routes and dependencies. Like all refusals they have a code for programs and a
sentence for people, and the sentence never repeats what was sent.
"""

from __future__ import annotations

from shared.contracts.refusal import Forbidden, Invalid, NotFound, Refused, Stale, Unavailable


class BadRequest(Refused):
    """The request cannot be read: a header or a parameter has no meaning (400)."""


class Unauthenticated(Refused):
    """Nobody knows who is asking (401).

    Args:
        token_sent: whether a token came with the request; if so the challenge calls it invalid.
    """

    def __init__(self, code: str, sentence: str, *, token_sent: bool = True) -> None:
        super().__init__(code, sentence)
        self.token_sent = token_sent


class UnsupportedMedia(Refused):
    """The body is of a kind that this route does not take (415)."""


class PreconditionRequired(Refused):
    """A change must say which version it is made to (428)."""


_STATUS: dict[type[Refused], int] = {
    BadRequest: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Refused: 409,
    Stale: 412,
    UnsupportedMedia: 415,
    Invalid: 422,
    PreconditionRequired: 428,
    Unavailable: 503,
}


def status_of(refusal: Refused) -> int:
    """The HTTP status of a refusal; a subclass has the status of the nearest kind above it."""
    return next(_STATUS[kind] for kind in type(refusal).__mro__ if kind in _STATUS)


def headers_of(refusal: Refused) -> dict[str, str]:
    """The headers that the protocol asks for beside the status."""
    if isinstance(refusal, Unavailable):
        return {"Retry-After": str(refusal.retry_after)}
    if isinstance(refusal, Unauthenticated):
        error = ', error="invalid_token"' if refusal.token_sent else ""
        return {"WWW-Authenticate": f'Bearer realm="levelfield"{error}'}
    return {}
