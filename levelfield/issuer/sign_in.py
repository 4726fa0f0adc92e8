"""Signing in at the development issuer: the authorization code flow with PKCE (RFC 6749, RFC 7636).

There is no password: see the package for what that means.

Invariants: a code is good once, for a minute, for the client, the address and the verifier that it was asked
with; it is sent to an address on this machine and to no other, and never without PKCE.
"""

from __future__ import annotations

import hmac
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

CODE_SECONDS = 60.0
_MOST_WAITING = 1_000
_LONGEST = 2_000
_HERE = ("127.0.0.1", "localhost", "::1")


class BadSignIn(ValueError):
    """The request cannot be followed. The message says why, for whoever wrote the client."""


@dataclass(frozen=True)
class Wish:
    """What a client asks for: the parameters of its authorization request that matter here."""

    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    response_type: str

    def check(self) -> None:
        """Raises:
        BadSignIn: it is no request for a code with PKCE that goes to an address on this machine.
        """
        if any(len(value) > _LONGEST for value in vars(self).values()):
            raise BadSignIn("a parameter is too long")
        if self.response_type != "code" or not self.client_id:
            raise BadSignIn("ask with response_type=code and a client_id")
        if self.code_challenge_method != "S256" or not self.code_challenge:
            raise BadSignIn("ask with PKCE: code_challenge and code_challenge_method=S256")
        if self.origin is None:
            raise BadSignIn("redirect_uri must be on this machine, such as http://127.0.0.1:8000/...")

    @property
    def origin(self) -> str | None:
        """The origin of the address that the code goes to, if that is on this machine."""
        try:
            parts = urlsplit(self.redirect_uri)
            here = parts.hostname in _HERE and parts.scheme in ("http", "https") and not parts.username
            # What a browser might read otherwise than we do is not sent anywhere.
            plain = self.redirect_uri.isascii() and self.redirect_uri.isprintable()
            return (
                f"{parts.scheme}://{parts.netloc}"
                if here and plain and not set("\\ ;,'\"") & set(self.redirect_uri)
                else None
            )
        except ValueError:
            return None


@dataclass(frozen=True)
class Granted:
    """What a code stands for."""

    wish: Wish
    persona: str
    tenant: str
    own: str
    until: float


class Codes:
    """The codes that have been given out and not been used, in this process alone.

    Args:
        clock: seconds that only rise.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._granted: dict[str, Granted] = {}

    def grant(self, wish: Wish, persona: str, tenant: str, own: str) -> str:
        """The address that the browser goes back to, with a code in it."""
        while len(self._granted) >= _MOST_WAITING:
            del self._granted[next(iter(self._granted))]
        code = secrets.token_urlsafe(32)
        self._granted[code] = Granted(wish, persona, tenant, own, self._clock() + CODE_SECONDS)
        joint = "&" if urlsplit(wish.redirect_uri).query else "?"
        return f"{wish.redirect_uri}{joint}{urlencode({'code': code, 'state': wish.state})}"

    def redeem(self, code: str, client_id: str, redirect_uri: str, verifier: str) -> Granted:
        """What the code stands for, once.

        Raises:
            BadSignIn: it is not known, has expired, or was asked for by somebody else.
        """
        granted = self._granted.pop(code, None)
        if granted is None or granted.until < self._clock():
            raise BadSignIn("the code is not known, was used, or has expired")
        if (client_id, redirect_uri) != (granted.wish.client_id, granted.wish.redirect_uri):
            raise BadSignIn("the code was given to another client or for another address")
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
        if not hmac.compare_digest(challenge.encode(), granted.wish.code_challenge.encode()):
            raise BadSignIn("the code_verifier does not fit the code_challenge")
        return granted
