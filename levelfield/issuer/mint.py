"""Makes tokens with the development issuer's key; the issuer's process need not run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt

from levelfield.issuer.keyring import ALGORITHM, Keyring
from shared.web.identity import (
    DEVELOPMENT_CLAIM,
    ORGANISATION_CLAIM,
    PARTICIPANT_CLAIM,
    PLATFORM_ROLES,
    ROLES_CLAIM,
    TENANT_ROLES,
    is_tenant,
)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class CannotMint(ValueError):
    """What was asked for makes no token; the message says what would."""


def mint(
    root: Path,
    issuer: str,
    *,
    roles: Sequence[str],
    tenant: str | None = None,
    also_in: Sequence[str] = (),
    participant: str | None = None,
    organisation: str | None = None,
    subject: str | None = None,
    audience: str = "levelfield",
    minutes: float = 60,
) -> str:
    """A signed token.

    Args:
        root: the installation's folder, ``.levelfield``, whose key signs.
        issuer: the issuer's URL, exactly as the services know it.
        roles: of the tenant (lead, facilitator, member, evaluator, partner) or of the platform
            (operator, national).
        also_in: further tenants in which the roles hold, so that one can be made from another.
        participant: the person's own record in the tenant.
        organisation: the organisation in the tenant that a partner's system speaks for.
        subject: who it is; made up from the roles if not given.
        minutes: how long the token is good; negative for one that has expired.

    Raises:
        CannotMint: a role is unknown or lacks its tenant, or a name has the wrong form.
    """
    _check(roles, tenant, also_in, participant, organisation)
    tenants = [tenant, *also_in]
    now = datetime.now(UTC)
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": audience,
        "sub": subject or f"development-{'-'.join(sorted(roles))}",
        "iat": min(now, now + timedelta(minutes=minutes)),
        "exp": now + timedelta(minutes=minutes),
        DEVELOPMENT_CLAIM: True,
        ROLES_CLAIM: [role for role in roles if role in PLATFORM_ROLES]
        + [f"{one}:{role}" for one in tenants for role in roles if role not in PLATFORM_ROLES],
    }
    if participant is not None:
        claims[PARTICIPANT_CLAIM] = [f"{tenant}:{participant}"]
    if organisation is not None:
        claims[ORGANISATION_CLAIM] = [f"{tenant}:{organisation}"]
    return _signed(root, claims)


def mint_identity(
    root: Path, issuer: str, *, subject: str, client_id: str, nonce: str, minutes: float
) -> str:
    """A signed ID token (OpenID Connect Core, section 2): who has just signed in at this client."""
    now = datetime.now(UTC)
    claims = {
        "iss": issuer,
        "aud": client_id,
        "sub": subject,
        "iat": now,
        "exp": now + timedelta(minutes=minutes),
    }
    return _signed(root, {**claims, DEVELOPMENT_CLAIM: True} | ({"nonce": nonce} if nonce else {}))


def _signed(root: Path, claims: dict[str, Any]) -> str:
    signer = Keyring(root).signer()
    return jwt.encode(claims, signer.key, algorithm=ALGORITHM, headers={"kid": signer.kid})


def _check(
    roles: Sequence[str],
    tenant: str | None,
    also_in: Sequence[str],
    participant: str | None,
    organisation: str | None,
) -> None:
    known = TENANT_ROLES | PLATFORM_ROLES
    if not roles or not known.issuperset(roles):
        raise CannotMint(f"name one or more of these roles: {', '.join(sorted(known))}")
    needs_tenant = not TENANT_ROLES.isdisjoint(roles) or also_in or participant or organisation
    if needs_tenant and tenant is None:
        raise CannotMint("name the collaborative: only operator and national stand without one")
    if not all(is_tenant(one) for one in (tenant, *also_in) if one is not None):
        raise CannotMint("a collaborative's name has 2 to 40 small letters, digits and hyphens")
    for name in (participant, organisation):
        if name is not None and not _NAME.fullmatch(name):
            raise CannotMint(
                "a participant's id or organisation's code has letters, digits, '.', '_' and '-'"
            )
