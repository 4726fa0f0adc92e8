"""What a page asks of the services does not grow with what there is: every page of everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bench.portal_doings import fill
from bench.portal_fill import Fill, Size, Tokens
from bench.portal_pages import portal_here
from tests.support.portal import SERVICES, PortalSite
from tests.support.services import http_client

_SMALL, _LARGE = Size(60, 2, 2), Size(250, 8, 8)
_MOST = 12
"""Questions of one page: an overview's ten, and a few to spare."""


@pytest.mark.timeout(240)
async def test_no_page_asks_more_of_several_hundred_people_than_of_sixty(site: PortalSite) -> None:
    urls = {name: site.site.processes[at].url for at, name in enumerate(SERVICES)}
    async with http_client() as http, portal_here(urls, site.site.issuer.url) as portal:
        filled = [Fill(http, urls, tenant, _tokens_of(site, tenant)) for tenant in ("few-ni", "many-ni")]
        await asyncio.gather(*map(fill, filled, (_SMALL, _LARGE)))
        few, many = [{one.page: one for one in await portal.look_at_all(there)} for there in filled]

    assert {page.split("/")[1] for page in many} >= {"", "collaboratives", "lead", "member", "evaluator"}
    assert few.keys() == many.keys()
    assert {page: one.status for page, one in many.items() if one.status != 200} == {}
    grown = {
        page: (few[page].in_short, one.in_short)
        for page, one in many.items()
        if one.questions != few[page].questions
    }
    assert grown == {}
    assert {page: one.in_short for page, one in many.items() if sum(one.questions.values()) > _MOST} == {}


def _tokens_of(site: PortalSite, tenant: str) -> Tokens:
    def token(roles: Sequence[str], own: str) -> str:
        of = None if "operator" in roles else tenant
        return site.site.issuer.token(*roles, tenant=of, participant=own or None)

    return token
