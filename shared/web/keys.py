"""The keys of the OIDC issuer, held ready so that checking a token needs no network.

Invariants:
- Keys are fetched at the start, then in the background, and out of turn only when a token names a
  key that is not known: at most once per ``unknown_kid_seconds``, however many such tokens come.
- Only public keys for signatures by an algorithm of the allow-list are taken; a key is used with its
  own algorithm alone.
- While the issuer is away the last keys stay in use, at most ``trust_seconds``; after that none is.
- The development issuer's keys are never taken unless that was allowed.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from shared.web.authorities import authorities
from shared.web.identity import DEVELOPMENT_CLAIM

_log = structlog.get_logger("levelfield.web.keys")

ALGORITHMS = frozenset({"RS256", "ES256", "EdDSA"})
_MAX_BYTES = 256 * 1024
_MAX_KEYS = 100
_FETCH_SECONDS = 5.0


class IssuerRefused(Exception):
    """The configured issuer must not be believed here, so the service does not start with it."""


class PlainIssuerRefused(IssuerRefused):
    """The configured issuer is reached over plain http, and this is not LEVELFIELD_ENV=local."""

    def __init__(self) -> None:
        super().__init__(
            "LEVELFIELD_ISSUER must begin with https://. Plain http, which a development issuer speaks, "
            "is for a developer's machine, where LEVELFIELD_ENV=local."
        )


class DevelopmentIssuerRefused(IssuerRefused):
    """The configured issuer is the development issuer, and this is not LEVELFIELD_ENV=local."""

    def __init__(self) -> None:
        super().__init__(
            "LEVELFIELD_ISSUER is a development issuer, which anybody can mint tokens with. "
            "Name a real OIDC issuer, or set LEVELFIELD_ENV=local on a developer's machine."
        )


class IssuerUnusable(Exception):
    """The issuer answered, but not with what OIDC discovery and JWKS ask for."""


@dataclass(frozen=True, slots=True, eq=False)
class SigningKey:
    """One public key. The same object stays in use for as long as the issuer publishes the key."""

    kid: str
    jwk: PyJWK
    source: Mapping[str, Any]


class IssuerKeys:
    """Fetches and keeps the keys of one issuer.

    Args:
        local: whether this is a developer's machine: plain http and the development issuer will do.
    """

    def __init__(
        self,
        issuer: str,
        *,
        local: bool = False,
        refresh_seconds: float = 300.0,
        retry_seconds: float = 2.0,
        unknown_kid_seconds: float = 10.0,
        trust_seconds: float = 24 * 3600.0,
    ) -> None:
        if not issuer:
            raise ValueError("LEVELFIELD_ISSUER is not set: name the OIDC issuer whose tokens are believed")
        self.issuer = issuer
        self._local = local
        self._refresh_seconds = refresh_seconds
        self._retry_seconds = retry_seconds
        self._unknown_kid_seconds = unknown_kid_seconds
        self._trust_seconds = trust_seconds
        self._keys: dict[str, SigningKey] = {}
        self._refused: DevelopmentIssuerRefused | None = None
        self._problem = "the issuer's keys have not been fetched yet"
        self._fetched = self._asked = float("-inf")
        self._lock = asyncio.Lock()
        self._client = httpx.AsyncClient(timeout=3.0, follow_redirects=False, verify=authorities())
        self._loop_task: asyncio.Task[None] | None = None

    @property
    def problem(self) -> str:
        """Why the last fetch failed, or empty. A sentence of ours, safe to show."""
        return self._problem

    async def start(self) -> None:
        """Fetches once and goes on in the background; an issuer that is away does not stop the start.

        Raises:
            IssuerRefused: this issuer must not be believed here.
        """
        if urlsplit(self.issuer).scheme not in _schemes(self._local):
            await self._client.aclose()
            raise PlainIssuerRefused
        await self._refresh()
        if self._refused is not None:
            await self._client.aclose()
            raise self._refused
        self._loop_task = asyncio.create_task(self._refresh_for_ever(), name="issuer-keys")

    async def stop(self) -> None:
        """Ends the background work."""
        if self._loop_task is not None:
            self._loop_task.cancel()
            await asyncio.wait([self._loop_task], timeout=_FETCH_SECONDS)
        await self._client.aclose()

    def holds(self, key: SigningKey) -> bool:
        """Whether the issuer still publishes this very key."""
        return self._keys.get(key.kid) is key

    def __bool__(self) -> bool:
        return bool(self._keys)

    def find(self, kid: str | None) -> SigningKey | None:
        """The key of that id; without an id, the only key there is."""
        if kid is not None:
            return self._keys.get(kid)
        return next(iter(self._keys.values())) if len(self._keys) == 1 else None

    async def find_new(self, kid: str | None) -> SigningKey | None:
        """Asks the issuer whether it has a new key, unless it was asked just now."""
        async with self._lock:
            if (key := self.find(kid)) is None and self._may_ask():
                await self._refresh()
                key = self.find(kid)
        return key

    def _may_ask(self) -> bool:
        return time.monotonic() - self._asked >= self._unknown_kid_seconds

    async def _refresh_for_ever(self) -> None:
        failures = 0
        while True:
            failures = failures + 1 if self._problem else 0
            retry = self._retry_seconds * 2 ** min(failures - 1, 10)
            pause = min(retry, self._refresh_seconds) if failures else self._refresh_seconds
            # Replicas that started together should not ask together.
            await asyncio.sleep(pause * random.uniform(0.8, 1.0))  # noqa: S311 -- it spreads load, no secret
            await self._refresh()

    async def _refresh(self) -> None:
        self._asked = time.monotonic()
        try:
            async with asyncio.timeout(_FETCH_SECONDS):
                found = await self._fetch()
        except DevelopmentIssuerRefused as refused:
            self._refused, self._problem, self._keys = refused, "the issuer is a development issuer", {}
            _log.error("development issuer refused", issuer=self.issuer)
            return
        except (httpx.HTTPError, httpx.InvalidURL, IssuerUnusable, TimeoutError) as error:
            self._problem = f"the issuer's keys cannot be fetched ({type(error).__name__})"
            _log.warning("issuer keys not fetched", error=type(error).__name__, count=len(self._keys))
            if time.monotonic() - self._fetched > self._trust_seconds:
                self._keys = {}
            return
        self._problem, self._fetched = "", time.monotonic()
        self._replace(found)

    def _replace(self, found: dict[str, SigningKey]) -> None:
        before = self._keys
        self._keys = {
            kid: before[kid] if kid in before and before[kid].source == key.source else key
            for kid, key in found.items()
        }

    async def _fetch(self) -> dict[str, SigningKey]:
        document = await self._get(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if document.get(DEVELOPMENT_CLAIM) and not self._local:
            raise DevelopmentIssuerRefused
        if document.get("issuer") != self.issuer:
            raise IssuerUnusable("the discovery document is of another issuer")
        jwks = await self._get(str(document.get("jwks_uri", "")))
        return _signing_keys(jwks.get("keys"))

    async def _get(self, url: str) -> dict[str, Any]:
        if urlsplit(url).scheme not in _schemes(self._local):
            raise IssuerUnusable("the issuer's keys must be reached over https")
        content = bytearray()
        async with self._client.stream("GET", url, headers={"Accept": "application/json"}) as response:
            if response.status_code != 200:
                raise IssuerUnusable("the issuer did not answer 200")
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > _MAX_BYTES:
                    raise IssuerUnusable("the issuer's answer is too large")
        try:
            document: object = json.loads(content)
        except (ValueError, RecursionError):
            raise IssuerUnusable("the issuer's answer is not JSON") from None
        if not isinstance(document, dict):
            raise IssuerUnusable("the issuer's answer is not an object")
        return cast("dict[str, Any]", document)


def _schemes(local: bool) -> tuple[str, ...]:
    return ("http", "https") if local else ("https",)


def _signing_keys(found: object) -> dict[str, SigningKey]:
    if not isinstance(found, list):
        raise IssuerUnusable("the key set has no list of keys")
    keys: dict[str, SigningKey] = {}
    for each in cast("list[object]", found)[:_MAX_KEYS]:
        if isinstance(each, dict) and (key := _signing_key(cast("dict[str, Any]", each))) is not None:
            keys[key.kid] = key
    return keys


def _signing_key(source: dict[str, Any]) -> SigningKey | None:
    """A key that may be used, or nothing: a set may hold keys for other purposes."""
    kid = source.get("kid", "")
    # "d" is the private half of a key; one that has been published is nobody's signature any more.
    if not isinstance(kid, str) or source.get("use", "sig") != "sig" or "d" in source:
        return None
    try:
        jwk = PyJWK(source)
    except (PyJWTError, ValueError, TypeError):
        return None
    if jwk.algorithm_name not in ALGORITHMS:
        return None
    if isinstance(jwk.key, RSAPublicKey) and jwk.key.key_size < 2048:
        return None
    return SigningKey(kid, jwk, source)
