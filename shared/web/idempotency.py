"""Creating a thing twice by accident creates it once.

A client that sends ``Idempotency-Key`` gets an id for the new thing that is derived from the key, the
tenant, the caller and the route: the same request again derives the same id, finds what is there and
answers alike. Invariant: the derivation is unambiguous, so no key of one caller, tenant or route can
ever give the id of another's.
"""

from __future__ import annotations

import hmac
import json
import re
from hashlib import sha256
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import Depends, Header
from starlette.requests import Request

from shared.web.access import principal
from shared.web.context import new_id
from shared.web.edge import template_of
from shared.web.refusals import BadRequest

HEADER = "Idempotency-Key"
_NAMESPACE = UUID("5d0c8f0a-6f5b-5c1e-9d0a-8b5e2f7c4a31")
_KEY = re.compile(r"[\x20-\x7e]{1,200}")


def derive_id(tenant: str, subject: str, route: str, key: str) -> str:
    """The id of what this caller creates on this route with this key."""
    # JSON keeps the parts apart whatever they hold; joining them with a separator would not.
    return str(uuid5(_NAMESPACE, json.dumps([tenant, subject, route, key])))


def request_fingerprint(payload: bytes, secret: bytes) -> str:
    """Tells whether a key is used again for the same request.

    Args:
        payload: the request's body, JSON; how it is laid out makes no difference. It must hold no
            secret such as a password.
        secret: the installation's own. Without it a fingerprint of a name or an address could be
            guessed by trying.
    """
    canonical = json.dumps(json.loads(payload), sort_keys=True, separators=(",", ":"))
    return hmac.new(secret, canonical.encode(), sha256).hexdigest()


async def fingerprint_of(request: Request, secret: bytes) -> str:
    """The fingerprint of a JSON request; empty without an Idempotency-Key, since then nothing is repeated."""
    return request_fingerprint(await request.body(), secret) if HEADER in request.headers else ""


async def _idempotency_key(
    request: Request, key: Annotated[str | None, Header(alias=HEADER, max_length=None)] = None
) -> str | None:
    sent = request.headers.getlist(HEADER)
    if len(sent) > 1 or (key is not None and not _KEY.fullmatch(key)):
        raise BadRequest("bad-idempotency-key", f"{HEADER} takes 1 to 200 printable ASCII characters, once.")
    return key


IdempotencyKey = Annotated[str | None, Depends(_idempotency_key)]


async def _creation_id(
    request: Request, key: Annotated[str | None, Header(alias=HEADER, max_length=None)] = None
) -> str:
    # Not by way of the dependency above: FastAPI spends as long on a level of dependencies as on a body.
    if await _idempotency_key(request, key) is None:
        return new_id()
    tenant = str(request.path_params.get("tenant", ""))
    route = f"{request.method} {template_of(request)}"
    return derive_id(tenant, principal(request).subject, route, key or "")


CreationId = Annotated[str, Depends(_creation_id)]
"""The id of what the request creates: derived from its Idempotency-Key, or a new UUIDv7 without one."""
