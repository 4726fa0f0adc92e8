"""Whether a message may go now, by what is true at this moment and not when it was queued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.gathering import Gathering, Place
from shared.contracts.notifications import MessageKind, SuppressedFor

_CANCELLING = (MessageKind.MEETING_CANCELLED, MessageKind.SESSION_CANCELLED)
_NEEDS = {
    MessageKind.PLACE_CONFIRMED: Place.CONFIRMED,
    MessageKind.PLACE_WAITING: Place.WAITING,
    MessageKind.MEETING_INVITATION: Place.INVITED,
    MessageKind.MEETING_CHANGED: Place.INVITED,
}

PATIENCE = timedelta(seconds=60)
FRESH = timedelta(days=4)
"""For how long a message is still news: longer than it is tried, and short enough that nobody is told of what
was long ago when the topics are read from their beginning."""


class Verdict(StrEnum):
    """What else there is beside a reason not to send."""

    GO = "go"
    NOT_YET = "not_yet"
    """Something is not known yet that may come any moment: the topics are read side by side."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What is known of somebody now.

    ``consents`` is None if they have said neither yes nor no; ``with_us`` None if nobody knows them yet.
    """

    with_us: bool | None
    erased: bool = False
    joined: bool = False
    consents: bool | None = None
    reachable: bool = False


def judge(
    delivery: Delivery,
    known: Known,
    gathering: Gathering | None,
    now: datetime,
    patience: timedelta = PATIENCE,
    *,
    still_asked: bool = True,
) -> Verdict | SuppressedFor:
    """What is to become of a delivery that is due.

    Args:
        gathering: the one it is about; None if there is none, or if it is about none.
        patience: for how long something may be unknown, from when that was first found.
        still_asked: of a message about a survey, whether that can still be answered.
    """
    if known.erased:
        return SuppressedFor.ERASED
    if known.with_us is False:
        return SuppressedFor.LEFT
    if not still_asked or _is_overtaken(delivery, known, gathering, now):
        return SuppressedFor.OVERTAKEN
    if known.consents is False:
        return SuppressedFor.NO_CONSENT
    if known.with_us and known.consents and known.reachable:
        return Verdict.GO
    if now < (delivery.looked_at or now) + patience:
        return Verdict.NOT_YET
    return SuppressedFor.NO_CONTACT if known.with_us and known.consents else SuppressedFor.NO_CONSENT


def _is_overtaken(delivery: Delivery, known: Known, gathering: Gathering | None, now: datetime) -> bool:
    if now - delivery.queued_at > FRESH or (delivery.message is MessageKind.INVITATION and known.joined):
        return True
    if not delivery.cause.gathering:
        return False
    if gathering is None or gathering.planned is None or gathering.is_over(now):
        return True
    place = gathering.people.get(delivery.participant_id)
    if delivery.message in _CANCELLING:
        return not gathering.cancelled and place in (Place.INVITED, Place.CONFIRMED)
    wanted = _NEEDS.get(delivery.message)
    fits = place is wanted if wanted else place in (Place.CONFIRMED, Place.WAITING)
    return gathering.cancelled or gathering.plan != delivery.cause.plan or not fits
