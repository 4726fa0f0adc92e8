"""What becomes of a partner's message in the service that owns what it is about: applied once, and answered.

Invariants:
- The effect and the record of its answer are one transaction. A message whose id was seen before has no
  effect and gets the answer that it had; that holds for ever.
- A rejection has no effect; it is recorded as well, so that the same id never gets another answer.
- What was sent is never kept: a record holds our own words and the id of the person alone.
- What fails for a reason of the message's, or of ours, is answered and never tried again by itself. What
  fails because a part is away is raised, for the caller to try again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any

import structlog
from pymongo.errors import DuplicateKeyError, PyMongoError

from shared.contracts.partners import PartnerMessage
from shared.contracts.refusal import Refused, Stale, Unavailable
from shared.messaging.partner_answer import Outcome, derived_id
from shared.messaging.partner_message import Reason, Usable
from shared.messaging.partner_topics import Partner
from shared.messaging.policy import Work
from shared.persistence.changing import again_if_stale
from shared.persistence.database import is_infrastructure
from shared.persistence.outbox import Cause
from shared.persistence.records import RecordKind, Records

log = structlog.get_logger(__name__)

PARTNER_ANSWERS = RecordKind("partner_answers")
FAILED_HERE = Reason(
    "failed-here", "Something went wrong on our side. Tell us, and send it again with another id later."
)

type Handler = Callable[[Any, Partner, Work], Awaitable[str | None]]
"""Does what a message says, in the transaction, for the partner alone; returns whom it was about.

Raises:
    Refused: a rule says no.
"""

type Handlers = Mapping[type[PartnerMessage], Handler]


class PartnerDesk:
    """Takes the messages that one service handles.

    Args:
        handlers: by what is sent.
        records: a tenant's records of answers, outside of any transaction.
        work: a transaction in a tenant.
    """

    def __init__(
        self,
        handlers: Handlers,
        records: Callable[[str], Records],
        work: Callable[[str, Cause], AbstractAsyncContextManager[Work]],
        clock: Callable[[], datetime],
    ) -> None:
        self._handlers = handlers
        self._records = records
        self._work = work
        self._clock = clock

    @property
    def types(self) -> frozenset[str]:
        """The types of what it takes."""
        return frozenset(message.type for message in self._handlers)

    async def take(self, partner: Partner, message: Usable) -> Outcome:
        """What becomes of a message, or has become of it.

        Raises:
            Unavailable, PyMongoError: a part is away; nothing has been done.
        """
        record_id = f"{partner.spelling}/{message.id}"
        before = await self._records(partner.tenant).find(record_id)
        if before is not None:
            return Outcome.recorded(before)
        try:
            return await again_if_stale(lambda: self._apply(partner, message, record_id))
        except Unavailable:
            raise
        except Refused as refusal:
            outcome = Outcome(reason=Reason(refusal.code, refusal.sentence))
        except Exception as error:
            if is_infrastructure(error):
                raise
            log.exception("partner_message_failed", type=message.body.type, error=type(error).__name__)
            outcome = Outcome(reason=FAILED_HERE)
        return await again_if_stale(lambda: self._reject(partner, message, record_id, outcome))

    async def _apply(self, partner: Partner, message: Usable, record_id: str) -> Outcome:
        handle = self._handlers[type(message.body)]

        async def decide(work: Work) -> Outcome:
            return Outcome(await handle(message.body, partner, work))

        return await self._once(partner, message, record_id, decide)

    async def _reject(self, partner: Partner, message: Usable, record_id: str, outcome: Outcome) -> Outcome:
        async def decide(work: Work) -> Outcome:  # noqa: ARG001 - a rejection changes nothing
            return outcome

        return await self._once(partner, message, record_id, decide)

    async def _once(
        self,
        partner: Partner,
        message: Usable,
        record_id: str,
        decide: Callable[[Work], Awaitable[Outcome]],
    ) -> Outcome:
        """The outcome there is already, or this one: never one in the place of another."""
        cause_id = derived_id(partner, message.id)
        try:
            async with self._work(partner.tenant, Cause(cause_id, cause_id)) as work:
                records = work.records(PARTNER_ANSWERS)
                before = await records.find(record_id)
                if before is not None:
                    return Outcome.recorded(before)
                outcome = await decide(work)
                await records.put(record_id, outcome.record(self._clock()))
                return outcome
        except DuplicateKeyError:
            raise Stale("changed-meanwhile", "Another replica took this message at the same time.") from None


INFRASTRUCTURE = (Unavailable, PyMongoError)
"""What ``PartnerDesk.take`` raises when a part is away."""
