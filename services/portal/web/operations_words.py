"""What operators' pages call the services, and what is held back in them."""

from __future__ import annotations

from collections.abc import Mapping

SERVICE_NAMES: Mapping[str, str] = {
    "registration": "Registration",
    "training": "Training",
    "evaluation": "Evaluation",
    "notifications": "Notifications",
}
HELD_KINDS: Mapping[str, str] = {
    "failed": "Failed",
    "parked": "Waits for an earlier event",
    "unreadable": "Is no event of ours",
}
UNREADABLE: Mapping[str, str] = {
    "header_missing": "A header is missing",
    "header_not_text": "A header is not text",
    "header_malformed": "A header does not have the form that it must have",
    "type_of_another_owner": "It is of a type that another service owns",
    "key_of_another": "Its key is that of something else",
}


def lasting(seconds: float) -> str:
    """A stretch of time as people say it: 40 seconds, 5 minutes, 3 hours, 2 days."""
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            return _counted(int(seconds // size), unit)
    return _counted(int(seconds), "second") if seconds >= 1 else "less than a second"


def _counted(count: int, unit: str) -> str:
    return f"{count:,} {unit}{'' if count == 1 else 's'}"
