"""Who is signed in, kept in a cookie of theirs and nowhere else.

Invariants:
- The cookie is sealed (Fernet: encrypted and authenticated). Nothing in it can be read or changed by whoever
  carries it, and the token in it never stands in a page.
- It is good for as long as the token in it and no longer.
- It is ``Secure``, ``HttpOnly`` and ``SameSite=Lax``, of this host alone (``__Host-``).
"""

from __future__ import annotations

import secrets
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable

from cryptography.fernet import Fernet, InvalidToken
from pydantic import BaseModel, Field, ValidationError

COOKIE = "__Host-levelfield"
LARGEST = 3_900
"""What browsers surely keep of one cookie, with its name and attributes."""

_FOLLOWED_SECONDS = 60.0
_MOST_FOLLOWED = 8


class Followed(BaseModel, frozen=True):
    """A change that somebody has just made, which what they read next must not be older than."""

    tenant: str
    event: str
    at: float


class Session(BaseModel):
    """What is known of whoever sent the cookie."""

    token: str
    until: int
    """When the token expires, in seconds since 1970."""

    form_token: str = Field(default_factory=lambda: secrets.token_urlsafe(24))
    followed: list[Followed] = Field(default_factory=list[Followed])
    note: str = ""
    """What was just done, to be said once on the next page."""

    def follow(self, tenant: str, event: str) -> None:
        """What is read in this collaborative from now on comes after ``event``."""
        now = time.time()
        fresh = [one for one in self.followed if now - one.at < _FOLLOWED_SECONDS]
        self.followed = [*fresh, Followed(tenant=tenant, event=event, at=now)][-_MOST_FOLLOWED:]

    def followed_in(self, tenant: str) -> str:
        """The ``Levelfield-After`` of a question about this collaborative; empty if there is none."""
        now = time.time()
        return ", ".join(
            one.event for one in self.followed if one.tenant == tenant and now - one.at < _FOLLOWED_SECONDS
        )


class CookieBox:
    """Seals what goes into a cookie, and opens what comes back.

    Args:
        key: base64 of 32 bytes, the installation's own.
        clock: seconds since 1970.
    """

    def __init__(self, key: str, clock: Callable[[], float] = time.time) -> None:
        self._fernet = Fernet(urlsafe_b64encode(b64decode(key)))
        self._clock = clock

    def seal(self, content: BaseModel) -> str:
        """The cookie's value."""
        kind = type(content).__name__
        return self._fernet.encrypt(f"{kind}:{content.model_dump_json()}".encode()).decode()

    def open[M: BaseModel](self, kind: type[M], sealed: str) -> M | None:
        """What was sealed as this kind; None for anything else."""
        try:
            name, _, content = self._fernet.decrypt(sealed.encode()).decode().partition(":")
            return kind.model_validate_json(content) if name == kind.__name__ else None
        except (InvalidToken, ValidationError, UnicodeError):
            return None

    def session(self, sealed: str) -> Session | None:
        """The session in a cookie, while its token is good."""
        session = self.open(Session, sealed)
        return session if session is not None and session.until > self._clock() else None


def set_cookie(name: str, value: str, *, seconds: int) -> str:
    """The ``Set-Cookie`` header; with ``seconds=0`` the cookie goes."""
    return f"{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax"
