"""What the words of each kind of message may name, and what each name stands for.

Whoever gathers facts gives all those of the kind, and no others; whoever writes words may use them. A fact
that has nothing to say is an empty text, None or 0, and never missing. Of a person, words see the name alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.contracts.notifications import MessageKind

_OF_ALL = {
    "name": "the person's name (text)",
    "collaborative": "the collaborative's name (text)",
    "portal": "the web address of the collaborative's pages, empty if there are none (text)",
}
_GATHERING = {
    "what": "what kind of meeting or session it is, without an article: 'co-design meeting' (text)",
    "organisation": "the name of the organisation that it is held for or that gives it, empty if none (text)",
    "starts_at": "when it begins (date and time)",
    "ends_at": "when it ends (date and time)",
}
_CANCELLED = _GATHERING | {
    "yours": "whether this person alone is out of it, and it takes place for the others (true or false)"
}
_SURVEY = {"answer_by": "the last day on which answers are taken, if it is known (date or None)"}
_DIGEST = {
    "since": "the first day that the digest is about (date)",
    "until": "the last day that the digest is about (date)",
    "joined": "how many people joined in these days (number)",
    "left": "how many people left in these days (number)",
    "invited": "how many people are invited now and have not said yes or no (number)",
    "failed": "how many messages were given up in these days (number)",
    "coming": "meetings and sessions of the next seven days, the first one first (a list, 20 at most)",
}

OF_COMING = frozenset({"what", "organisation", "starts_at", "ends_at"})
"""What each one in the list ``coming`` has."""

_OF_KIND: Mapping[MessageKind, Mapping[str, str]] = {
    MessageKind.INVITATION: {},
    MessageKind.WELCOME: {},
    MessageKind.MEETING_INVITATION: _GATHERING,
    MessageKind.MEETING_CHANGED: _GATHERING,
    MessageKind.MEETING_CANCELLED: _CANCELLED,
    MessageKind.PLACE_CONFIRMED: _GATHERING,
    MessageKind.PLACE_WAITING: _GATHERING,
    MessageKind.SESSION_CHANGED: _GATHERING,
    MessageKind.SESSION_CANCELLED: _CANCELLED,
    MessageKind.SURVEY: _SURVEY,
    MessageKind.SURVEY_REMINDER: _SURVEY,
    MessageKind.MODULE_COMPLETED: {"day": "when the last part was attended (date)"},
    MessageKind.MENTORING_STARTED: {"part": "'learner' or 'mentor': which of the two this person is (text)"},
    MessageKind.DIGEST: _DIGEST,
}

FACTS: Mapping[MessageKind, Mapping[str, str]] = MappingProxyType(
    {kind: MappingProxyType(_OF_ALL | dict(own)) for kind, own in _OF_KIND.items()}
)
"""Of each kind: what may be named, and what it stands for, for those who write words.

A date and time has its offset; words show it as it is in London.
"""
