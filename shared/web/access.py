"""Who may call a route, declared beside the route::

    @router.post("/v1/{tenant}/participants", dependencies=[allow("lead", "facilitator")])

Invariants:
- A route without a declaration stops the start (``routes.check_routes``): nothing is open by omission.
- The tenant in the path must be one in which the token holds a role. If it is not, the answer is
  403 ``not-your-collaborative``, whether that collaborative exists or not, so nobody can find out.
- A limit to one's own record or organisation gives the same answer for one that does not exist.
"""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Path, Security
from fastapi.openapi.models import HTTPBearer as HTTPBearerModel
from fastapi.params import Depends as DependsParameter
from fastapi.security.base import SecurityBase
from starlette.requests import Request

from shared.contracts.refusal import Forbidden
from shared.web.causal import wait_for_what_came_before
from shared.web.edge import edge_of, header_values
from shared.web.identity import TENANT_PATTERN, PlatformRole, Principal, TenantRole, is_tenant
from shared.web.refusals import Unauthenticated

_PRINCIPAL = "levelfield.principal"

TenantId = Annotated[
    str, Path(pattern=TENANT_PATTERN, description="The collaborative.", examples=["mental-health-ni"])
]


class Access(SecurityBase):
    """A declaration of who may call a route. As a security scheme it shows in the OpenAPI document."""

    def __init__(self) -> None:
        self.model = HTTPBearerModel(bearerFormat="JWT", description="A token of the OIDC issuer.")
        self.scheme_name = "bearer"


class TenantAccess(Access):
    """For people and systems of the collaborative in the path."""

    def __init__(
        self,
        roles: frozenset[str],
        own_record: str | None,
        own_organisation: str | None,
        platform: frozenset[str],
    ) -> None:
        super().__init__()
        self.roles = roles
        self.own_record = own_record
        self.own_organisation = own_organisation
        self.platform = platform

    async def __call__(self, request: Request) -> Principal:
        who = await _authenticate(request)
        tenant: str = request.path_params["tenant"]
        self._check(who, tenant, request)
        await wait_for_what_came_before(request, tenant)
        return who

    def _check(self, who: Principal, tenant: str, request: Request) -> None:
        if not self.platform.isdisjoint(who.platform_roles) and is_tenant(tenant):
            return
        held = who.roles_in(tenant)
        if not held:
            raise Forbidden("not-your-collaborative", "Your token gives you no role in this collaborative.")
        usable = held & self.roles
        if not usable:
            needed = ", ".join(sorted(self.roles))
            raise Forbidden(
                "role-not-allowed", f"This needs one of these roles in the collaborative: {needed}."
            )
        if not any(self._within_limit(role, who, tenant, request) for role in usable):
            raise Forbidden("not-your-own", "Your role lets you reach only what is your own.")

    def _within_limit(self, role: str, who: Principal, tenant: str, request: Request) -> bool:
        if role == "member" and self.own_record:
            return who.is_participant(tenant, request.path_params[self.own_record])
        if role == "partner" and self.own_organisation:
            return who.speaks_for(tenant, request.path_params[self.own_organisation])
        return True


class SignedInAccess(Access):
    """For everybody with a token; the route itself looks at what that holds, and does no more."""

    async def __call__(self, request: Request) -> Principal:
        return await _authenticate(request)


class PlatformAccess(Access):
    """For roles that stand above all collaboratives."""

    def __init__(self, roles: frozenset[str]) -> None:
        super().__init__()
        self.roles = roles

    async def __call__(self, request: Request) -> Principal:
        who = await _authenticate(request)
        if self.roles.isdisjoint(who.platform_roles):
            needed = ", ".join(sorted(self.roles))
            raise Forbidden("role-not-allowed", f"This needs one of these roles on the platform: {needed}.")
        return who


class PublicAccess:
    """For everybody, with or without a token."""

    async def __call__(self) -> None:
        return None


def allow(
    *roles: TenantRole,
    own_record: str | None = None,
    own_organisation: str | None = None,
    platform: tuple[PlatformRole, ...] = (),
) -> DependsParameter:
    """Lets in who holds one of ``roles`` in the collaborative named by the path parameter ``tenant``.

    Args:
        own_record: a path parameter with a participant id; a member reaches only their own.
        own_organisation: a path parameter with an organisation's code; a partner reaches only their own.
        platform: platform roles that are let in as well, into any collaborative.
    """
    access = TenantAccess(frozenset(roles), own_record, own_organisation, frozenset(platform))
    return cast("DependsParameter", Security(access, scopes=sorted([*roles, *platform])))


def allow_platform(*roles: PlatformRole) -> DependsParameter:
    """Lets in who holds one of ``roles`` on the platform."""
    return cast("DependsParameter", Security(PlatformAccess(frozenset(roles)), scopes=sorted(roles)))


def allow_signed_in() -> DependsParameter:
    """Lets in whoever has a token. The route must ask ``CurrentPrincipal`` what they may do or see."""
    return cast("DependsParameter", Security(SignedInAccess(), scopes=[]))


def public() -> DependsParameter:
    """Lets everybody in, and says so."""
    return cast("DependsParameter", Depends(PublicAccess()))


def principal(request: Request) -> Principal:
    """Who is asking. For code that has the request at hand; routes take ``CurrentPrincipal``."""
    return cast("Principal", request.scope[_PRINCIPAL])


def principal_of(request: Request) -> Principal | None:
    """The same where it may be that nobody has said who they are, or nobody had to."""
    return cast("Principal | None", request.scope.get(_PRINCIPAL))


async def _current_principal(request: Request) -> Principal:
    return principal(request)


CurrentPrincipal = Annotated[Principal, Depends(_current_principal)]


async def _authenticate(request: Request) -> Principal:
    who = await edge_of(request).verifier.verify(_token(request))
    request.scope[_PRINCIPAL] = who
    return who


def _token(request: Request) -> str:
    sent = header_values(request, b"authorization")
    if not sent:
        raise Unauthenticated(
            "token-missing", "Send a token: Authorization: Bearer <token>.", token_sent=False
        )
    scheme, _, token = sent[0].partition(" ")
    if len(sent) > 1 or scheme.lower() != "bearer" or not token:
        raise Unauthenticated("token-malformed", "Send one token, as: Authorization: Bearer <token>.")
    return token.strip()
