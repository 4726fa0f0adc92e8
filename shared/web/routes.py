"""Looks at every route before the first request, and refuses to start if one is not declared.

Invariant: after ``check_routes`` has returned, each route of the API says once who may call it, and what
it says can be checked: a tenant's roles need a tenant in the path, a limit to one's own needs the
parameter that it compares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import Route

from shared.web.access import Access, PublicAccess, TenantAccess

Declaration = Access | PublicAccess


class UndeclaredRoute(Exception):
    """A route does not say who may call it, or says it in a way that cannot be checked."""


def check_routes(app: FastAPI, own: frozenset[str], *, has_verifier: bool) -> dict[Callable[..., Any], str]:
    """Checks all routes and gives the path template of each endpoint.

    Args:
        own: the paths that the edge itself serves, open to everybody.

    Raises:
        UndeclaredRoute: see there; names the route.
    """
    templates: dict[Callable[..., Any], str] = {}
    for context in iter_route_contexts(app.routes):
        path, endpoint = context.path or "?", context.endpoint
        if isinstance(context.original_route, APIRoute) and endpoint is not None:
            _check_declaration(context, path, has_verifier)
        elif path not in own or endpoint is None or not isinstance(context.original_route, Route):
            raise UndeclaredRoute(f"{path}: only API routes can be served, and each must declare its access")
        if templates.setdefault(endpoint, path) != path:
            raise UndeclaredRoute(
                f"{path}: its function also serves {templates[endpoint]}; give each its own"
            )
    return templates


def _check_declaration(context: RouteContext, path: str, has_verifier: bool) -> None:
    found = list(_declarations(context.dependant))
    if len(found) != 1:
        raise UndeclaredRoute(
            f"{path}: needs exactly one declaration of who may call it, such as allow(); has {len(found)}"
        )
    declared = found[0]
    if isinstance(declared, Access) and not has_verifier:
        raise UndeclaredRoute(f"{path}: is for those with a token, but the app has no verifier")
    if not isinstance(declared, TenantAccess):
        return
    needed = {"tenant", declared.own_record or "tenant", declared.own_organisation or "tenant"}
    if missing := [name for name in sorted(needed) if f"{{{name}}}" not in path]:
        raise UndeclaredRoute(f"{path}: its access needs {', '.join(missing)} in the path")


def _declarations(dependant: Dependant) -> Iterator[Declaration]:
    for each in dependant.dependencies:
        if isinstance(each.call, (Access, PublicAccess)):
            yield each.call
        yield from _declarations(each)
