"""What a collaborative aims at is watched from the day it says so, and whenever something moves a measure."""

from __future__ import annotations

from typing import Any

from services.evaluation.domain.measure_settings import SETTINGS_ID, MeasureSettings
from services.evaluation.domain.milestone import WATCH_ID, AimWatch, WatchedAim
from services.evaluation.kinds import AIM_WATCHES, MEASURE_SETTINGS
from shared.contracts.event import Event
from shared.contracts.registration import (
    CollaborativeAmended,
    CollaborativeCreated,
    CollaborativeSpread,
    Description,
    MeetingCorrected,
    MeetingHeld,
    ParticipantJoined,
    ParticipantLeft,
    QJourneyChanged,
)
from shared.contracts.training import (
    AttendanceRecorded,
    MentorshipEnded,
    MentorshipStarted,
    ModuleCompleted,
    SessionHeld,
)
from shared.local_time import day_in_london
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work

MOVES: tuple[type[Event], ...] = (
    AttendanceRecorded,
    MeetingCorrected,
    MeetingHeld,
    MentorshipEnded,
    MentorshipStarted,
    ModuleCompleted,
    ParticipantJoined,
    ParticipantLeft,
    QJourneyChanged,
    SessionHeld,
)
"""After each of these a measure may have reached an aim."""


async def begin_measuring(event: CollaborativeCreated, envelope: Envelope, work: Work) -> None:
    """Makes the settings of the collaborative's measures, and watches its aims."""
    settings = work.aggregates(MEASURE_SETTINGS)
    if await settings.find(SETTINGS_ID) is None:
        await settings.add(MeasureSettings(tenant=envelope.tenant, id=SETTINGS_ID))
    await _aim_at(event.description, envelope, work)


async def watch_new_aims(event: CollaborativeAmended, envelope: Envelope, work: Work) -> None:
    """Watches what the collaborative aims at now."""
    await _aim_at(event.description, envelope, work)


async def bring_measure_settings(event: CollaborativeSpread, _: Envelope, work: Work) -> None:
    """Withholds no less than the collaborative that this one was made from; phases belong to its own days."""
    settings = work.aggregates(MEASURE_SETTINGS)
    origin = await work.origin(MEASURE_SETTINGS, event.origin).find(SETTINGS_ID)
    mine = await settings.find(SETTINGS_ID)
    if origin is not None and mine is not None and mine.smallest_group < origin.smallest_group:
        mine.bring_along(origin)
        await settings.save(mine)


async def look_again(_: Event, envelope: Envelope, work: Work) -> None:
    """Puts a look at the aims on the list, unless it is there already: events in a row write once."""
    watches = work.aggregates(AIM_WATCHES)
    watch = await watches.find(WATCH_ID)
    if watch is None:
        return
    due = watch.look_on
    watch.something_moved(day_in_london(envelope.time))
    if watch.look_on != due:
        await watches.save(watch)


async def _aim_at(description: Description, envelope: Envelope, work: Work) -> None:
    watches = work.aggregates(AIM_WATCHES)
    watch = await watches.find(WATCH_ID)
    new = watch is None
    watch = watch or AimWatch(tenant=envelope.tenant, id=WATCH_ID)
    aims = [WatchedAim(measure=one.measure, target=one.target, by=one.by) for one in description.aims]
    watch.aim_at(aims, day_in_london(envelope.time))
    await (watches.add(watch) if new else watches.save(watch))


WATCHING: tuple[Policy[Any], ...] = (
    Policy(CollaborativeCreated, begin_measuring),
    Policy(CollaborativeAmended, watch_new_aims),
    Policy(CollaborativeSpread, bring_measure_settings),
    *(Policy(event, look_again) for event in MOVES),
)
