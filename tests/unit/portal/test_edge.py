"""The portal's own edge: who gets in, which forms count, and what every page carries."""

from __future__ import annotations

import re

import pytest

from services.portal.clients.imports import MOST_BYTES
from services.portal.web.rendering import POLICY, Pages
from services.portal.web.submitted import FIELD
from tests.unit.portal.apart import ORIGIN, RECORD, TENANT, Apart, routes_of, templates_of

_ROLES = {"member": "member", "operations": "operator", "evaluator": "evaluator"}
"""Who comes to the pages below an address, where that is not a lead."""

_PRIVATE = (f"/lead/{TENANT}", f"/lead/{TENANT}/people/invite", f"/member/{TENANT}/erase", "/home")


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_no_form_counts_that_did_not_come_from_a_page_of_this_session(apart: Apart) -> None:
    changes = routes_of(apart, "POST")
    assert len(changes) >= 17
    for address in changes:
        session = apart.session(_ROLES.get(address.split("/")[1], "lead"))
        other = apart.session("lead")
        sent = apart.cookie(session)
        for forged in ({"reason": "moved"}, {FIELD: ""}, {FIELD: other.form_token}):
            refused = await apart.http.post(address, data=forged, headers=sent)
            assert refused.status_code == 403, address
            assert "out of date" in refused.text, address
        for elsewhere in ({"Origin": "http://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
            ours = {FIELD: session.form_token}
            refused = await apart.http.post(address, data=ours, headers=sent | elsewhere)
            assert refused.status_code == 403, (address, elsewhere)


async def test_a_form_of_this_session_from_this_site_counts(apart: Apart) -> None:
    session = apart.session("member")
    sent = apart.cookie(session) | {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}

    answer = await apart.http.post("/sign-out", data={FIELD: session.form_token}, headers=sent)

    assert (answer.status_code, answer.headers["location"]) == (303, "/signed-out")
    assert "__Host-levelfield=; Path=/; Max-Age=0" in answer.headers["set-cookie"]


async def test_a_file_counts_only_in_a_form_of_this_session_and_up_to_its_bound(apart: Apart) -> None:
    session = apart.session("lead")
    address, sent = f"/lead/{TENANT}/people/import", apart.cookie(session)
    ours, forged = {FIELD: session.form_token}, {FIELD: "made up"}
    file, large = ({"people": ("p.csv", size * b"x")} for size in (10, MOST_BYTES + 1024 * 1024))

    refused = await apart.http.post(address, data=forged, files=file, headers=sent)
    away = await apart.http.post(address, data=ours, files=file, headers=sent)
    too_large = await apart.http.post(address, data=ours, files=large, headers=sent)

    assert (refused.status_code, "out of date" in refused.text) == (403, True)
    assert away.status_code == 503, "it was a form of ours, and registration is not there"
    assert (too_large.status_code, "too large" in too_large.text) == (413, True)


async def test_nothing_private_is_shown_to_whoever_is_not_signed_in(apart: Apart) -> None:
    open_to_all = ("/sign-in", "/signed-out", "/collaboratives", "/celebrations", "/assets")
    for address in routes_of(apart, "GET"):
        if address == "/" or address.startswith(open_to_all):
            continue
        # A token that would be believed, but not from a session: no other way in is open.
        token = {"Authorization": f"Bearer {apart.session('lead').token}"}
        sent = await apart.http.get(address, headers=token)
        assert sent.status_code == 303, address
        assert sent.headers["location"].startswith("/sign-in?to=%2F"), address


@pytest.mark.parametrize("role", ["member", "evaluator", "partner"])
async def test_a_lead_s_pages_are_no_one_else_s(apart: Apart, role: str) -> None:
    for address in routes_of(apart, "GET"):
        if address.startswith("/lead"):
            refused = await apart.http.get(address, headers=apart.cookie(apart.session(role)))
            assert refused.status_code == 403, address


@pytest.mark.parametrize("role", ["lead", "facilitator", "member", "evaluator", "partner", "national"])
async def test_an_operator_s_pages_are_no_one_else_s_and_an_operator_sees_no_other(
    apart: Apart, role: str
) -> None:
    for address in routes_of(apart, "GET"):
        for_operators = address.startswith("/operations")
        if for_operators or address.startswith(("/lead", "/member")):
            signed_in = apart.session(role if for_operators else "operator")
            refused = await apart.http.get(address, headers=apart.cookie(signed_in))
            assert refused.status_code == 403, address


@pytest.mark.parametrize("role", ["lead", "facilitator", "member", "partner"])
async def test_an_evaluator_s_pages_are_no_one_else_s(apart: Apart, role: str) -> None:
    for method in ("GET", "POST"):
        for address in routes_of(apart, method):
            if address.startswith("/evaluator"):
                sent = apart.cookie(apart.session(role))
                refused = await apart.http.request(method, address, headers=sent)
                assert refused.status_code == 403, address


async def test_a_facilitator_does_not_decide_what_a_lead_decides(apart: Apart) -> None:
    leads = {
        *("/measures/settings/group", "/measures/settings/phases", "/measures/settings/phases/remove"),
        *("/influence/lessons/a-lesson/open", "/influence/lessons/a-lesson/close", "/instruments/choose"),
        *("/reports/a-report/publish", "/reports/a-report/withdraw", "/instruments/new"),
    }
    session = apart.session("facilitator")
    for address in leads:
        ours = {FIELD: session.form_token}
        refused = await apart.http.post(f"/lead/{TENANT}{address}", data=ours, headers=apart.cookie(session))
        assert (refused.status_code, "one of these roles" in refused.text) == (403, True), address
    for address in ("/measures/settings", "/instruments/new"):
        refused = await apart.read(f"/lead/{TENANT}{address}", "facilitator")
        assert refused.status_code == 403, f"{address}: nobody is shown a form that they cannot send"


async def test_no_role_here_is_worth_anything_in_another_collaborative(apart: Apart) -> None:
    for address in routes_of(apart, "GET"):
        if address.startswith(("/lead", "/member", "/evaluator")):
            theirs = address.replace(TENANT, "theirs-ni")
            refused = await apart.http.get(theirs, headers=apart.cookie(apart.session("lead")))
            assert refused.status_code == 403, theirs
            assert "no role in this collaborative" in refused.text


async def test_no_address_of_a_member_s_pages_names_a_record(apart: Apart) -> None:
    member = [one for one in templates_of(apart, "GET") if one.startswith("/member")]

    assert member
    for of_somebody in ("person_id", "participant_id", "mentor_id", "whom"):
        assert all(f"{{{of_somebody}" not in one for one in member), member


async def test_every_page_leaves_with_the_strict_policy_and_is_kept_by_no_cache(apart: Apart) -> None:
    sent = apart.cookie(apart.session("lead"))
    for address in ("/", "/nowhere", "/signed-out", *_PRIVATE):
        page = await apart.http.get(address, headers=sent)
        if page.status_code == 303:
            continue
        assert page.headers["content-security-policy"] == POLICY, address
        assert page.headers["cache-control"] == "no-store", address
        assert page.headers["x-content-type-options"] == "nosniff", address
    assert "unsafe" not in POLICY


async def test_no_page_has_an_inline_script_style_or_handler_or_the_token(apart: Apart) -> None:
    session = apart.session("lead")
    for address in ("/", "/home", f"/lead/{TENANT}/meetings/new", "/nowhere"):
        page = await apart.http.get(address, headers=apart.cookie(session), follow_redirects=True)
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page.text), address
        assert session.token not in page.text
        assert "://" not in re.sub(r"http://www\.w3\.org/\S*", "", page.text), address


async def test_services_that_are_away_leave_their_parts_empty_and_say_so(apart: Apart) -> None:
    page = await apart.http.get("/")

    assert page.status_code == 200
    assert "The list of collaboratives cannot be shown for now" in page.text
    assert "What is celebrated cannot be shown for now" in page.text
    assert page.headers["cache-control"] == "no-store", "what is missing now may be there in a moment"


async def test_a_page_whose_service_is_away_says_so_and_when_to_try_again(apart: Apart) -> None:
    page = await apart.http.get(f"/member/{TENANT}/details", headers=apart.cookie(apart.session("member")))

    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert "does not answer for now" in page.text
    assert RECORD not in page.text


async def test_a_form_with_something_missing_comes_back_with_what_was_typed(apart: Apart) -> None:
    session = apart.session("lead")
    typed = {FIELD: session.form_token, "starts": "<b>10am</b>", "place": '"><script>alert(1)</script>'}

    page = await apart.http.post(f"/lead/{TENANT}/meetings/new", data=typed, headers=apart.cookie(session))

    assert page.status_code == 422
    assert "<title>Error: Plan a meeting - Levelfield</title>" in page.text
    assert '<a href="#starts">Enter a time, like 9:30am or 14:00</a>' in page.text
    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page.text
    assert "<b>" not in page.text
    assert "<script>" not in page.text


async def test_only_our_own_files_are_served_and_they_can_be_kept_for_ever(apart: Apart) -> None:
    page = await apart.http.get("/")
    for address in re.findall(r'(?:href|src)="(/assets/[^"]+)"', page.text):
        asset = await apart.http.get(address)
        assert (asset.status_code, "immutable" in asset.headers["cache-control"]) == (200, True)
        assert "assets.nhs.uk" not in asset.text, "no font from elsewhere"
    for wrong in ("/assets/x/portal.css", "/assets/../settings.py", "/assets/x/..%2f..%2fsettings.py"):
        assert (await apart.http.get(wrong)).status_code == 404


async def test_an_issuer_that_is_away_is_said_in_words(apart: Apart) -> None:
    page = await apart.http.get("/sign-in")

    assert page.status_code == 503
    assert "Nobody can sign in for now" in page.text


async def test_an_answer_to_a_sign_in_that_this_browser_has_not_begun_is_none(apart: Apart) -> None:
    page = await apart.http.get("/sign-in/back?code=abc&state=def")

    assert page.status_code == 403
    assert "Signing in did not work" in page.text
    assert "__Host-levelfield=" not in page.headers["set-cookie"].replace("__Host-levelfield-sign-in=;", "")


async def test_what_nobody_foresaw_is_a_page_that_says_nothing_of_it(
    apart: Apart, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Zwetlana")

    monkeypatch.setattr(Pages, "page", fail)

    page = await apart.http.get("/")

    assert (page.status_code, page.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert "Something went wrong on our side" in page.text
    assert "Zwetlana" not in page.text
