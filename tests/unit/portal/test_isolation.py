"""Who reaches what: every page there is, found by itself, against everybody whose it is not.

A new page is held against this without a word here. A parameter of its address needs an example in
``apart.EXAMPLES``.
"""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from services.portal.clients.service import Caller, ServiceClient
from services.portal.web.problems import ServiceAway
from services.portal.web.rendering import POLICY
from tests.unit.portal.apart import RECORD, TENANT, Apart, routes_of

_FOR_EVERYBODY = re.compile(r"/(|sign-in(/back)?|signed-out|(collaboratives|celebrations|assets)\b.*)")
_ROLES = ("lead", "facilitator", "member", "evaluator", "partner")
_INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", re.IGNORECASE)


pytestmark = pytest.mark.asyncio(loop_scope="module")


def private(apart: Apart, method: str) -> list[str]:
    """The addresses of all pages that are for some people alone."""
    found = [one for one in routes_of(apart, method) if not _FOR_EVERYBODY.fullmatch(one)]
    assert len(found) > 20, found
    return found


async def test_a_member_reaches_their_own_pages_and_no_others(apart: Apart) -> None:
    sent = apart.cookie(apart.session("member"))
    for address in private(apart, "GET"):
        answer = await apart.http.get(address, headers=sent)
        if address == "/home" or address.startswith(f"/member/{TENANT}"):
            assert answer.status_code in (200, 303, 503), (address, answer.status_code)
        else:
            assert answer.status_code == 403, (address, answer.status_code)
            assert "You cannot see this" in answer.text, address


async def test_nobody_reaches_a_member_s_pages_but_members(apart: Apart) -> None:
    for role in _ROLES:
        sent = apart.cookie(apart.session(role))
        for address in private(apart, "GET") if role != "member" else ():
            if address.startswith("/member"):
                answer = await apart.http.get(address, headers=sent)
                assert answer.status_code == 403, (role, address)


@pytest.mark.parametrize("role", _ROLES)
async def test_nobody_reaches_a_page_of_another_collaborative(apart: Apart, role: str) -> None:
    sent = apart.cookie(apart.session(role))
    for address in private(apart, "GET"):
        if TENANT in address:
            answer = await apart.http.get(address.replace(TENANT, "theirs-ni"), headers=sent)
            assert answer.status_code == 403, (address, answer.status_code)
            assert "no role in this collaborative" in answer.text, address


async def test_a_member_s_pages_ask_for_nothing_of_anybody_else(
    apart: Apart, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a service is asked, it is asked with their own token and of their own record."""
    asked: list[tuple[str, str]] = []
    session = apart.session("member")

    async def ask(_: ServiceClient, caller: Caller, method: str, path: str, **__: Any) -> httpx.Response:
        assert caller.token in (session.token, ""), path
        asked.append((method, path))
        raise ServiceAway("nowhere")

    monkeypatch.setattr(ServiceClient, "ask", ask)
    for method in ("GET", "POST"):
        for address in private(apart, method):
            if address.startswith("/member"):
                form = {"form_token": session.form_token} if method == "POST" else None
                await apart.http.request(method, address, headers=apart.cookie(session), data=form)

    assert len(asked) > 20
    for method, path in asked:
        assert path.startswith(f"/v1/{TENANT}/"), (method, path)
        for record in re.findall(
            r"/(?:participants|people|learners|enrolments|attendance|sign-offs)/([^/?]+)", path
        ):
            assert record == RECORD, (method, path)


async def test_whoever_is_not_signed_in_changes_nothing_and_is_sent_to_sign_in(apart: Apart) -> None:
    for address in private(apart, "POST"):
        answer = await apart.http.post(address, data={"form_token": ""})
        assert (answer.status_code, answer.headers.get("location")) == (303, "/sign-in"), address


async def test_every_private_page_is_kept_by_nobody_and_none_runs_or_shows_what_it_must_not(
    apart: Apart,
) -> None:
    for role in _ROLES:
        session = apart.session(role)
        for address in private(apart, "GET"):
            answer = await apart.http.get(address, headers=apart.cookie(session))
            assert answer.headers["cache-control"] == "no-store", (role, address)
            assert session.token not in answer.text, (role, address)
            if answer.headers.get("content-type", "").startswith("text/html"):
                assert answer.headers["content-security-policy"] == POLICY, (role, address)
                assert not _INLINE.search(answer.text), (role, address)
                assert RECORD not in re.sub(r"<[^>]*>", " ", answer.text), (role, address)
