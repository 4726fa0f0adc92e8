"""What a page asks of the services does not grow with what there is: every page of leads and members."""

from __future__ import annotations

from collections.abc import Callable

from bench.portal_fill import Fill, Size
from bench.portal_pages import Look, portal_here
from tests.support.portal import SERVICES, PortalSite
from tests.support.services import http_client

_SMALL, _LARGE = Size(60, 2, 2), Size(1_000, 20, 20)
_MOST = 12
"""Questions of one page: an overview's ten, and a few to spare."""


async def test_no_page_asks_more_of_a_thousand_people_than_of_sixty(site: PortalSite) -> None:
    urls = {name: site.site.processes[at].url for at, name in enumerate(SERVICES)}
    looks: list[dict[str, Look]] = []
    async with http_client() as http, portal_here(urls, site.site.issuer.url) as portal:
        for tenant, size in (("few-ni", _SMALL), ("many-ni", _LARGE)):
            fill = Fill(http, urls, tenant, _tokens_of(site, tenant))
            await fill.fill(size)
            found = await portal.look_at_all(fill, _tokens_for(site, tenant))
            looks.append({one.page: one for one in found})

    few, many = looks
    assert len(many) >= 15
    assert few.keys() == many.keys()
    assert {page: one.status for page, one in many.items() if one.status != 200} == {}
    grown = {
        page: (few[page].in_short, one.in_short)
        for page, one in many.items()
        if one.questions != few[page].questions
    }
    assert grown == {}
    assert {page: one.in_short for page, one in many.items() if sum(one.questions.values()) > _MOST} == {}


def _tokens_of(site: PortalSite, tenant: str) -> Callable[[str], str]:
    return lambda role: site.site.issuer.token(role, tenant=None if role == "operator" else tenant)


def _tokens_for(site: PortalSite, tenant: str) -> Callable[[str, str], str]:
    return lambda role, record: site.site.issuer.token(
        role, tenant=tenant, participant=record if role == "member" else None
    )
