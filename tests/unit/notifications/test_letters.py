"""A letter as an e-mail: whatever is in it, one recipient and the fields that are meant."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.adapters.clean_text import one_line, tidy
from services.notifications.adapters.eml_carrier import EmlCarrier
from services.notifications.adapters.letter_in_mime import NoAddress, mail_of, read_address
from services.notifications.commands.delivery_ports import Entry, Letter, RefusedForGood, TriedInVain
from shared.contracts.registration import ContactChannel
from tests.support.letters import NOW, REFERENCE, clock, letter

EMAIL, TEXT = ContactChannel.EMAIL, ContactChannel.TEXT
SENDER = read_address("collaborative@example.com")
FIELDS = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"),
    *("MIME-Version", "Content-Type"),
]
HOSTILE = st.text(alphabet='\r\n\t :;,<>@"\\=?()Bbcc\x00\x1b\u2028\u202eé\U0001f600', max_size=300)
DOMAINS = ("example.org", "bücher.example", "-a.example", "a..example", "example.org\r\nBcc: x", "")
WHATEVER = st.text(max_size=300) | HOSTILE


def read_back(what: Letter) -> EmailMessage:
    written = mail_of(what, SENDER, NOW).content
    assert written.isascii()
    assert all(len(line) <= 998 for line in written.split(b"\r\n"))
    return message_from_bytes(written, _class=EmailMessage, policy=SMTP)


@given(name=WHATEVER, sender=WHATEVER, subject=WHATEVER, text=WHATEVER)
def test_nothing_in_names_and_words_adds_a_field_or_a_recipient(
    name: str, sender: str, subject: str, text: str
) -> None:
    entry = Entry(content=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", method="REQUEST")
    mail = read_back(letter(name=name, sender=sender, subject=subject, text=tidy(text), entry=entry))
    assert sorted(mail.keys()) == sorted(FIELDS)
    (to,), (by,) = mail["To"].addresses, mail["From"].addresses
    assert to.addr_spec == "nuala.example@example.org"
    assert by.addr_spec == "collaborative@example.com"
    assert mail["Message-ID"] == f"<{REFERENCE}@example.com>"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        *("multipart/alternative", "text/plain", "text/html", "text/calendar"),
        "application/ics",
    ]


@pytest.mark.parametrize(
    "name", ["Nuala", "Example, Nuala (invented)", "Síle Ó Briain", "Đặng Thị Ví Dụ", "a" * 100, 'The "One"']
)
def test_names_and_subjects_are_read_as_they_were_written(name: str) -> None:
    mail = read_back(letter(name=name, sender=name, subject=name))
    assert mail["To"].addresses[0].display_name == name
    assert mail["From"].addresses[0].display_name == name
    assert mail["Subject"] == name


def test_a_letter_is_the_same_message_whenever_it_is_written() -> None:
    first = mail_of(letter(), SENDER, NOW).content
    later = message_from_bytes(mail_of(letter(), SENDER, NOW.replace(day=3)).content)
    assert message_from_bytes(first)["Message-ID"] == later["Message-ID"]


def test_an_address_in_letters_of_the_world_stands_as_it_is() -> None:
    mail = mail_of(letter(email="séamus@bücher.example"), SENDER, NOW)
    assert mail.to.is_wide
    assert " <séamus@xn--bcher-kva.example>\r\n".encode() in mail.content


@given(WHATEVER | st.builds("{}@{}".format, st.text(max_size=12), st.sampled_from(DOMAINS)))
def test_an_address_is_one_or_none(text: str) -> None:
    try:
        address = read_address(text)
    except NoAddress:
        return
    assert f"<{address.spec}>\r\n".encode() in mail_of(letter(email=text), SENDER, NOW).content
    assert text not in repr(address)


@given(WHATEVER)
def test_a_line_is_one_and_a_text_has_nothing_that_breaks_it(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    assert len(one_line(text)) <= 200
    assert tidy(tidy(text)) == tidy(text)
    assert "\r" not in tidy(text)
    assert "\x00" not in tidy(text)


def test_what_is_not_our_reference_gets_nowhere() -> None:
    for wrong in ("", "../x", "a b", "a>\r\nBcc: x"):
        with pytest.raises(ValueError, match="reference"):
            mail_of(replace(letter(), reference=wrong), SENDER, NOW)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_into_a_folder_twice_is_once(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    carrier = EmlCarrier(folder, "collaborative@example.com", clock)
    await asyncio.gather(*(carrier.carry(letter(), EMAIL, again=False) for _ in range(5)))
    await carrier.carry(letter(), EMAIL, again=True)
    (written,) = contents(folder).items()
    assert written[0] == f"{REFERENCE}.eml"
    mail: Any = message_from_bytes(written[1], _class=EmailMessage, policy=SMTP)
    assert mail["Subject"] == "You have a place"


async def test_a_text_message_is_a_text_in_the_folder(tmp_path: Path) -> None:
    await EmlCarrier(tmp_path, "collaborative@example.com", clock).carry(letter(), TEXT, again=False)
    assert contents(tmp_path) == {f"{REFERENCE}.txt": b"To: 07700 900123\n\nHello.\n"}


async def test_a_folder_that_cannot_be_written_is_tried_in_vain_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file and no folder")
    carrier = EmlCarrier(tmp_path / "mail", "collaborative@example.com", clock)
    with pytest.raises(TriedInVain):
        await carrier.carry(letter(), EMAIL, again=False)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / f"{REFERENCE}.eml").mkdir()
    with pytest.raises(TriedInVain):
        await EmlCarrier(tmp_path / "full", "collaborative@example.com", clock).carry(
            letter(), EMAIL, again=False
        )
    assert [path.name for path in (tmp_path / "full").iterdir()] == [f"{REFERENCE}.eml"]


async def test_nobody_without_an_address_is_written_to(tmp_path: Path) -> None:
    carrier = EmlCarrier(tmp_path, "collaborative@example.com", clock)
    with pytest.raises(RefusedForGood):
        await carrier.carry(letter(email="nobody"), EMAIL, again=False)
    with pytest.raises(ValueError, match="address"):
        EmlCarrier(tmp_path, "nowhere", clock)
