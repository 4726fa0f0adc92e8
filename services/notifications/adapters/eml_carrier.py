"""``Carrier`` into a folder, for local runs: what would be sent can be looked at, and reaches nobody.

Invariant: a file is whole or not there, and its name is the delivery's, so that twice is once.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

import structlog

from services.notifications.adapters.letter_in_mime import (
    NoAddress,
    checked,
    mail_of,
    read_address,
)
from services.notifications.commands.delivery_ports import Letter, RefusedForGood, TriedInVain
from shared.contracts.registration import ContactChannel

log = structlog.get_logger(__name__)


class EmlCarrier:
    """Writes e-mails as ``<delivery id>.eml`` and text messages as ``<delivery id>.txt``.

    Args:
        folder: is made when it is needed.
        mail_from: the address that e-mails say they are from.

    Raises:
        ValueError: ``mail_from`` is no address.
    """

    channels = frozenset({ContactChannel.EMAIL, ContactChannel.TEXT})

    def __init__(self, folder: Path, mail_from: str, clock: Callable[[], datetime]) -> None:
        try:
            self._sender = read_address(mail_from)
        except NoAddress:
            raise ValueError("there is no address that messages could be from") from None
        self._folder, self._clock = folder, clock

    async def carry(self, letter: Letter, channel: ContactChannel, again: bool) -> None:
        """Writes the file, in the place of one of the same delivery.

        Raises:
            TriedInVain: it can't be written.
            RefusedForGood: the person has no address that an e-mail could be sent to.
        """
        del again
        if channel is ContactChannel.TEXT:
            suffix, content = ".txt", f"To: {letter.to.phone}\n\n{letter.says.text}".encode()
        else:
            try:
                suffix, content = ".eml", mail_of(letter, self._sender, self._clock()).content
            except NoAddress:
                raise RefusedForGood from None
        path = self._folder / f"{checked(letter.reference)}{suffix}"
        try:
            await asyncio.to_thread(_write, path, content)
        except OSError as error:
            log.warning("message_not_written", aggregate_id=letter.reference, error=type(error).__name__)
            raise TriedInVain from None
        log.info("message_written", aggregate_id=letter.reference, path=path, size=len(content))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            file.write(content)
            file.close()
            os.replace(file.name, path)  # noqa: PTH105
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise
