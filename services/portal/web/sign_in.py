"""Signing in: OpenID Connect's authorization code flow with PKCE, its parts from Authlib.

Invariants:
- What comes back is taken only by the browser that went: ``state``, ``nonce`` and the PKCE verifier are in
  a sealed cookie of it that is good once and for ten minutes.
- The ID token has to be for this client and this sign-in, the access token one that the services believe.
- Nobody is sent anywhere else afterwards than to a page of the portal.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import jwt
from authlib.common.security import generate_token
from authlib.oauth2 import rfc7636
from authlib.oauth2.rfc6749 import parameters
from authlib.oauth2.rfc6749.errors import OAuth2Error
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError
from pydantic import BaseModel

from services.portal.settings import PortalSettings
from services.portal.web.session import LARGEST, CookieBox, Session
from shared.contracts.refusal import Refused, Unavailable
from shared.web.auth import Verifier
from shared.web.authorities import authorities
from shared.web.refusals import Unauthenticated

COOKIE = "__Host-levelfield-sign-in"
SECONDS = 600
# Authlib has no types.
_parameters: Any = parameters
_pkce: Any = rfc7636

_LOCAL_PATH = re.compile(r"/[A-Za-z0-9/._~%?=&+:@-]{0,500}")


class Begun(BaseModel):
    """A sign-in under way, as the browser carries it."""

    state: str
    nonce: str
    verifier: str
    to: str
    until: float


class _Discovery(BaseModel):
    authorization_endpoint: str
    token_endpoint: str
    end_session_endpoint: str | None = None


class _Tokens(BaseModel):
    access_token: str
    id_token: str


@dataclass(frozen=True)
class Start:
    """Where the browser goes, and the cookie that it takes along."""

    address: str
    cookie: str


class SignIn:
    """Signs people in at one issuer.

    Args:
        services: believes the tokens that the services believe.
        identities: believes those that say to this client who has signed in.
    """

    def __init__(
        self, settings: PortalSettings, box: CookieBox, services: Verifier, identities: Verifier
    ) -> None:
        self._settings = settings
        self._box = box
        self._services = services
        self._identities = identities
        self._back = f"{settings.reached_at}/sign-in/back"
        self._http = httpx.AsyncClient(
            timeout=settings.service_seconds, trust_env=False, verify=authorities()
        )
        self._found: _Discovery | None = None

    async def close(self) -> None:
        """Ends its connections."""
        await self._http.aclose()

    async def begin(self, to: str) -> Start:
        """Sends somebody to the issuer.

        Args:
            to: the page of the portal to come back to.
        """
        begun = Begun(
            state=generate_token(32),
            nonce=generate_token(32),
            verifier=generate_token(64),
            to=local_path(to),
            until=time.time() + SECONDS,
        )
        address: str = _parameters.prepare_grant_uri(
            (await self._discovery()).authorization_endpoint,
            self._settings.client_id,
            "code",
            redirect_uri=self._back,
            scope=self._settings.sign_in_scope,
            state=begun.state,
            nonce=begun.nonce,
            code_challenge=_pkce.create_s256_code_challenge(begun.verifier),
            code_challenge_method="S256",
        )
        return Start(address, self._box.seal(begun))

    async def finish(self, came_back_to: str, cookie: str) -> tuple[Session, str]:
        """Who has signed in, and the page to go on to.

        Args:
            came_back_to: path and query, as the issuer has sent the browser.

        Raises:
            Unauthenticated: the issuer said no, or this is no answer to a sign-in of this browser.
            Unavailable: the issuer does not answer.
        """
        begun = self._box.open(Begun, cookie)
        if begun is None or begun.until < time.time():
            raise _failed()
        try:
            told: dict[str, Any] = _parameters.parse_authorization_code_response(came_back_to, begun.state)
        except OAuth2Error:
            raise _failed() from None
        tokens = await self._redeem(str(told["code"]), begun.verifier)
        await self._check_identity(tokens, begun.nonce)
        await self._services.verify(tokens.access_token)
        session = Session(token=tokens.access_token, until=_expiry(tokens.access_token))
        if len(self._box.seal(session)) > LARGEST:
            raise Refused("token-too-large", "Your sign-in says more about you than this site can keep.")
        return session, begun.to

    async def _redeem(self, code: str, verifier: str) -> _Tokens:
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "client_id": self._settings.client_id,
            "code_verifier": verifier,
        }
        secret = self._settings.client_secret.get_secret_value()
        auth = httpx.BasicAuth(self._settings.client_id, secret) if secret else httpx.USE_CLIENT_DEFAULT
        try:
            answer = await self._http.post((await self._discovery()).token_endpoint, data=body, auth=auth)
        except httpx.HTTPError:
            raise _issuer_away() from None
        if answer.status_code != 200:
            raise _failed()
        try:
            return _Tokens.model_validate_json(answer.content)
        except ValueError:
            raise _failed() from None

    async def _check_identity(self, tokens: _Tokens, nonce: str) -> None:
        """Its signature, issuer, audience and times first, then what only OpenID Connect asks."""
        await self._identities.verify(tokens.id_token)
        claims: dict[str, Any] = jwt.decode(tokens.id_token, options={"verify_signature": False})
        header: dict[str, Any] = jwt.get_unverified_header(tokens.id_token)
        wanted = {"nonce": nonce, "client_id": self._settings.client_id, "access_token": tokens.access_token}
        try:
            cast("Any", CodeIDToken(claims, header, {}, wanted)).validate(leeway=10)
        except (JoseError, OAuth2Error, ValueError):
            raise _failed() from None

    async def _discovery(self) -> _Discovery:
        if self._found is None:
            address = f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration"
            try:
                answer = await self._http.get(address)
                self._found = _Discovery.model_validate_json(answer.content)
            except (httpx.HTTPError, ValueError):
                raise _issuer_away() from None
        return self._found

    async def ends_at(self) -> str | None:
        """Where one signs out of the issuer itself, if it has such a place."""
        return (await self._discovery()).end_session_endpoint


def local_path(wanted: str) -> str:
    """The page to go on to: a path of the portal, and ``/home`` for anything else."""
    plain = _LOCAL_PATH.fullmatch(wanted) is not None and not wanted.startswith("//")
    return wanted if plain and not urlsplit(wanted).netloc else "/home"


def _expiry(token: str) -> int:
    """When a token that is believed expires."""
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return int(claims["exp"])


def _failed() -> Unauthenticated:
    return Unauthenticated("sign-in-failed", "Signing in did not work. Try once more.")


def _issuer_away() -> Unavailable:
    return Unavailable(
        "sign-in-away", "Nobody can sign in for now. Try again in a few minutes.", retry_after=5
    )
