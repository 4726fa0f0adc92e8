"""Believing a token, or not.

Invariants:
- A token is believed only if it is signed with a key that the configured issuer publishes, by that
  key's own algorithm, and its issuer, audience, times and subject are right; it must expire.
- A token that was verified is remembered (by its hash, in bounded memory) until it expires or the
  issuer takes its key away, so a request costs a hash and a look-up and never the network.
- A token of a development issuer is believed on a developer's machine only.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from types import TracebackType
from typing import Any, Protocol, Self

import jwt

from shared.contracts.refusal import Unavailable
from shared.settings import EdgeSettings
from shared.web.identity import DEVELOPMENT_CLAIM, Principal, principal_from
from shared.web.keys import ALGORITHMS, IssuerKeys, SigningKey
from shared.web.refusals import Unauthenticated

LEEWAY_SECONDS = 10
_MAX_TOKEN = 8192
_REMEMBERED = 10_000
_WAIT_FOR_KEYS = 2


class Verifier(Protocol):
    """What the edge asks of whoever checks tokens. It is entered when the app starts, left when it stops."""

    async def verify(self, token: str) -> Principal: ...
    def reasons(self) -> list[str]: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class _Remembered:
    principal: Principal
    key: SigningKey
    good_until: int


class TokenVerifier:
    """Checks the tokens of one OIDC issuer.

    Args:
        keys: the issuer's keys; made by ``for_settings`` from what a service is told.
        local: whether this is a developer's machine, where the development issuer is believed.
    """

    def __init__(self, keys: IssuerKeys, audience: str, *, local: bool = False) -> None:
        self._keys = keys
        self._audience = audience
        self._local = local
        self._remembered: OrderedDict[bytes, _Remembered] = OrderedDict()

    @classmethod
    def for_settings(cls, settings: EdgeSettings) -> TokenVerifier:
        """The verifier that a process's settings ask for."""
        local = settings.env == "local"
        return cls(IssuerKeys(settings.issuer, local=local), settings.audience, local=local)

    async def __aenter__(self) -> Self:
        await self._keys.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._keys.stop()

    def reasons(self) -> list[str]:
        """Why nobody can be let in, if so; an outage of the issuer alone is no reason."""
        return (
            [] if self._keys else [f"sign-in: {self._keys.problem or 'the issuer publishes no usable key'}"]
        )

    async def verify(self, token: str) -> Principal:
        """Who the token belongs to.

        Raises:
            Unauthenticated: the token is not believed; the code says why.
            Unavailable: it cannot be checked, because the issuer's keys could not be fetched.
        """
        digest = sha256(token.encode(errors="surrogatepass")).digest()
        remembered = self._remembered.get(digest)
        if remembered is not None and self._keys.holds(remembered.key):
            if remembered.good_until > time.time():
                self._remembered.move_to_end(digest)
                return remembered.principal
            raise _expired()
        key = await self._key_of(token)
        claims = self._claims(token, key)
        principal = principal_from(claims)
        # Whole numbers: one that is beyond all range has no floating point.
        self._remember(digest, _Remembered(principal, key, int(claims["exp"]) + LEEWAY_SECONDS))
        return principal

    def _remember(self, digest: bytes, entry: _Remembered) -> None:
        self._remembered[digest] = entry
        self._remembered.move_to_end(digest)
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)

    async def _key_of(self, token: str) -> SigningKey:
        kid = _kid(token)
        if (key := self._keys.find(kid) or await self._keys.find_new(kid)) is not None:
            return key
        if self._keys.problem:
            sentence = "Tokens cannot be checked for now, because the sign-in service cannot be reached."
            raise Unavailable("sign-in-away", sentence, retry_after=_WAIT_FOR_KEYS)
        raise Unauthenticated(
            "token-key-unknown", "The token is signed with a key that is not in use; sign in again."
        )

    def _claims(self, token: str, key: SigningKey) -> dict[str, Any]:
        try:
            claims = jwt.decode(
                token,
                key.jwk,
                algorithms=[key.jwk.algorithm_name],
                audience=self._audience,
                issuer=self._keys.issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.ExpiredSignatureError:
            raise _expired() from None
        except jwt.ImmatureSignatureError:
            raise Unauthenticated(
                "token-not-yet-valid", "The token is not valid yet; is a clock wrong?"
            ) from None
        except jwt.InvalidAudienceError:
            raise Unauthenticated("token-audience", "The token was issued for another service.") from None
        except jwt.InvalidIssuerError:
            raise Unauthenticated("token-issuer", "The token was issued by somebody else.") from None
        # OverflowError and RecursionError: times beyond all range, nesting beyond all depth.
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
            raise Unauthenticated("token-invalid", "The token is not valid; sign in again.") from None
        if not claims["sub"]:
            raise Unauthenticated("token-invalid", "The token does not say whose it is.")
        if claims.get(DEVELOPMENT_CLAIM) and not self._local:
            raise Unauthenticated(
                "token-development", "Tokens of a development issuer are not accepted here."
            )
        return claims


class NobodyKnown:
    """The verifier of a process that has no route for anybody with a token, such as a worker."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def reasons(self) -> list[str]:
        """There is nothing that could be away."""
        return []

    async def verify(self, token: str) -> Principal:  # noqa: ARG002 -- the protocol names it
        """Believes nothing."""
        raise Unauthenticated("token-not-accepted", "No tokens are accepted here.")


def _expired() -> Unauthenticated:
    return Unauthenticated("token-expired", "The token has expired; sign in again.")


def _kid(token: str) -> str | None:
    malformed = Unauthenticated("token-malformed", "This is not a token; send a signed JWT.")
    if len(token) > _MAX_TOKEN:
        raise malformed
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise malformed from None
    if str(header.get("alg")) not in ALGORITHMS:
        raise Unauthenticated("token-algorithm", "The token is signed in a way that is not accepted.")
    kid: str | None = header.get("kid")
    return kid
