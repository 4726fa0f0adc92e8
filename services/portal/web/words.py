"""How codes, days and figures are said to people: plain English, British spelling."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import date, datetime

from shared.contracts.registration import (
    Barrier,
    ConsentPurpose,
    ContactChannel,
    LeavingReason,
    MeetingKind,
    MeetingSupport,
    QiExperience,
    Role,
    SupportNeed,
)
from shared.local_time import LONDON

ROLES: Mapping[str, str] = {
    Role.SERVICE_USER: "Service user",
    Role.CARER: "Carer",
    Role.PROFESSIONAL: "Professional",
}
EXPERIENCE: Mapping[str, str] = {
    QiExperience.NONE: "None yet",
    QiExperience.SOME: "Some",
    QiExperience.EXPERIENCED: "A lot",
}
CHANNELS: Mapping[str, str] = {
    ContactChannel.EMAIL: "E-mail",
    ContactChannel.TEXT: "Text message",
    ContactChannel.NONE: "Neither: do not send me anything",
}
NEEDS: Mapping[str, str] = {
    SupportNeed.EXPENSES: "Travel and other expenses paid",
    SupportNeed.CARER_COVER: "Somebody to take over caring while I am away",
}
MEETING_KINDS: Mapping[str, str] = {
    MeetingKind.COLLABORATIVE: "Collaborative meeting",
    MeetingKind.PROJECT_TEAM: "Project team",
    MeetingKind.STEERING: "Steering group",
    MeetingKind.CO_DESIGN: "Co-design workshop",
}
MEETING_STATES: Mapping[str, str] = {"planned": "Planned", "held": "Held", "cancelled": "Cancelled"}
BARRIERS: Mapping[str, str] = {
    Barrier.WORK_RELEASE: "Could not get away from work",
    Barrier.CARER_COVER: "Nobody to take over caring",
    Barrier.TRAVEL_COST: "Cost of travel",
    Barrier.ILLNESS: "Illness",
    Barrier.TIMING: "The time did not suit",
    Barrier.NOT_TOLD: "Was not told in time",
    Barrier.ACCESS: "The place or the format was not accessible",
    Barrier.OTHER: "Something else",
}
ATTENDANCE: Mapping[str, str] = {
    "accepted": "Said they would come",
    "attended": "Was here",
    "apologies": "Sent apologies",
    "absent": "Was not here",
}
SUPPORTS: Mapping[str, str] = {
    MeetingSupport.EXPENSES: "Expenses paid",
    MeetingSupport.CARER_COVER: "Cover for carers",
    MeetingSupport.TRANSPORT: "Transport",
    MeetingSupport.INTERPRETER: "Interpreter",
    MeetingSupport.EASY_READ: "Easy read papers",
    MeetingSupport.QUIET_ROOM: "Quiet room",
    MeetingSupport.REMOTE: "Joining from elsewhere",
    MeetingSupport.PEER_SUPPORT: "Peer support",
}
STATES: Mapping[str, str] = {
    "invited": "Invited, has not answered",
    "joined": "Takes part",
    "left": "Has left",
    "erased": "Erased",
}
LEAVING: Mapping[str, str] = {
    LeavingReason.FINISHED: "What I came for is done",
    LeavingReason.TIME: "I do not have the time",
    LeavingReason.WORK_RELEASE: "I cannot get away from work",
    LeavingReason.MOVED: "I have moved, or changed jobs",
    LeavingReason.NOT_WHAT_HOPED: "It is not what I had hoped for",
    LeavingReason.PERSONAL: "Personal reasons",
    LeavingReason.OTHER: "Something else",
}
CONSENTS: Mapping[str, tuple[str, str]] = {
    ConsentPurpose.CONTACT: (
        "Being contacted",
        "We may write to you about meetings, sessions and surveys. Without this you hear nothing from us.",
    ),
    ConsentPurpose.EVALUATION: (
        "Being asked how it was",
        "We may ask you short questions. Your answers are kept apart from your name, and are only ever shown "
        "together with those of at least four other people.",
    ),
    ConsentPurpose.CELEBRATION: (
        "Being named when we celebrate",
        "We may name you, in public, when there is something to celebrate. When you say no again, "
        "your name is taken back everywhere.",
    ),
}
CELEBRATION_STATES: Mapping[str, str] = {
    "proposed": "Waits for you",
    "approved": "Approved",
    "published": "Published",
    "declined": "Declined",
    "retracted": "Taken back",
}
CELEBRATED: Mapping[str, str] = {
    "module_released": "A module was released",
    "module_completed": "A cohort completed a module",
    "milestone_reached": "A measure reached its aim",
    "report_published": "An impact report was published",
}
STAGES: Mapping[str, str] = {
    "coercing": "Coercing",
    "educating": "Educating",
    "informing": "Informing",
    "consulting": "Consulting",
    "engaging": "Engaging",
    "co_designing": "Co-designing",
    "co_producing": "Co-producing",
}

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def spoken(day: date) -> str:
    """A day as people write it: 5 January 2018."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def spoken_time(at: datetime) -> str:
    """The time of day in London: 9:30am."""
    local = at.astimezone(LONDON)
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def spoken_moment(at: datetime) -> str:
    """A day and the time of day in London: 5 January 2018 at 9:30am."""
    return f"{spoken(at.astimezone(LONDON).date())} at {spoken_time(at)}"


def percentage(share: float | None) -> str:
    """A share as people say it: 30 %, with a space that does not break."""
    return "no figure" if share is None else f"{share * 100:.0f}\u00a0%"


def picture(svg: str) -> str:
    """An SVG document as the address of an image. As an image, nothing in it can run or load anything."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
