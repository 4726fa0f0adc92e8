"""E-mails and text messages through GOV.UK Notify's own client, to a stand-in of its HTTP API."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from services.notifications.adapters.notify_carrier import MOST_IN_A_TEXT, NotifyAccount, NotifyCarrier
from services.notifications.commands.delivery_ports import Letter, RefusedForGood, TriedInVain
from shared.contracts.registration import ContactChannel
from tests.support.letters import REFERENCE, letter
from tests.support.notify import EMAIL_TEMPLATE, TEXT_TEMPLATE, Answer, Notify, notify, problem

NOTHING: Answer = (503, {})
EMAIL, TEXT = ContactChannel.EMAIL, ContactChannel.TEXT


async def carry(
    to: Notify | NotifyAccount,
    channel: ContactChannel = EMAIL,
    what: Letter | None = None,
    *,
    again: bool = False,
    seconds: float = 10.0,
) -> None:
    carrier = NotifyCarrier(to.account() if isinstance(to, Notify) else to, seconds)
    try:
        await carrier.carry(what or letter(), channel, again)
    finally:
        carrier.close()


async def test_an_email_and_a_text_go_with_all_their_words_and_the_deliverys_id() -> None:
    async with notify() as service:
        await carry(service)
        await carry(service, TEXT)
    assert service.sent == [
        {
            "email_address": "nuala.example@example.org",
            "template_id": EMAIL_TEMPLATE,
            "personalisation": {"subject": "You have a place", "body": "Hello.\n"},
            "reference": REFERENCE,
        },
        {
            "phone_number": "07700 900123",
            "template_id": TEXT_TEMPLATE,
            "personalisation": {"body": "Hello."},
            "reference": REFERENCE,
        },
    ]
    assert not service.asked_for


async def test_what_is_too_long_for_a_text_is_cut_between_two_words() -> None:
    async with notify() as service:
        await carry(service, TEXT, letter(text="eleven char " * 100))
    body = service.sent[0]["personalisation"]["body"]
    assert body.endswith((" eleven...", " char..."))
    assert MOST_IN_A_TEXT - 20 < len(body) <= MOST_IN_A_TEXT


async def test_what_notify_may_have_is_asked_for_first_and_not_sent_twice() -> None:
    async with notify() as service:
        service.silent = True
        with pytest.raises(TriedInVain):
            await carry(service, seconds=2.0)
        service.silent = False
        await carry(service, again=True)
        assert len(service.sent) == 1
        await carry(service, what=replace(letter(), reference="another"), again=True)
    assert service.asked_for == [REFERENCE, "another"]
    assert [one["reference"] for one in service.sent] == [REFERENCE, "another"]


@pytest.mark.parametrize(
    ("answer", "outcome", "line"),
    [
        (
            problem(400, "ValidationError", "email_address Not a valid email address"),
            RefusedForGood,
            "refused",
        ),
        (problem(400, "ValidationError", "phone_number Not enough digits"), RefusedForGood, "refused"),
        (problem(400, "ValidationError", "template_id is not a valid UUID"), TriedInVain, "account"),
        (
            problem(400, "BadRequestError", "Can't send to this recipient using a team-only API key"),
            TriedInVain,
            "account",
        ),
        (problem(400, "BadRequestError", "Template not found"), TriedInVain, "account"),
        (problem(403, "AuthError", "Invalid token: API key not found"), TriedInVain, "does_not_let_us_in"),
        (problem(429, "RateLimitError", "Exceeded rate limit for key type LIVE"), TriedInVain, "put_off"),
        (problem(429, "TooManyRequestsError", "Exceeded send limits (50) for today"), TriedInVain, "put_off"),
        (problem(500, "Exception", "Internal server error"), TriedInVain, "put_off"),
        (NOTHING, TriedInVain, "put_off"),
        ((400, {"errors": "nuala.example@example.org"}), TriedInVain, "account"),
    ],
    ids=str,
)
async def test_only_what_is_said_about_the_address_ends_a_message(
    answer: Answer, outcome: type[Exception], line: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with notify() as service:
        service.answers = [answer]
        with capture_logs() as lines, pytest.raises(outcome) as raised:
            await carry(service)
    assert not service.sent
    assert line in lines[0]["event"]
    assert lines[0]["status"] == answer[0]
    assert not str(raised.value)
    assert raised.value.__cause__ is None
    assert "nuala" not in str(lines) + "".join(one.getMessage() for one in caplog.records)


async def test_a_key_that_is_not_known_puts_a_message_off_and_says_so() -> None:
    async with notify() as service:
        wrong = service.account("00000000-8d35-48ac-975b-e847b4f122b0")
        with capture_logs() as lines, pytest.raises(TriedInVain):
            await carry(wrong)
    assert [(one["event"], one["log_level"]) for one in lines] == [("notify_does_not_let_us_in", "error")]


async def test_a_notify_that_says_nothing_or_is_not_there_is_left_after_a_while() -> None:
    async with notify() as service:
        service.silent = True
        with pytest.raises(TriedInVain):
            async with asyncio.timeout(20):
                await carry(service, seconds=0.3)
    with pytest.raises(TriedInVain):
        await carry(service)


async def test_nothing_is_sent_while_nobody_can_say_whether_it_was() -> None:
    async with notify() as service:
        for status in (200, 404, 500):
            service.answers = [(status, {})]
            with pytest.raises(TriedInVain):
                await carry(service, again=True)
    assert not service.sent


def test_channels_without_a_template_are_not_served_and_a_key_has_to_be_one() -> None:
    account = Notify().account()
    assert NotifyCarrier(account).channels == {EMAIL, TEXT}
    assert NotifyCarrier(replace(account, text_template="")).channels == {EMAIL}
    with pytest.raises(ValueError, match="key"):
        NotifyCarrier(replace(account, api_key="short"))
    assert account.api_key not in repr(account)
