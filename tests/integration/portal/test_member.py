"""What is somebody's own: places in sessions, answers to meetings, sign-offs, a mentor, and what they say."""

from __future__ import annotations

import re

import pytest
from icalendar import Calendar

from tests.support.lively import Lively, lively, today
from tests.support.portal import PortalSite, Visitor
from tests.support.services import INVENTED

_TENANT = "member-ni"
_SCRIPT = "<script>alert('x')</script>"
_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture(scope="module")
def there(site: PortalSite) -> Lively:
    return lively(site, _TENANT, extra=f" {_SCRIPT}")


def signed_in(there: Lively, role: str) -> Visitor:
    member = there.site.visitor()
    member.sign_in("member", _TENANT, there.people[role])
    return member


def seen(page: str) -> str:
    """What a person sees of a page, each run of blanks as one."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_a_place_is_confirmed_or_in_the_queue_at_once_in_the_calendar_and_given_up_again(
    there: Lively,
) -> None:
    member, page = signed_in(there, "carer"), f"/member/{_TENANT}/sessions"
    free, full = (f"{page}/{there.sessions[one]}" for one in ("free", "full"))
    assert "1 person waits" not in seen(member.get(page).text)

    confirmed = member.send(free, f"{free}/enrol")
    waiting = member.send(full, f"{full}/enrol")

    assert "You have a place." in confirmed.text
    assert "Quiet room" in confirmed.text
    assert 'href="https://meet.example.org/room-2"' in confirmed.text
    assert "You are number 1 in the queue. As soon as a place is free" in waiting.text
    mine = seen(member.get(f"/member/{_TENANT}").text)
    assert ": You have a place" in mine
    assert ": You are number 1 in the queue" in mine
    assert _calendar(member) == {
        f"session-{there.sessions['free']}@{_TENANT}.levelfield",
        f"meeting-{there.meetings['planned']}@{_TENANT}.levelfield",
    }, "who only waits has nothing in their calendar"

    gone = member.send(free, f"{free}/withdraw")

    assert "You have given up your place." in gone.text
    assert "Ask for a place" in gone.text
    assert len(_calendar(member)) == 1


def _calendar(member: Visitor) -> set[str]:
    """The UIDs in the file."""
    answer = member.get(f"/member/{_TENANT}/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return {str(one["uid"]) for one in Calendar.from_ical(answer.text).walk("VEVENT")}


def test_whoever_cannot_come_says_why_and_it_is_in_the_register(there: Lively) -> None:
    member = signed_in(there, "service_user")
    page = f"/member/{_TENANT}/meetings/{there.meetings['planned']}"

    without = member.send(page, answer="apologies")
    sorry = member.send(page, answer="apologies", barrier="carer_cover")

    assert without.status_code == 422
    assert '<a href="#barrier">Select what keeps you away</a>' in without.text
    assert "You said you could not come" in sorry.text
    assert f"meeting-{there.meetings['planned']}" not in member.get(f"/member/{_TENANT}/calendar.ics").text
    register = there.ask("registration", "GET", f"/meetings/{there.meetings['planned']}/attendance").json()
    assert [(one["participant_id"], one["barrier"]) for one in register["entries"]] == [
        (there.people["service_user"], "carer_cover")
    ]


def test_what_is_signed_off_is_what_was_read(there: Lively) -> None:
    member = signed_in(there, "professional")
    page = f"/member/{_TENANT}/modules/{there.modules['to_read']}"

    stale = member.send(page, f"{page}/sign-off", read="of another text")
    signed = member.send(page, f"{page}/sign-off")

    assert stale.status_code == 422
    assert "It was changed while you were reading." in stale.text
    assert "You have signed it off." in signed.text
    shown = there.ask("training", "GET", f"/modules/{there.modules['to_read']}").json()["versions"][0]
    assert [(one["participant_id"], one["recorded_by"]) for one in shown["sign_offs"]] == [
        (there.people["professional"], "self")
    ]


def test_a_mentor_notes_a_meeting_and_either_of_the_two_ends_it(there: Lively) -> None:
    mentor, learner = signed_in(there, "professional"), signed_in(there, "carer")
    page = f"/member/{_TENANT}/mentoring"
    theirs = _first_link(mentor, f"{page}/with/")

    wrong = mentor.send(theirs, f"{theirs}/met", minutes="long")
    day = {f"held_on-{part}": str(getattr(today(), part)) for part in ("day", "month", "year")}
    noted = mentor.send(theirs, f"{theirs}/met", minutes="30", **day)
    terms = mentor.send(f"{page}/offer", topics=["spread", "measurement"], capacity="3")
    other = signed_in(there, "service_user").get(theirs)
    over = learner.send(_first_link(learner, f"{page}/with/"), f"{theirs}/end", reason="completed")

    assert (wrong.status_code, 'href="#minutes"' in wrong.text) == (422, True)
    assert "30 minutes" in noted.text
    assert "What you offer as a mentor is saved." in terms.text
    assert other.status_code == 404, "somebody else's mentorship is none of theirs"
    assert "It has ended." in over.text
    assert "until" in seen(learner.get(page).text)
    offers = mentor.send(f"/member/{_TENANT}/offers", offer="design", note=_SCRIPT)
    assert "To help to make a module" in offers.text
    refused = learner.send(f"/member/{_TENANT}/offers", offer="design")
    assert refused.status_code == 422
    assert "This is for members of Q." in refused.text


def test_a_mentor_and_a_learner_see_each_other_s_name_until_it_ends_and_nobody_else_does(
    there: Lively,
) -> None:
    mentorship = _mentored(there, "service_user")
    mentor, learner, other = (signed_in(there, one) for one in ("professional", "service_user", "carer"))
    page = f"/member/{_TENANT}/mentoring"
    pages = ("", "/mentoring", f"/mentoring/with/{mentorship}")
    named = {role: f"{INVENTED} {role} (invented)" for role in there.people}

    for who, whom, said in (
        (learner, named["professional"], ("My mentor: {}", "{}", "Your mentor is {}")),
        (mentor, named["service_user"], ("Somebody I mentor: {}", "{}", "You mentor {}")),
    ):
        for path, words in zip(pages, said, strict=True):
            shown = who.get(f"/member/{_TENANT}{path}")
            assert words.format(whom) in seen(shown.text), path
            assert "<script>alert" not in shown.text, path
    for path in pages[:2]:
        assert named["service_user"] not in other.get(f"/member/{_TENANT}{path}").text, path

    over = learner.send(f"{page}/with/{mentorship}", f"{page}/with/{mentorship}/end", reason="own_wish")

    assert "It has ended." in over.text
    for path in pages:
        assert named["professional"] not in learner.get(f"/member/{_TENANT}{path}").text, path
    assert "Your lead knows who it was" in learner.get(f"{page}/with/{mentorship}").text


def test_while_registration_is_away_names_are_missing_and_the_rest_of_mentoring_is_there(
    there: Lively,
) -> None:
    mentorship = _mentored(there, "service_user")
    away = there.site.without_registration()
    try:
        learner = Visitor(away.url)
        mine = learner.sign_in("member", _TENANT, there.people["service_user"])
        mentoring = learner.get(f"/member/{_TENANT}/mentoring")
        one = learner.get(f"/member/{_TENANT}/mentoring/with/{mentorship}")
    finally:
        away.kill()

    assert "Who your mentor is, and whom you mentor, cannot be shown for now." in seen(mine.text)
    assert "The names of those you meet cannot be shown for now." in seen(mentoring.text)
    assert "A mentor since" in seen(mentoring.text)
    assert "The name of the other of you two cannot be shown for now." in seen(one.text)
    assert "When you met" in one.text


def _mentored(there: Lively, learner: str) -> str:
    """The id of a mentorship of this learner with the professional, of which registration has heard."""
    path = f"/mentors/{there.people['professional']}/mentorships"
    listed = there.ask("training", "GET", f"/people/{there.people[learner]}/mentorships").json()["items"]
    running = [one["id"] for one in listed if one["ended_on"] is None]
    begun = running[0] if running else there.made("training", path, {"learner_id": there.people[learner]})
    there.ask("registration", "GET", f"/participants/{there.people[learner]}/mentoring", own=learner)
    return begun


def _first_link(member: Visitor, prefix: str) -> str:
    page = member.get(prefix.removesuffix("with/").rstrip("/"))
    return re.findall(rf'href="({re.escape(prefix)}[^"]+)"', page.text)[0]


def test_what_is_hoped_for_is_among_what_everybody_said_without_a_name(there: Lively) -> None:
    member, page = signed_in(there, "service_user"), f"/member/{_TENANT}/influence"

    without = member.send(page, where="", hoped="A quiet room.")
    said = member.send(page, where=f"meeting:{there.meetings['held']}", hoped="A quiet room.")

    assert without.status_code == 422
    assert '<a href="#where">Select what it is about</a>' in without.text
    assert "A quiet room.</textarea>" in without.text, "what was typed is kept"
    told = seen(said.text)
    assert "Service user: A quiet room. Not answered yet" in told
    assert "Taken up" in told
    assert "The letter is new." in told


def test_every_page_of_a_member_is_harmless_and_shows_no_identifier(there: Lively) -> None:
    member, base = signed_in(there, "carer"), f"/member/{_TENANT}"
    with_ids = (
        f"/sessions/{there.sessions['full']}",
        f"/meetings/{there.meetings['planned']}",
        f"/modules/{there.modules['to_read']}",
    )

    pages = [
        member.get(f"{base}{path}")
        for path in ("", "/sessions", "/mentoring", "/offers", "/influence", "/modules", *with_ids)
    ]
    certificate = member.get(_certificate(member))

    for page in (*pages, certificate):
        assert page.status_code == 200, page.url
        assert "<script>alert" not in page.text, page.url
        assert not _IDENTIFIER.search(seen(page.text)), f"{page.url} shows an identifier"
        assert page.text.count("<h1") == 1, page.url
        assert page.headers["cache-control"] == "no-store", page.url
    assert "Improvement science 1 (invented) &lt;script&gt;" in certificate.text
    assert "Can read a run chart." in certificate.text
    calendar = member.get(f"{base}/calendar.ics").text
    assert "BEGIN:VEVENT" in calendar
    assert {
        line.partition(":")[0].partition(";")[0] for line in calendar.split("\r\n") if line[:1] != " "
    } <= {
        *("BEGIN", "END", "PRODID", "VERSION", "METHOD", "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND"),
        *("STATUS", "SUMMARY", "LOCATION", "DESCRIPTION", ""),
    }


def _certificate(member: Visitor) -> str:
    page = member.get(f"/member/{_TENANT}")
    return re.findall(r'href="(/member/[^"]+/certificates/[^"]+)"', page.text)[0]


def test_whoever_gives_a_session_finds_it_with_its_register_on_their_start_page(there: Lively) -> None:
    facilitator = there.site.visitor()

    home = facilitator.sign_in("facilitator", _TENANT, there.people["service_user"])
    nameless = there.site.visitor().sign_in("facilitator", _TENANT)

    assert f'href="/lead/{_TENANT}/sessions/{there.sessions["given"]}/register"' in home.text
    assert there.sessions["free"] not in home.text.partition("Next sessions")[0], "that one is not theirs"
    assert "Your sign-in does not say which record here is yours." in nameless.text
    assert "/partners" not in home.text, "what a facilitator may not see is not linked"


def test_my_page_asks_nine_questions_however_much_there_is(there: Lively) -> None:
    member = signed_in(there, "professional")
    processes = there.site.site.processes[:4]
    asked = [process.metric("levelfield_http_requests_total") for process in processes]

    member.get(f"/member/{_TENANT}")

    # To look at the figures is a request as well.
    now = [process.metric("levelfield_http_requests_total") for process in processes]
    assert [after - before - 1 for before, after in zip(asked, now, strict=True)] == [4, 4, 1, 0]
