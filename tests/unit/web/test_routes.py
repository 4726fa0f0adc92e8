"""Nothing is open by omission."""

from __future__ import annotations

from typing import Annotated

import pytest
from fastapi import APIRouter, WebSocket
from fastapi.params import Depends
from starlette.responses import PlainTextResponse
from starlette.routing import Mount

from shared.settings import ServiceSettings
from shared.web.access import TenantId, allow, allow_platform, public
from shared.web.app import create_app
from shared.web.drain import Drain
from shared.web.identity import Principal
from shared.web.routes import UndeclaredRoute
from tests.unit.web.support import Say, app_of, settings


async def nothing() -> None:
    """Serves nothing."""


def router_with(path: str, *dependencies: Depends, prefix: str = "") -> APIRouter:
    router = APIRouter(prefix=prefix)
    router.add_api_route(path, nothing, dependencies=list(dependencies))
    return router


def test_a_route_without_a_declaration_stops_the_start() -> None:
    with pytest.raises(UndeclaredRoute, match="/v1/forgotten"):
        app_of(router_with("/v1/forgotten"))


def test_a_route_in_a_router_within_a_router_is_seen_too() -> None:
    outer = APIRouter(prefix="/outer")
    outer.include_router(router_with("/inner"))
    with pytest.raises(UndeclaredRoute, match="/outer/inner"):
        app_of(outer)


def test_a_declaration_on_the_router_counts_for_its_routes() -> None:
    router = APIRouter(dependencies=[public()])
    router.add_api_route("/v1/open", nothing)
    app_of(router)


def test_two_declarations_are_one_too_many() -> None:
    with pytest.raises(UndeclaredRoute, match="exactly one"):
        app_of(router_with("/v1/{tenant}/x", allow("lead"), public()))


def test_a_tenants_role_needs_a_tenant_in_the_path() -> None:
    with pytest.raises(UndeclaredRoute, match="tenant"):
        app_of(router_with("/v1/x", allow("lead")))


def test_a_limit_to_ones_own_needs_its_parameter_in_the_path() -> None:
    with pytest.raises(UndeclaredRoute, match="participant_id"):
        app_of(router_with("/v1/{tenant}/x", allow("member", own_record="participant_id")))
    with pytest.raises(UndeclaredRoute, match="code"):
        app_of(router_with("/v1/{tenant}/x", allow("partner", own_organisation="code")))


def test_routes_that_are_not_api_routes_stop_the_start() -> None:
    plain, mounted, socket = APIRouter(), APIRouter(), APIRouter()
    plain.add_route("/plain", lambda _: PlainTextResponse(""))
    mounted.routes.append(Mount("/mounted", app=PlainTextResponse("")))

    @socket.websocket("/socket")
    async def listen(websocket: WebSocket) -> None: ...

    for router in (plain, mounted, socket):
        with pytest.raises(UndeclaredRoute):
            app_of(router)


def test_a_function_that_serves_two_paths_stops_the_start() -> None:
    with pytest.raises(UndeclaredRoute, match="give each its own"):
        app_of(router_with("/v1/a", public()), router_with("/v1/b", public()))


def test_a_route_for_those_with_a_token_needs_a_verifier() -> None:
    def build(*routers: APIRouter, given: ServiceSettings) -> None:
        create_app(
            title="t",
            version="1",
            service="worker",
            routers=routers,
            settings=given,
            health=Say(),
            verifier=None,
            drain=Drain(),
        )

    build(given=settings())
    with pytest.raises(UndeclaredRoute, match="no verifier"):
        build(router_with("/v1/x", allow_platform("operator")), given=settings())


def test_a_declaration_may_be_the_parameter_itself() -> None:
    router = APIRouter()

    @router.get("/v1/{tenant}/me")
    async def me(tenant: TenantId, who: Annotated[Principal, allow("lead")]) -> str:
        return who.subject

    app_of(router)
