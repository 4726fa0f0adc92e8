"""Whenever somebody is not to be written to any more, what waits for them is suppressed at once; and an ended
collaborative has no digest.

What is on its way at that moment is left to whoever sends it: that it was sent must not be lost. If it was
not, it is looked at again before the next attempt, and suppressed then.
"""

from __future__ import annotations

from datetime import date

from services.notifications.domain.delivery import DeliveryState
from services.notifications.kinds import DELIVERIES, DIGESTS
from shared.contracts.notifications import SuppressedFor
from shared.contracts.registration import (
    CollaborativeArchived,
    ConsentChanged,
    ConsentPurpose,
    ParticipantErased,
    ParticipantLeft,
)
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work
from shared.persistence.store import each


async def stop_without_consent(event: ConsentChanged, envelope: Envelope, work: Work) -> None:
    """Somebody does not agree to being written to any more."""
    if event.purpose is ConsentPurpose.CONTACT and not event.given:
        await _suppress(event.participant_id, SuppressedFor.NO_CONSENT, event.changed_on, envelope, work)


async def stop_for_who_left(event: ParticipantLeft, envelope: Envelope, work: Work) -> None:
    """Somebody takes part no longer; nor do they receive the digest."""
    await _suppress(event.participant_id, SuppressedFor.LEFT, event.left_on, envelope, work)
    await _no_digest(event.participant_id, envelope, work)


async def stop_for_who_is_erased(event: ParticipantErased, envelope: Envelope, work: Work) -> None:
    """Somebody is to be forgotten."""
    await _suppress(event.participant_id, SuppressedFor.ERASED, event.erased_on, envelope, work)
    await _no_digest(event.participant_id, envelope, work)


async def stop_digest(event: CollaborativeArchived, envelope: Envelope, work: Work) -> None:
    """A collaborative has ended: there is nothing to tell those who led it week by week."""
    digests = work.aggregates(DIGESTS)
    digest = await digests.find(envelope.tenant)
    if digest is not None and digest.recipients:
        digest.arrange([], digest.weekday, event.archived_on)
        await digests.save(digest)


LETTING_GO = [
    Policy(ConsentChanged, stop_without_consent),
    Policy(ParticipantLeft, stop_for_who_left),
    Policy(ParticipantErased, stop_for_who_is_erased),
    Policy(CollaborativeArchived, stop_digest),
]


async def _suppress(
    participant_id: str, reason: SuppressedFor, on: date, envelope: Envelope, work: Work
) -> None:
    deliveries = work.aggregates(DELIVERIES)
    waiting = {"participant_id": participant_id, "state": DeliveryState.QUEUED.value}
    async for delivery in each(deliveries, waiting):
        delivery.suppress(reason, envelope.time, on)
        await deliveries.save(delivery)


async def _no_digest(participant_id: str, envelope: Envelope, work: Work) -> None:
    digests = work.aggregates(DIGESTS)
    digest = await digests.find(envelope.tenant)
    if digest is not None and participant_id in digest.recipients:
        digest.forget(participant_id)
        await digests.save(digest)
