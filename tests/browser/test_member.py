"""What is somebody's own, in a real browser: places, answers, sign-offs, a mentor, what they say."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.person import NARROW, WIDE, AtBrowser, somebody
from tests.support.lively import Lively, lively
from tests.support.portal import PortalSite
from tests.support.services import INVENTED


@pytest.mark.parametrize(
    ("width", "scripts"), [(WIDE, True), (NARROW, False)], ids=["laptop", "cheap phone without scripts"]
)
def test_somebody_who_takes_part_finds_their_way_through_what_is_their_own(
    chromium: Browser, site: PortalSite, width: int, scripts: bool
) -> None:
    there = lively(site, f"own-pages-{width}")
    with somebody(chromium, site, width=width, scripts=scripts) as member:
        member.sign_in("member", there.tenant, there.people["carer"])
        member.sees("You have no place in a session at the moment.")
        _take_a_place(member)
        _answer(member)
        _sign_off(member)
        _say(member)
        member.follow("Mentoring")
        member.follow(f"{INVENTED} professional (invented) since", whole=False)
        member.sees(f"Your mentor is {INVENTED} professional (invented)")
        member.press("End it")
        member.sees("Select why it ends")
        member.go("/home")
        member.follow("Certificate:", whole=False)
        member.sees("This is to say that")
    with somebody(chromium, site, width=width, scripts=scripts) as mentor:
        mentor.sign_in("member", there.tenant, there.people["professional"])
        _help(mentor, there)


def _take_a_place(member: AtBrowser) -> None:
    member.follow("Choose a session")
    member.follow("Improvement science 1 (invented)")
    member.press("Ask for a place")
    member.sees("You have a place.")
    member.press("Give up my place")
    member.sees("You have given up your place.")
    member.press("Ask for a place")
    member.follow("My page")
    member.sees("Put my sessions and meetings into my calendar")


def _answer(member: AtBrowser) -> None:
    member.follow("Steering group", whole=False)
    member.choose("I cannot come")
    member.press("Send my answer")
    member.sees("Select what keeps you away")
    member.page.select_option("#barrier", "timing")
    member.press("Send my answer")
    member.sees("You said you could not come")


def _sign_off(member: AtBrowser) -> None:
    member.follow("My page")
    member.follow("Improvement science 2 (invented)")
    member.press("I have read it and sign it off")
    member.sees("You have signed it off.")


def _say(member: AtBrowser) -> None:
    member.follow("You said, we did")
    member.press("Send")
    member.sees("Select what it is about")
    member.page.select_option("#where", index=1)
    member.fill({"hoped": "A quiet room."})
    member.press("Send")
    member.sees("You will read here what became of it.")
    member.sees("Carer: A quiet room.")


def _help(mentor: AtBrowser, there: Lively) -> None:
    mentor.follow("Mentoring")
    mentor.follow(f"{INVENTED} carer (invented) since", whole=False)
    mentor.sees(f"You mentor {INVENTED} carer (invented)")
    mentor.press("Note it")
    mentor.sees("Enter the day on which you met, like 15 1 2018")
    mentor.follow("Mentoring")
    mentor.follow("Change what I offer as a mentor")
    mentor.fill({"capacity": "many"})
    mentor.press("Save")
    mentor.sees("Enter how many people at a time, from 0 to 20")
    mentor.go(f"/member/{there.tenant}/offers")
    mentor.press("Offer it")
    mentor.sees("Select what you offer to do")
