"""What there is to celebrate, approved by the lead as one would who has read it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from levelfield.load.door import Door
from levelfield.outcome.reading import Outcome, Told

PATIENCE_SECONDS = 10.0
"""Aims are looked at every few seconds, so one that has just been reached is celebrated a little later."""

_LOOK_AGAIN_SECONDS = 0.25


async def approve_all(door: Door, outcome: Outcome) -> int:
    """Publishes every celebration that is proposed, and returns how many those are.

    It waits until each aim that ``outcome`` shows as reached is among them, for ``PATIENCE_SECONDS`` at most.

    Raises:
        LoadFailed: a service refused, or did not answer.
    """
    proposed = await _proposed(door, reached_aims(outcome))

    async def approve(celebration: str) -> None:
        path = f"/celebrations/{celebration}"
        seen = await door.ask("notifications", "GET", path)
        headers = {"If-Match": seen.headers["etag"]}
        await door.ask("notifications", "POST", f"{path}/approval", headers=headers)

    await asyncio.gather(*(approve(str(one["id"])) for one in proposed))
    return len(proposed)


def reached_aims(outcome: Outcome) -> int:
    """How many aims the latest values reach, of those where more is better."""
    return sum(
        measure["latest"] is not None
        and measure["latest"]["value"] is not None
        and measure["latest"]["value"] >= aim["target"]
        for measure in outcome.measures
        for aim in measure["aims"]
        if measure["direction"] == "more_is_better"
    )


async def _proposed(door: Door, milestones: int) -> Sequence[Told]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        listed: list[Told] = (await door.ask("notifications", "GET", "/celebrations?limit=100")).json()[
            "items"
        ]
        reached = sum(one["about"] == "milestone_reached" for one in listed)
        if reached >= milestones or time.monotonic() > deadline:
            return [one for one in listed if one["state"] == "proposed"]
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
