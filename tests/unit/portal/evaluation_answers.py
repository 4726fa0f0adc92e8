"""What evaluation and its neighbours answer about one invented collaborative, to tests of the pages."""

from __future__ import annotations

from typing import Any

from tests.unit.portal.answering import Answering
from tests.unit.portal.apart import RECORD

SEEN = '"7"'
"""The version of whatever was seen."""

DRAWN: dict[str, Any] = {
    "number": 2,
    "drawn_on": "2018-02-12",
    "drawing": {"aim": "Three in ten", "measures": ["representation"], "primary": []},
}
HOPED: dict[str, Any] = {
    "id": "a-influence",
    "role": "carer",
    "place": "meeting",
    "place_id": "a-meeting",
    "hoped": "Plain letters",
    "recorded_on": "2018-01-15",
    "history": [],
}
LESSON: dict[str, Any] = {
    "id": "a-lesson",
    "collaborative": "ours-ni",
    "tried": "Evenings",
    "happened": "More came",
    "worked": True,
    "again": "Ask first",
    "across_collaboratives": False,
    "shared_on": "2018-05-21",
}
MEETING: dict[str, Any] = {
    "id": "a-meeting",
    "kind": "collaborative",
    "status": "held",
    "day": "2018-01-15",
    "invited": 3,
}
SETTINGS: dict[str, Any] = {
    "smallest_group": 5,
    "phases": [{"measure": "representation", "starts_on": "2018-03-01", "note": "Fares are paid"}],
}


def measure(**more: Any) -> dict[str, Any]:
    """One measure, all of it."""
    known: dict[str, Any] = {
        "code": "representation",
        "title": "Lived experience in the room",
        "says": "How many of those in the room have lived experience.",
        "unit": "share",
        "aims": [],
        "direction": "more_is_better",
        "protection": "counts",
        "why": "Why.",
        "burden": "None.",
        "limits": "It counts who is there.",
        "smallest_group": 5,
        "series": [],
        "found": "The rules found nothing.",
    }
    return known | more


def report(state: str = "draft", **more: Any) -> dict[str, Any]:
    """An impact report, all of it."""
    known: dict[str, Any] = {
        "id": "a-report",
        "title": "What changed",
        "period_from": "2018-01-01",
        "period_to": "2018-05-31",
        "state": state,
        "drafted_on": "2018-06-01",
        "sections": [],
        "sign_offs": [],
    }
    return known | more


def person(role: str = "carer") -> dict[str, Any]:
    """The one who is signed in as a member."""
    return {
        "id": RECORD,
        "state": "joined",
        "role": role,
        "qi_experience": "none",
        "channel": "none",
        "consents": {},
    }


def told(services: Answering) -> Answering:
    """All of it is there to be read; what changes something is not told of."""
    known: tuple[tuple[str, Any], ...] = (
        ("/driver-diagram", DRAWN),
        ("/driver-diagram/versions/2", DRAWN),
        ("/driver-diagram/versions/2.svg", "<svg/>"),
        ("/influence", {"items": [HOPED]}),
        ("/influence/a-influence", HOPED),
        ("/lessons", {"items": [LESSON]}),
        ("/lessons/a-lesson", LESSON),
        ("/measures", {"items": [measure()]}),
        ("/measures/definitions", {"items": [measure()]}),
        ("/measures/representation", measure()),
        ("/measures/representation/chart.svg", "<svg/>"),
        ("/measures/settings", SETTINGS),
        ("/reports", {"items": [report()]}),
        ("/reports/a-report", report()),
        ("/instruments", {"items": []}),
        ("/surveys/counts", {"purposes": []}),
        ("/meetings", {"items": [MEETING]}),
        ("/meetings/a-meeting", MEETING),
        ("/modules", {"items": [{"id": "a-module", "title": "Improvement science"}]}),
        (f"/participants/{RECORD}", person()),
        ("/collaborative", _COLLABORATIVE),
    )
    for path, body in known:
        services.tell("GET", path, body, ETag=SEEN)
    return services


_COLLABORATIVE: dict[str, Any] = {
    "slug": "ours-ni",
    "name": "Ours (invented)",
    "specialty": "mental health",
    "region": "Northern Ireland",
    "organisations": [{"code": "BHSCT", "name": "Belfast Trust"}],
}
