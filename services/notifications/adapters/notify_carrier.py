"""``Carrier`` for e-mails and text messages through GOV.UK Notify (docs.notifications.service.gov.uk).

In Notify there is one template for each channel, and all that it says comes from here: the subject is
``((subject))`` and the body ``((body))``; of text messages there is the body alone. Notify takes no calendar
files, so that an e-mail says in words what an entry would.

Invariants:
- What Notify is asked to send has the delivery's id as its reference. When an earlier attempt may have
  succeeded, Notify is asked for that reference first, and nothing is sent if it knows one.
- Only what Notify says about the address ends a message; a key, a template or a limit that is wrong is ours
  to put right, and puts it off.
- An attempt ends within a bound, though Notify's own client blocks: it runs in a thread, and what that does
  after the bound is found by its reference next time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import cast

import structlog
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from services.notifications.commands.delivery_ports import Letter, RefusedForGood, TriedInVain
from shared.contracts.registration import ContactChannel

log = structlog.get_logger(__name__)
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)  # it quotes what Notify answers

WHOLE_SECONDS = 30.0
STEP_SECONDS = 10
AT_ONCE = 8
MOST_IN_A_TEXT = 918
"""Characters that a text message may have."""

_KEY_LENGTH = 73
"""Of the two ids at the end of a key: the service's and the secret."""

_BAD_REQUEST = 400
_NOT_ALLOWED = (401, 403)
_ADDRESS = ("email_address", "phone_number")


@dataclass(frozen=True, kw_only=True, slots=True)
class NotifyAccount:
    """A service in Notify.

    ``email_template`` and ``text_template`` are ids; a channel without one is not served.
    """

    api_key: str = field(repr=False)
    url: str = "https://api.notifications.service.gov.uk"
    email_template: str = ""
    text_template: str = ""


class NotifyCarrier:
    """Hands messages to Notify.

    Args:
        whole_seconds: bounds an attempt.

    Raises:
        ValueError: the key is none of Notify's.
    """

    def __init__(self, account: NotifyAccount, whole_seconds: float = WHOLE_SECONDS) -> None:
        if len(account.api_key) < _KEY_LENGTH:
            raise ValueError("a key of GOV.UK Notify ends with two ids")
        self._account, self._whole_seconds = account, whole_seconds
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="notify")
        served = {
            ContactChannel.EMAIL: account.email_template,
            ContactChannel.TEXT: account.text_template,
        }
        self._channels = frozenset(channel for channel, template in served.items() if template)

    @property
    def channels(self) -> frozenset[ContactChannel]:
        """Those that there is a template for."""
        return self._channels

    async def carry(self, letter: Letter, channel: ContactChannel, again: bool) -> None:
        """Hands the message over, unless Notify has it already.

        Raises:
            TriedInVain: Notify did not take it now, or nobody knows whether it did.
            RefusedForGood: Notify says that the address is none.
        """

        def attempt(client: NotificationsAPIClient) -> None:
            if not (again and _knows(client, letter.reference)):
                self._send(client, letter, channel)

        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._whole_seconds):
                await loop.run_in_executor(self._threads, self._with_client, attempt)
        except TimeoutError:
            log.warning("notify_put_off", aggregate_id=letter.reference, reason="no answer in time")
            raise TriedInVain from None
        except APIError as error:
            raise _told(error, letter.reference) from None

    def close(self) -> None:
        """Takes no more; what is under way ends by its own bounds."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _with_client(self, attempt: Callable[[NotificationsAPIClient], None]) -> None:
        # A client of its own: one is not to be shared between threads.
        client = NotificationsAPIClient(self._account.api_key, self._account.url, STEP_SECONDS)
        with client.request_session:
            attempt(client)

    def _send(self, client: NotificationsAPIClient, letter: Letter, channel: ContactChannel) -> None:
        if channel is ContactChannel.TEXT:
            client.send_sms_notification(
                phone_number=letter.to.phone,
                template_id=self._account.text_template,
                personalisation={"body": _shortened(letter.says.text)},
                reference=letter.reference,
            )
        else:
            client.send_email_notification(
                email_address=letter.to.email,
                template_id=self._account.email_template,
                personalisation={"subject": letter.says.subject, "body": letter.says.text},
                reference=letter.reference,
            )


def _knows(client: NotificationsAPIClient, reference: str) -> bool:
    told = cast("object", client.get_all_notifications(reference=reference))
    found = cast("dict[str, object]", told).get("notifications") if isinstance(told, dict) else None
    if not isinstance(found, list):
        raise TriedInVain  # what answered is not Notify; so nobody knows
    return bool(cast("list[object]", found))


def _shortened(text: str) -> str:
    """What fits into a text message, cut between two words."""
    text = text.strip()
    if len(text) <= MOST_IN_A_TEXT:
        return text
    return text[: MOST_IN_A_TEXT - 3].rsplit(maxsplit=1)[0] + "..."


def _told(error: APIError, reference: str) -> TriedInVain | RefusedForGood:
    """What an error means. Its own text may quote what was sent, and is not passed on."""
    status = error.status_code
    for_good = status == _BAD_REQUEST and _is_about_address(error)
    if for_good:
        line, say = "notify_refused", log.warning
    elif status in _NOT_ALLOWED:
        line, say = "notify_does_not_let_us_in", log.error
    elif status == _BAD_REQUEST:
        line, say = "notify_account_is_not_as_it_should_be", log.error
    else:
        line, say = "notify_put_off", log.warning
    say(line, aggregate_id=reference, status=status)
    return RefusedForGood() if for_good else TriedInVain()


def _is_about_address(error: APIError) -> bool:
    """By the form that Notify gives its errors: a list of sentences that begin with the field's name."""
    told = cast("object", error.message)
    return isinstance(told, list) and any(
        isinstance(one, dict) and str(cast("dict[str, object]", one).get("message")).startswith(_ADDRESS)
        for one in cast("list[object]", told)
    )
