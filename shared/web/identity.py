"""Who is asking, as their token says.

Invariant: a claim gives a right only if it has exactly the expected form and names a role that exists;
anything else in it is passed over and gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

TenantRole = Literal["lead", "facilitator", "member", "evaluator", "partner"]
PlatformRole = Literal["operator", "national"]

TENANT_ROLES: frozenset[str] = frozenset(get_args(TenantRole))
PLATFORM_ROLES: frozenset[str] = frozenset(get_args(PlatformRole))

TENANT_PATTERN = r"^[a-z][a-z0-9-]{1,39}$"
_TENANT = re.compile(r"[a-z][a-z0-9-]{1,39}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

ROLES_CLAIM = "levelfield_roles"
PARTICIPANT_CLAIM = "levelfield_participant"
ORGANISATION_CLAIM = "levelfield_organisation"
DEVELOPMENT_CLAIM = "levelfield_development_issuer"

_NONE: frozenset[str] = frozenset()
ByTenant = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Principal:
    """A person or a system that has shown a valid token.

    ``roles``, ``participants`` and ``organisations`` are by tenant: the roles held there, the
    participant records that are the person's own, the organisations a partner's system speaks for.
    """

    subject: str
    roles: ByTenant = field(default_factory=dict[str, frozenset[str]])
    platform_roles: frozenset[str] = _NONE
    participants: ByTenant = field(default_factory=dict[str, frozenset[str]])
    organisations: ByTenant = field(default_factory=dict[str, frozenset[str]])

    def roles_in(self, tenant: str) -> frozenset[str]:
        """The roles held in one collaborative; empty if it is none of theirs, or none at all."""
        return self.roles.get(tenant, _NONE)

    def has_role(self, tenant: str, *roles: TenantRole) -> bool:
        """Whether any of ``roles`` is held in ``tenant``."""
        return not self.roles_in(tenant).isdisjoint(roles)

    def is_participant(self, tenant: str, participant_id: str) -> bool:
        """Whether the record is the person's own."""
        return participant_id in self.participants.get(tenant, _NONE)

    def participants_in(self, tenant: str) -> frozenset[str]:
        """The records in a collaborative that are the person's own: one, or none."""
        return self.participants.get(tenant, _NONE)

    def organisations_in(self, tenant: str) -> frozenset[str]:
        """The organisations in a collaborative that a partner's system speaks for."""
        return self.organisations.get(tenant, _NONE)

    def speaks_for(self, tenant: str, organisation: str) -> bool:
        """Whether this is the system of that organisation."""
        return organisation in self.organisations.get(tenant, _NONE)


def is_tenant(text: str) -> bool:
    """Whether ``text`` has the form of a tenant's slug; says nothing about whether it exists."""
    return _TENANT.fullmatch(text) is not None


def principal_from(claims: Mapping[str, Any]) -> Principal:
    """Reads the claims of a verified token."""
    roles = list(_strings(claims.get(ROLES_CLAIM)))
    held = ((tenant, role) for tenant, role in map(_split, roles) if role in TENANT_ROLES)
    return Principal(
        subject=claims["sub"],
        roles=_by_tenant(held),
        platform_roles=frozenset(roles) & PLATFORM_ROLES,
        participants=_by_tenant(_names(claims.get(PARTICIPANT_CLAIM))),
        organisations=_by_tenant(_names(claims.get(ORGANISATION_CLAIM))),
    )


def _strings(claim: object) -> Iterator[str]:
    if isinstance(claim, list):
        yield from (each for each in cast("list[object]", claim) if isinstance(each, str))


def _split(text: str) -> tuple[str, str]:
    tenant, _, name = text.partition(":")
    return tenant, name


def _names(claim: object) -> Iterator[tuple[str, str]]:
    return ((tenant, name) for tenant, name in map(_split, _strings(claim)) if _NAME.fullmatch(name))


def _by_tenant(pairs: Iterator[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for tenant, name in pairs:
        if is_tenant(tenant):
            found.setdefault(tenant, set()).add(name)
    return {tenant: frozenset(names) for tenant, names in found.items()}
