"""Celebrations for everybody: feeds, pages, cards. What is not published, and what is none, look alike."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from services.notifications.api.celebration_feeds import Feed, atom, json_feed, updated
from services.notifications.api.celebration_page import celebration_page, style
from services.notifications.api.celebration_svg import card_svg
from services.notifications.api.celebration_texts import CelebrationId
from services.notifications.api.conditional import (
    AS_JSON_FEED,
    NOT_MODIFIED,
    AtomResponse,
    Edition,
    JsonFeedResponse,
)
from services.notifications.api.wiring import Wiring
from services.notifications.domain.celebration import Celebration
from services.notifications.queries.read_celebrations import (
    card_as_published,
    newest,
    newest_of_all,
    read_published,
)
from shared.web.access import TenantId, public
from shared.web.files import PageResponse, PngResponse, SvgResponse

_NATIONAL = Feed(
    tenant="", title="Celebrations of all Levelfield collaboratives", author="Levelfield collaboratives"
)


def national_celebrations_router(wiring: Wiring) -> APIRouter:
    """The feeds of what all collaboratives celebrate."""
    router = APIRouter(prefix="/v1/public", tags=["celebrations for everybody"])

    @router.get(
        "/celebrations.atom",
        dependencies=[public()],
        response_class=AtomResponse,
        responses={**NOT_MODIFIED},
    )
    async def national_atom(request: Request) -> Response:
        """The newest celebrations of all collaboratives, as Atom."""
        found = await newest_of_all(wiring.celebrations_of_all)
        return _answer(request, found, AtomResponse(atom(_NATIONAL, found, wiring.addresses)))

    @router.get(
        "/celebrations.json",
        dependencies=[public()],
        response_class=JsonFeedResponse,
        responses={**AS_JSON_FEED, **NOT_MODIFIED},
    )
    async def national_json(request: Request) -> Response:
        """The newest celebrations of all collaboratives, as JSON Feed."""
        found = await newest_of_all(wiring.celebrations_of_all)
        return _answer(request, found, JsonFeedResponse(json_feed(_NATIONAL, found, wiring.addresses)))

    return router


def public_celebrations_router(wiring: Wiring) -> APIRouter:
    """What one collaborative celebrates."""
    router = APIRouter(prefix="/v1/{tenant}/public", tags=["celebrations for everybody"])

    @router.get(
        "/celebrations.atom",
        dependencies=[public()],
        response_class=AtomResponse,
        responses={**NOT_MODIFIED},
    )
    async def feed_as_atom(tenant: TenantId, request: Request) -> Response:
        """The newest celebrations of a collaborative, as Atom."""
        found = await newest(wiring.celebrations(tenant))
        feed = await _feed(wiring, tenant)
        return _answer(request, found, AtomResponse(atom(feed, found, wiring.addresses)))

    @router.get(
        "/celebrations.json",
        dependencies=[public()],
        response_class=JsonFeedResponse,
        responses={**AS_JSON_FEED, **NOT_MODIFIED},
    )
    async def feed_as_json(tenant: TenantId, request: Request) -> Response:
        """The newest celebrations of a collaborative, as JSON Feed."""
        found = await newest(wiring.celebrations(tenant))
        feed = await _feed(wiring, tenant)
        return _answer(request, found, JsonFeedResponse(json_feed(feed, found, wiring.addresses)))

    @router.get(
        "/celebrations/{celebration_id}.svg",
        dependencies=[public()],
        response_class=SvgResponse,
        responses={**NOT_MODIFIED},
    )
    async def card(tenant: TenantId, celebration_id: CelebrationId, request: Request) -> Response:
        """The card of a celebration. It has a name, and a description that says what it shows."""
        found = await read_published(celebration_id, wiring.celebrations(tenant))
        return _answer(request, [found], SvgResponse(card_svg(card_as_published(found))))

    @router.get(
        "/celebrations/{celebration_id}.png",
        dependencies=[public()],
        response_class=PngResponse,
        responses={**NOT_MODIFIED},
    )
    async def card_png(tenant: TenantId, celebration_id: CelebrationId, request: Request) -> Response:
        """The same card for whoever cannot show an SVG."""
        found = await read_published(celebration_id, wiring.celebrations(tenant))
        svg = card_svg(card_as_published(found))
        edition = Edition(svg.encode(), updated([found]))
        if edition.is_known_to(request):
            return edition.not_modified()
        return edition.marked(PngResponse(await asyncio.to_thread(wiring.png_of, svg)))

    @router.get(
        "/celebrations/{celebration_id}",
        dependencies=[public()],
        response_class=PageResponse,
        responses={**NOT_MODIFIED},
    )
    async def page(tenant: TenantId, celebration_id: CelebrationId, request: Request) -> Response:
        """A celebration as a page."""
        found = await read_published(celebration_id, wiring.celebrations(tenant))
        return _answer(request, [found], PageResponse(celebration_page(found), style=style()))

    return router


async def _feed(wiring: Wiring, tenant: str) -> Feed:
    name = await wiring.collaborative_names.name_of(tenant)
    return Feed(tenant=tenant, title=f"Celebrations: {name}", author=name)


def _answer(request: Request, found: Sequence[Celebration], response: Response) -> Response:
    edition = Edition(bytes(response.body), updated(found))
    return edition.not_modified() if edition.is_known_to(request) else edition.marked(response)
