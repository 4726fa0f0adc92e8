"""What the tests of tokens and keys share."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.web.auth import TokenVerifier
from shared.web.keys import IssuerKeys
from shared.web.refusals import Unauthenticated
from tests.unit.web.support import LocalIssuer


def verifier_for(issuer: LocalIssuer, *, local: bool = True, **values: Any) -> TokenVerifier:
    return TokenVerifier(IssuerKeys(issuer.url, local=True, **values), "levelfield", local=local)


async def refusal(verifier: TokenVerifier, token: str) -> str:
    with pytest.raises(Unauthenticated) as refused:
        await verifier.verify(token)
    return refused.value.code


def unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def now(**shift: float) -> datetime:
    return datetime.now(UTC) + timedelta(**shift)
