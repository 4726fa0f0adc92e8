"""The pages on real services, as somebody without scripts, styles or pictures reads them."""

from __future__ import annotations

import re

import pytest

from tests.support.portal import PortalSite
from tests.support.services import INVENTED

_SCRIPT = "<script>alert('x')</script>"
_TENANT = "pages-ni"
_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture(scope="module")
def begun(site: PortalSite) -> PortalSite:
    site.begin(_TENANT, name=f"Collaborative {_SCRIPT}")
    return site


def seen(page: str) -> str:
    """What a person sees of a page: neither addresses nor what is hidden."""
    return re.sub(r"<[^>]*>", " ", page)


def test_somebody_called_a_script_is_harmless_on_every_page(begun: PortalSite) -> None:
    record = begun.joined(_TENANT, "script", name=f"{INVENTED} {_SCRIPT}", access_needs=_SCRIPT)
    lead, member = begun.visitor(), begun.visitor()
    lead.sign_in("lead", _TENANT)
    member.sign_in("member", _TENANT, record)

    pages = [
        *(lead.get(f"/lead/{_TENANT}{path}") for path in ("", "/people", f"/people/{record}", "/meetings")),
        *(
            member.get(f"/member/{_TENANT}{path}")
            for path in ("", "/details", "/consents", "/leave", "/erase")
        ),
        *(begun.visitor().get(path) for path in ("/", f"/collaboratives/{_TENANT}")),
    ]

    for page in pages:
        assert page.status_code == 200, page.url
        assert "<script>alert" not in page.text, page.url
        assert not _IDENTIFIER.search(seen(page.text)), f"{page.url} shows an identifier"
        assert page.text.count("<h1") == 1, page.url
    assert sum("&lt;script&gt;alert" in page.text for page in pages) >= 5


def test_who_has_just_been_invited_is_on_the_next_page_and_has_agreed_to_nothing(
    begun: PortalSite,
) -> None:
    lead = begun.visitor()
    lead.sign_in("lead", _TENANT)
    name, email = f"{INVENTED} Invited (invented)", "zwetlana.invited@example.org"

    page = lead.send(f"/lead/{_TENANT}/people/invite", name=name, role="carer", email=email)

    assert "They are invited." in page.text
    assert name in page.text
    assert "They are invited." not in lead.get(f"/lead/{_TENANT}/people").text, "it is said once"
    found = lead.send(f"/lead/{_TENANT}/people", f"/lead/{_TENANT}/people/search", email=email)
    assert name in found.text
    person = lead.get(re.findall(rf'href="(/lead/{_TENANT}/people/[^"]+)">{re.escape(name)}', found.text)[0])
    assert person.text.count("Does not agree") == 3


def test_what_a_service_refuses_stands_at_its_field_and_what_was_typed_is_kept(begun: PortalSite) -> None:
    begun.joined(_TENANT, "taken", email="zwetlana.taken@example.org")
    lead = begun.visitor()
    lead.sign_in("lead", _TENANT)

    page = lead.send(
        f"/lead/{_TENANT}/people/invite",
        name=f"{INVENTED} Second (invented)",
        role="carer",
        email="zwetlana.taken@example.org",
    )

    assert page.status_code == 422
    assert '<a href="#email">Somebody with this e-mail address takes part here already.</a>' in page.text
    assert f'value="{INVENTED} Second (invented)"' in page.text


def test_a_member_sees_their_own_record_and_comes_to_nobody_else_s(begun: PortalSite) -> None:
    mine, theirs = begun.joined(_TENANT, "mine"), begun.joined(_TENANT, "theirs")
    member = begun.visitor()
    member.sign_in("member", _TENANT, mine)

    everything = member.get(f"/member/{_TENANT}/download")
    elsewhere = [member.get(f"/lead/{_TENANT}/people/{theirs}"), member.get("/member/other-ni/details")]

    assert everything.json()["participant"]["id"] == mine
    assert "attachment" in everything.headers["content-disposition"]
    assert everything.headers["cache-control"] == "no-store"
    assert [one.status_code for one in elsewhere] == [403, 403]
    assert "mine" in member.get(f"/member/{_TENANT}/details").text


def test_a_consent_once_given_is_there_in_registration_and_one_taken_back_is_not(begun: PortalSite) -> None:
    record = begun.joined(_TENANT, "consents")
    member = begun.visitor()
    member.sign_in("member", _TENANT, record)
    page = f"/member/{_TENANT}/consents"

    member.send(page, contact="yes", evaluation="no", celebration="yes")
    member.send(page, contact="yes", evaluation="no", celebration="no")

    path = f"/v1/{_TENANT}/participants/{record}"
    kept = begun.ask("registration", "GET", path, "lead", tenant=_TENANT).json()["consents"]
    assert {purpose: one["given"] for purpose, one in kept.items()} == {"contact": True, "celebration": False}
    assert {one["recorded_by"] for one in kept.values()} == {"self"}


def test_whoever_is_erased_is_signed_out_and_gone(begun: PortalSite) -> None:
    record = begun.joined(_TENANT, "erased")
    member = begun.visitor()
    member.sign_in("member", _TENANT, record)

    page = member.send(f"/member/{_TENANT}/erase", sure="yes")

    assert "Nothing that names you is held here any more." in page.text
    assert member.cookies == {}
    lead = begun.visitor()
    lead.sign_in("lead", _TENANT)
    assert "Erased" in lead.get(f"/lead/{_TENANT}/people/{record}").text


def test_the_public_page_has_the_chart_as_picture_words_and_table_and_the_feeds(begun: PortalSite) -> None:
    counts = {"attended": {"carer": 3, "professional": 47}}
    held = {"kind": "collaborative", "held_on": "2018-01-15", "counts": counts}
    path = f"/v1/{_TENANT}/meetings/held"
    made = begun.ask("registration", "POST", path, "lead", tenant=_TENANT, body=held)
    after = made.headers["levelfield-event"]
    begun.ask("evaluation", "GET", f"/v1/{_TENANT}/measures", "lead", tenant=_TENANT, after=after)
    anybody = begun.visitor()

    page = anybody.get(f"/collaboratives/{_TENANT}")

    assert re.search(r'<img class="lf-chart" src="data:image/svg\+xml;base64,[^"]+" alt="[^"]*6 %', page.text)
    assert "<td>15 January 2018</td><td>3</td><td>50</td><td>6\u00a0%</td>" in page.text
    assert page.headers["cache-control"] == "public, max-age=60"
    for kind, media_type in (("atom", "application/atom+xml"), ("json", "application/feed+json")):
        address = f"/collaboratives/{_TENANT}/celebrations.{kind}"
        feed = anybody.get(address)
        assert feed.headers["content-type"].startswith(media_type)
        again = anybody.get(address, **{"If-None-Match": feed.headers["etag"]})
        assert again.status_code == 304
    assert anybody.get("/collaboratives/never-was-ni").status_code == 404


def test_a_service_that_is_down_leaves_its_part_empty_and_the_rest_works(
    begun: PortalSite,
) -> None:
    lead = begun.visitor()
    lead.sign_in("lead", _TENANT)
    with begun.away("training"):
        page = lead.get(f"/lead/{_TENANT}")

    assert page.status_code == 200
    assert "How far each organisation is cannot be shown for now" in page.text
    assert "Plan a meeting" in page.text


def test_the_overview_asks_twelve_questions_however_many_people_there_are(begun: PortalSite) -> None:
    lead = begun.visitor()
    lead.sign_in("lead", _TENANT)
    asked = [process.metric("levelfield_http_requests_total") for process in begun.site.processes[:4]]

    lead.get(f"/lead/{_TENANT}")

    # To look at the figures is a request as well.
    now = [process.metric("levelfield_http_requests_total") for process in begun.site.processes[:4]]
    assert [after - before - 1 for before, after in zip(asked, now, strict=True)] == [3, 3, 3, 3]
