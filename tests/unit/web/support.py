"""Small real parts for the tests of the edge: an app, tokens that are known, an issuer on a real port."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter, FastAPI
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from shared.settings import ServiceSettings
from shared.web.app import create_app
from shared.web.auth import Verifier
from shared.web.drain import Drain
from shared.web.edge import CausalWaiter
from shared.web.identity import Principal
from shared.web.refusals import Unauthenticated

TENANT = "mental-health-ni"
OTHER_TENANT = "maternity-ni"
MARKER = "zq7marker"


def principal(*roles: str, tenant: str = TENANT, subject: str = "someone", **more: Any) -> Principal:
    """Somebody with these roles in one collaborative."""
    return Principal(subject, {tenant: frozenset(roles)} if roles else {}, **more)


class KnownTokens:
    """A verifier that knows a few tokens by heart."""

    def __init__(self, **known: Principal) -> None:
        self._known = known

    async def verify(self, token: str) -> Principal:
        if (who := self._known.get(token)) is None:
            raise Unauthenticated("token-invalid", "The token is not valid; sign in again.")
        return who

    def reasons(self) -> list[str]:
        return []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class Say:
    """What a process says about its health, as told by the test."""

    def __init__(self) -> None:
        self.not_ready: list[str] = []
        self.stuck: list[str] = []

    async def ready(self) -> list[str]:
        return self.not_ready

    def live(self) -> list[str]:
        return self.stuck


class Applied:
    """A waiter that has applied what the test says, and remembers what it was asked."""

    def __init__(self, *events: tuple[str, str, int]) -> None:
        self.events = set(events)
        self.asked: list[tuple[str, str, int]] = []

    async def wait(self, tenant: str, subject: str, sequence: int, timeout: float) -> bool:
        self.asked.append((tenant, subject, sequence))
        if (tenant, subject, sequence) in self.events:
            return True
        await asyncio.sleep(timeout)
        return False


def settings(**values: Any) -> ServiceSettings:
    """Settings of a service that needs no broker and no database."""
    given: dict[str, Any] = {
        "env": "local",
        "kafka_bootstrap_servers": "unused",
        "mongodb_uri": "mongodb://unused",
        **values,
    }
    return ServiceSettings(**given)


def app_of(
    *routers: APIRouter,
    tokens: Mapping[str, Principal] | None = None,
    verifier: Verifier | None = None,
    waiter: CausalWaiter | None = None,
    drain: Drain | None = None,
    health: Say | None = None,
    **values: Any,
) -> FastAPI:
    """The app of a service with these routes."""
    known = {"lead": principal("lead"), "member": principal("member")} if tokens is None else tokens
    body_limit = values.pop("body_limit", 1024 * 1024)
    service = values.pop("service", f"test-{uuid4().hex[:8]}")
    return create_app(
        title="Test",
        version="1",
        service=service,
        routers=routers,
        settings=settings(**values),
        health=health or Say(),
        verifier=verifier or KnownTokens(**known),
        drain=drain or Drain(),
        waiter=waiter,
        body_limit=body_limit,
    )


@asynccontextmanager
async def client_of(app: FastAPI, token: str | None = None) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of the app, without a network. An exception that leaves the app fails the test."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        yield client


def raw(name: str, *values: str) -> list[tuple[bytes, bytes]]:
    """Headers as bytes, since a client may send any; httpx itself would send ASCII only."""
    return [(name.encode(), value.encode()) for value in values]


def code_of(response: httpx.Response) -> str:
    """The code of a problem, after checking that it is one."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["type"] == f"urn:levelfield:problem:{problem['code']}"
    assert problem["instance"] == response.headers["levelfield-correlation"]
    assert problem["title"]
    assert problem["detail"].endswith((".", "?", '"'))
    code: str = problem["code"]
    return code


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Waits for a condition, at most so long."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 -- the condition belongs to another thread or process
            await asyncio.sleep(0.01)


Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | Ed25519PrivateKey


class LocalIssuer:
    """An OIDC issuer on a real port, in a thread, whose keys and mishaps the test decides."""

    def __init__(self) -> None:
        self.keys: dict[str, tuple[str, Private]] = {}
        self.extra_keys: list[object] = []
        self.discovery: dict[str, Any] = {}
        self.answers_with: bytes | None = None
        self.status = 200
        self.asked = 0
        self._server: ThreadingHTTPServer | None = None
        self._port = 0
        self.add("first")
        self.up()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def add(self, kid: str, algorithm: str = "ES256") -> None:
        """Publishes a new key."""
        made: dict[str, Callable[[], Private]] = {
            "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
            "RS256": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
            "EdDSA": Ed25519PrivateKey.generate,
        }
        self.keys[kid] = (algorithm, made[algorithm]())

    def token(self, kid: str = "first", **claims: Any) -> str:
        """A token signed with one of the keys; a claim of None is left out."""
        algorithm, key = self.keys[kid]
        return self.signed(key, algorithm, kid, **claims)

    def signed(self, key: Any, algorithm: str, kid: str | None, **claims: Any) -> str:
        """A token signed with any key at all."""
        now = datetime.now(UTC)
        body = {
            "iss": self.url,
            "aud": "levelfield",
            "sub": "someone",
            "iat": now,
            "exp": now + timedelta(minutes=5),
            "levelfield_roles": [f"{TENANT}:lead"],
            **claims,
        }
        kept = {name: value for name, value in body.items() if value is not None}
        return jwt.encode(kept, key, algorithm=algorithm, headers={"kid": kid} if kid else {})

    def up(self) -> None:
        """Listens, on the same port as before if there was one."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), self._handler())
        self._port = self._server.server_address[1]
        # Its own poll interval only decides how long shutdown takes.
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}).start()

    def down(self) -> None:
        """Stops listening."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = issuer.answer(self.path)
                self.send_response(issuer.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any, **__: Any) -> None:
                """Says nothing."""

        return Handler

    def answer(self, path: str) -> bytes:
        self.asked += 1
        if self.answers_with is not None:
            return self.answers_with
        if path == "/jwks":
            return json.dumps({"keys": [*map(self._jwk, self.keys), *self.extra_keys]}).encode()
        document = {"issuer": self.url, "jwks_uri": f"{self.url}/jwks", **self.discovery}
        return json.dumps(document).encode()

    def _jwk(self, kid: str) -> dict[str, Any]:
        algorithm, key = self.keys[kid]
        public: Any = key.public_key()
        kinds: dict[str, Any] = {"ES256": ECAlgorithm, "RS256": RSAAlgorithm, "EdDSA": OKPAlgorithm}
        return {**kinds[algorithm].to_jwk(public, as_dict=True), "kid": kid, "use": "sig"}
