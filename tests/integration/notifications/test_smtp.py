"""E-mails over SMTP, to a real server that takes them or does not."""

from __future__ import annotations

import asyncio
import logging
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from services.notifications.adapters.smtp_carrier import Security, SmtpCarrier, SmtpServer
from services.notifications.commands.delivery_ports import Entry, Letter, RefusedForGood, TriedInVain
from shared.contracts.registration import ContactChannel
from tests.support.letters import REFERENCE, clock, letter
from tests.support.post_office import PostOffice, certificate_for, post_office

FROM = "collaborative@example.com"


OPEN = SmtpServer(host="127.0.0.1", port=0, security=Security.NONE)


async def carry(
    office: PostOffice,
    what: Letter | None = None,
    server: SmtpServer = OPEN,
    tls: ssl.SSLContext | None = None,
    seconds: float = 10.0,
    again: bool = False,
) -> None:
    carrier = SmtpCarrier(replace(server, port=office.port), FROM, clock, tls, seconds)
    await carrier.carry(what or letter(), ContactChannel.EMAIL, again)


async def test_a_message_arrives_as_it_was_written() -> None:
    entry = Entry(content=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", method="REQUEST")
    async with post_office() as office:
        await carry(office, letter(name="Síle Ó Briain (invented)", subject="Tá áit agat", entry=entry))
    (mail,), (envelope,) = office.taken, office.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (FROM, ["nuala.example@example.org"])
    assert mail["From"] == f'"Example Collaborative (invented)" <{FROM}>'
    assert mail["To"].addresses[0].display_name == "Síle Ó Briain (invented)"
    assert mail["Subject"] == "Tá áit agat"
    assert mail["Message-ID"] == f"<{REFERENCE}@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == clock()
    assert mail["List-Unsubscribe"] is None
    assert office.sessions[0].host_name == "example.com"
    alternatives, attached = mail.iter_parts()
    text, html, calendar = alternatives.iter_parts()
    assert (text.get_content(), html.get_content()) == ("Hello.\r\n", "<p>Hello.</p>\r\n")
    assert (calendar.get_content_type(), calendar["Content-Type"].params["method"]) == (
        "text/calendar",
        "REQUEST",
    )
    assert calendar.get_payload(decode=True) == attached.get_payload(decode=True) == entry.content
    assert attached.get_filename() == "invite.ics"


async def test_a_message_without_html_or_entry_is_a_text_alone() -> None:
    async with post_office() as office:
        await carry(office, letter(html=""))
    assert office.taken[0].get_content_type() == "text/plain"


async def test_an_address_in_letters_of_the_world_goes_where_it_is_understood_and_is_refused_elsewhere() -> (
    None
):
    wide = letter(email="séamus@bücher.example")
    async with post_office() as office:
        await carry(office, wide)
    assert office.envelopes[0].rcpt_tos == ["séamus@xn--bcher-kva.example"]
    assert office.envelopes[0].smtp_utf8
    async with post_office(wide=False) as office:
        await carry(office, letter(email="seamus@bücher.example"))
        with pytest.raises(RefusedForGood):
            await carry(office, wide)
    assert len(office.taken) == 1


@pytest.mark.parametrize(
    "email", ["", "nobody", "@example.org", "a@b@c", "a b@example.org", "a@ex ample.org"]
)
async def test_what_is_no_address_is_refused_for_good_before_anybody_is_asked(email: str) -> None:
    async with post_office() as office:
        with pytest.raises(RefusedForGood):
            await carry(office, letter(email=email))
    assert not office.connections


@pytest.mark.parametrize(
    ("at", "answer", "outcome"),
    [
        ("at_recipient", "550 5.1.1 No such mailbox: nuala.example@example.org", RefusedForGood),
        ("at_recipient", "553 Mailbox name not allowed", RefusedForGood),
        ("at_recipient", "450 4.2.0 Greylisted: nuala.example@example.org", TriedInVain),
        ("at_recipient", "452 4.2.2 Mailbox full", TriedInVain),
        ("at_recipient", "550 5.7.1 Relaying denied", TriedInVain),
        ("at_recipient", "530 5.7.0 Authentication required", TriedInVain),
        ("at_sender", "550 5.1.8 Sender unknown", TriedInVain),
        ("at_sender", "421 Too busy", TriedInVain),
        ("at_end", "554 5.6.0 Message refused", RefusedForGood),
        ("at_end", "550 5.7.26 Not authenticated", TriedInVain),
        ("at_end", "451 4.3.0 Try again", TriedInVain),
    ],
)
async def test_what_the_server_says_ends_a_message_only_if_it_is_about_the_message(
    at: str, answer: str, outcome: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with post_office() as office:
        setattr(office, at, answer)
        with capture_logs() as lines, pytest.raises(outcome) as raised:
            await carry(office)
    assert not office.taken
    assert not str(raised.value)
    assert raised.value.__cause__ is None
    assert lines[0]["code"] == int(answer[:3])
    assert (
        "nuala"
        not in (
            str(lines) + "".join(one.getMessage() for one in caplog.records if "levelfield" in one.name)
        ).lower()
    )


@pytest.mark.parametrize("slow", [3600.0, 0.2], ids=["nothing", "each thing after a while"])
async def test_a_server_that_says_nothing_or_takes_its_time_with_all_is_left_after_a_while(
    slow: float,
) -> None:
    async with post_office() as office:
        office.slow = slow
        with pytest.raises(TriedInVain):
            async with asyncio.timeout(20):
                await carry(office, seconds=0.3)


async def test_nobody_there_is_tried_in_vain() -> None:
    async with post_office() as office:
        pass
    with pytest.raises(TriedInVain):
        await carry(office)


async def test_a_connection_that_breaks_in_the_middle_of_a_message_is_tried_in_vain() -> None:
    async with post_office() as office:
        office.hangs_up = "mid_message"
        with pytest.raises(TriedInVain):
            await carry(office)
        office.hangs_up = ""
        await carry(office, again=True)
    assert len(office.taken) == 1


async def test_a_message_of_which_nobody_knows_is_sent_again_under_the_same_id() -> None:
    async with post_office() as office:
        office.hangs_up = "at_end"
        with pytest.raises(TriedInVain):
            await carry(office)
        office.hangs_up = ""
        await carry(office, again=True)
    assert [mail["Message-ID"] for mail in office.taken] == [f"<{REFERENCE}@example.com>"] * 2


async def test_a_message_that_was_taken_is_sent_even_if_the_goodbye_fails() -> None:
    async with post_office() as office:
        office.hangs_up = "at_quit"
        await carry(office)
    assert len(office.taken) == 1


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_a_message_goes_over_tls_to_the_server_that_we_mean_and_to_no_other(
    security: Security, tmp_path: Path
) -> None:
    ours, believes = certificate_for(tmp_path, "127.0.0.1")
    elsewhere, believes_elsewhere = certificate_for(tmp_path, "127.0.0.2")
    at_once = security is Security.TLS
    known = replace(OPEN, security=security, user="levelfield", password="invented")
    async with post_office(tls=ours, from_the_beginning=at_once, password="invented") as office:
        await carry(office, None, known, believes)
        for server, tls in (
            (known, believes_elsewhere),
            (known, None),
            (replace(known, password="another"), believes),
        ):
            with pytest.raises(TriedInVain):
                await carry(office, None, server, tls)
    assert len(office.taken) == 1
    assert office.over_tls == [True]
    async with post_office(tls=elsewhere, from_the_beginning=at_once) as office:
        with pytest.raises(TriedInVain):
            await carry(office, None, replace(OPEN, security=security), believes_elsewhere)
    assert not office.envelopes


async def test_a_server_without_starttls_gets_nothing_where_it_is_asked_for() -> None:
    async with post_office() as office:
        with pytest.raises(TriedInVain):
            await carry(office, None, replace(OPEN, security=Security.STARTTLS))
    assert not office.envelopes


def test_no_password_goes_over_an_open_line_and_no_message_comes_from_nowhere() -> None:
    known = replace(OPEN, user="levelfield", password="invented")
    with pytest.raises(ValueError, match="TLS"):
        SmtpCarrier(known, FROM, clock)
    with pytest.raises(ValueError, match="address"):
        SmtpCarrier(OPEN, "nowhere", clock)
    assert "invented" not in repr(known)
