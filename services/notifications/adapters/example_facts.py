"""Invented facts of every kind of message, to try words on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from services.notifications.domain.message_facts import FACTS
from shared.contracts.notifications import MessageKind

_COMING: tuple[Mapping[str, object], ...] = (
    {
        "what": "co-design meeting",
        "organisation": "",
        "starts_at": datetime(2018, 3, 6, 14, tzinfo=UTC),
        "ends_at": datetime(2018, 3, 6, 16, 30, tzinfo=UTC),
    },
    {
        "what": "training session, part 2",
        "organisation": "Example Recovery College (invented)",
        "starts_at": datetime(2018, 3, 8, 10, tzinfo=UTC),
        "ends_at": datetime(2018, 3, 8, 12, tzinfo=UTC),
    },
)
_EXAMPLES: Mapping[str, object] = {
    "name": "Nuala Example (invented)",
    "collaborative": "Example Collaborative (invented)",
    "portal": "https://collaborative.example.org",
    "what": "training session, part 2",
    "organisation": "Example Recovery College (invented)",
    "starts_at": datetime(2018, 3, 6, 14, tzinfo=UTC),
    "ends_at": datetime(2018, 3, 6, 16, 30, tzinfo=UTC),
    "yours": False,
    "answer_by": date(2018, 3, 20),
    "day": date(2018, 3, 6),
    "part": "learner",
    "since": date(2018, 2, 26),
    "until": date(2018, 3, 4),
    "joined": 4,
    "left": 1,
    "invited": 6,
    "failed": 0,
    "coming": _COMING,
}
_OF_MEETINGS = (MessageKind.MEETING_INVITATION, MessageKind.MEETING_CHANGED, MessageKind.MEETING_CANCELLED)


def example_facts(message: MessageKind) -> Mapping[str, object]:
    """All that words of this kind may name, and nothing else. Everybody in it is invented, and says so."""
    told = {name: _EXAMPLES[name] for name in FACTS[message]}
    return told | {"what": "co-design meeting"} if message in _OF_MEETINGS else told
