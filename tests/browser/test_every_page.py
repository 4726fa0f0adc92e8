"""Every page that links lead to, as each persona, on a narrow screen: whole, accessible, no dead end.

What is linked is found, by the routes of the portal itself; each persona looks at one page of each kind, and
the first who comes to it with axe-core. Pages that differ with what has become of what they are about are
looked at in the states that such a walk does not come to as well.
"""

from __future__ import annotations

import re
import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi.routing import iter_route_contexts
from playwright.sync_api import Browser, Error
from starlette.routing import compile_path

from services.portal.app import build
from services.portal.settings import PortalSettings
from tests.browser.person import NARROW, AtBrowser, somebody
from tests.support.lively import Lively, lively
from tests.support.lively_outcomes import Outcomes, outcomes
from tests.support.portal import SERVICES, PortalSite

_TENANT = "every-page-ni"
_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TOKEN = re.compile(r"eyJ[\w-]{8,}\.")
_LINKS = "Array.from(document.querySelectorAll('a[href]'), a => a.getAttribute('href'))"
_MOST_PAGES = 120


@pytest.fixture(scope="module")
def there(site: PortalSite) -> Lively:
    return lively(site, _TENANT)


@pytest.fixture(scope="module")
def came_of_it(there: Lively) -> Outcomes:
    return outcomes(there)


class Kinds:
    """Which page an address leads to, by the portal's own routes."""

    def __init__(self) -> None:
        told = {
            **{f"{one}_url": "http://127.0.0.1:9" for one in SERVICES},
            "env": "local",
            "issuer": "http://127.0.0.1:9",
            "portal_url": "http://127.0.0.1:9",
            "portal_key": b64encode(secrets.token_bytes(32)).decode(),
        }
        contexts = iter_route_contexts(build(PortalSettings.model_validate(told)).app.routes)
        paths = [one.path for one in contexts if one.path and "GET" in (one.methods or ())]
        self.looked_at: set[str] = set()
        """Those that somebody has looked at with axe-core."""

        self._known = [(compile_path(path)[0], path) for path in paths]

    def of(self, path: str) -> str:
        """The template of the page; empty if there is no such page."""
        return next((template for pattern, template in self._known if pattern.match(path)), "")


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    return Kinds()


@dataclass
class Crawler:
    """One persona, who follows every link.

    Args:
        kinds: by which one page of each kind is looked at.
    """

    person: AtBrowser
    kinds: Kinds
    seen: set[str] = field(default_factory=set[str])
    wrong: list[str] = field(default_factory=list[str])

    def walk(self, begin: str) -> None:
        """Looks at one page of each kind that is linked from another, and notes what is wrong."""
        waiting = [begin]
        while waiting and len(self.seen) < _MOST_PAGES:
            path = waiting.pop(0)
            kind = self.kinds.of(urlsplit(path).path)
            if kind and kind not in self.seen:
                self.seen.add(kind)
                waiting += self._visit(path, kind)
            elif not kind and path not in self.seen:
                self.seen.add(path)
                self.wrong.append(f"{path} leads nowhere")

    def _visit(self, path: str, kind: str) -> Sequence[str]:
        """The addresses of the portal that the page links to; none from a file to be downloaded."""
        page = self.person.page
        try:
            answer = page.goto(self.person.url + path)
        except Error as problem:
            if "Download is starting" in problem.message:
                return ()
            raise
        assert answer is not None
        if answer.status != 200:
            self.wrong.append(f"{path} answers {answer.status}")
            self.person.complaints.clear()
            return ()
        if not answer.headers["content-type"].startswith("text/html"):
            return ()
        self._look(path, kind)
        base = page.url
        found = [urlsplit(urljoin(base, one)) for one in page.evaluate(_LINKS) if not one.startswith("#")]
        ours = [one for one in found if one.netloc == urlsplit(base).netloc]
        return list(dict.fromkeys(one.path + (f"?{one.query}" if one.query else "") for one in ours))

    def _look(self, path: str, kind: str) -> None:
        try:
            self.person.look(with_axe=kind not in self.kinds.looked_at)
        except AssertionError as problem:
            self.wrong.append(f"{path}: {problem}")
            self.person.complaints.clear()
        self.kinds.looked_at.add(kind)
        if _IDENTIFIER.search(self.person.page.locator("body").inner_text()):
            self.wrong.append(f"{path} shows an identifier")
        if _TOKEN.search(self.person.page.content()):
            self.wrong.append(f"{path} has a token in it")


# A lead's menu alone leads to some fifty kinds of page, and the first to come waits for the installation too.
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("persona", "own", "has"),
    [
        (
            "lead",
            "",
            (
                *("/meetings/{meeting_id}/register", "/measures/diagram/versions/{number}", "/reports/new"),
                *("/reports/{report_id}", "/reports/{report_id}/print", "/reports/{report_id}/table.csv"),
                *("/influence/{influence_id}/resolution", "/influence/lessons/{lesson_id}/edit"),
                *("/celebrations/{celebration_id}", "/mentoring/offers/{offer_id}"),
                *("/partners/webhooks/{webhook_id}", "/partners/webhooks/{webhook_id}/change"),
            ),
        ),
        (
            "facilitator",
            "service_user",
            ("/meetings/{meeting_id}/register", "/influence/lessons/{lesson_id}", "/reports/{report_id}"),
        ),
        ("member", "professional", ("/mentoring/offer", "/offers", "/reports/{report_id}")),
        ("member", "carer", ("/certificates/{code}/{number}", "/calendar.ics", "/reports/{report_id}")),
        (
            "evaluator",
            "",
            (
                *("/measures/diagram", "/measures/diagram/versions/{number}", "/influence/{influence_id}"),
                *("/influence/lessons/{lesson_id}", "/reports/{report_id}", "/reports/{report_id}/print"),
            ),
        ),
        ("operator", "", ()),
    ],
)
@pytest.mark.usefixtures("came_of_it")
def test_every_link_leads_to_a_page_that_is_whole_and_theirs(
    chromium: Browser, there: Lively, kinds: Kinds, persona: str, own: str, has: tuple[str, ...]
) -> None:
    place = "member" if persona == "member" else "evaluator" if persona == "evaluator" else "lead"
    with somebody(chromium, there.site, width=NARROW) as person:
        person.sign_in(persona, _TENANT, there.people.get(own, ""))
        crawler = Crawler(person, kinds)
        crawler.walk("/home")

    assert not crawler.wrong, "\n".join(crawler.wrong)
    missing = {f"/{place}/{{tenant}}{one}" for one in has} - crawler.seen
    assert not missing, "what they have is linked"


def test_a_page_is_whole_whatever_has_become_of_what_it_is_about(
    chromium: Browser, there: Lively, came_of_it: Outcomes
) -> None:
    it = came_of_it
    with somebody(chromium, there.site, width=NARROW) as person:
        person.sign_in("lead", _TENANT)
        for path, sentence in (
            (f"/reports/{it.reports['published']}", "See what everybody sees"),
            (f"/reports/{it.reports['draft']}", "Nobody yet."),
            (f"/influence/{it.influence['declined']}", "There is no money for it this year."),
            (f"/influence/{it.influence['open']}", "That has not been said yet."),
            (f"/influence/lessons/{it.lessons['kept']}", "Open it to other collaboratives"),
            (f"/celebrations/{it.celebrations['published']}", "It disappears from the public pages"),
            (f"/mentoring/offers/{it.offers['accepted']}", "They have done it"),
        ):
            person.go(f"/lead/{_TENANT}{path}")
            person.sees(sentence)
    with somebody(chromium, there.site, width=NARROW) as reader:
        reader.sign_in("member", _TENANT, there.people["carer"])
        reader.go(f"/member/{_TENANT}/reports/{it.reports['draft']}")
        reader.sees("I have read it and sign it off")


def test_every_way_to_fail_is_a_page_like_the_others(chromium: Browser, there: Lively) -> None:
    carer = there.people["carer"]
    mine = f"/member/{_TENANT}"
    with somebody(chromium, there.site, width=NARROW) as member:
        member.sign_in("member", _TENANT, carer)
        for path, sentence in (
            ("/nowhere", "There is nothing at this address."),
            (f"{mine}/meetings/never-was", "Page not found"),
            (f"/lead/{_TENANT}", "You cannot see this"),
            ("/member/other-ni", "no role in this collaborative"),
        ):
            member.go(path)
            member.sees(sentence)
        member.go(f"{mine}/influence")
        member.press("Send")
        member.sees("There is a problem")
        member.sees("Select what it is about")
        with there.site.away("training"):
            member.go(f"{mine}/sessions")
            member.sees("does not answer for now")
            member.go(mine)
            member.sees("Your places in sessions cannot be shown for now.")
            member.sees("Meetings I am invited to")
