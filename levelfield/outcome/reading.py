"""Asks the services what has come of a collaborative's work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from levelfield.load.door import Door

type Told = dict[str, Any]
"""As a service tells it."""

REPORT_FORMATS = ("html", "json", "csv")

MEASURES = ("representation", "paired_facilitation", "experience", "empowerment_change")
"""What is shown; each is worked out anew when it is asked for, so the others are not."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """All that is shown of a collaborative."""

    collaborative: Told
    measures: Sequence[Told]
    modules: Sequence[Told]
    balance: Told
    influence: Sequence[Told]
    reports: Sequence[Told]
    celebrations: Sequence[Told]
    messages: Mapping[str, int]
    """How many messages to people there are in each state."""

    def measure(self, code: str) -> Told:
        """One of the measures."""
        return next(one for one in self.measures if one["code"] == code)


async def read_outcome(door: Door) -> Outcome:
    """Reads everything, one after the other.

    Raises:
        LoadFailed: a service refused, or did not answer.
    """
    modules = await _items(door, "training", "/modules?limit=100")
    return Outcome(
        collaborative=(await door.ask("registration", "GET", "/collaborative")).json(),
        measures=[(await door.ask("evaluation", "GET", f"/measures/{code}")).json() for code in MEASURES],
        modules=[(await door.ask("training", "GET", f"/modules/{one['id']}")).json() for one in modules],
        balance=(await door.ask("training", "GET", "/balance")).json(),
        influence=await _items(door, "evaluation", "/influence?limit=100"),
        reports=await _items(door, "evaluation", "/reports?limit=100"),
        celebrations=await _items(door, "notifications", "/celebrations?limit=100"),
        messages=await _count_messages(door),
    )


async def read_report(door: Door, report_id: str, form: str) -> bytes:
    """A report, in one of ``REPORT_FORMATS``.

    Raises:
        LoadFailed: a service refused, or did not answer.
    """
    suffix = "" if form == "json" else f".{form}"
    return (await door.ask("evaluation", "GET", f"/reports/{report_id}{suffix}")).content


async def read_chart(door: Door, code: str, form: str) -> bytes:
    """The chart of a measure, as ``svg`` or ``png``.

    Raises:
        LoadFailed: a service refused, or did not answer.
    """
    return (await door.ask("evaluation", "GET", f"/measures/{code}/chart.{form}")).content


async def read_celebrations(door: Door) -> bytes:
    """What the collaborative has shown to everybody, as an Atom feed.

    Raises:
        LoadFailed: a service refused, or did not answer.
    """
    return (await door.ask("notifications", "GET", "/public/celebrations.atom")).content


def latest_report(reports: Sequence[Told]) -> Told | None:
    """The one that was published last; if none is, the last that was drafted; None if there is none."""
    ranked = sorted(reports, key=lambda one: (one["state"] == "published", one["period_to"], one["id"]))
    return ranked[-1] if ranked else None


async def _count_messages(door: Door) -> Mapping[str, int]:
    counted: Counter[str] = Counter()
    page: Told = {"next": ""}
    while page["next"] is not None:
        place = f"&cursor={page['next']}" if page["next"] else ""
        page = (await door.ask("notifications", "GET", f"/deliveries?limit=100{place}")).json()
        counted.update(one["state"] for one in page["items"])
    return counted


async def _items(door: Door, service: str, path: str) -> Sequence[Told]:
    return (await door.ask(service, "GET", path)).json()["items"]
