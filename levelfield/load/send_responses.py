"""What people answered, each with a token of their own: a lead cannot answer for anybody."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from levelfield.load.door import PATIENCE_SECONDS, Door, LoadFailed
from levelfield.load.files import Files, Response
from levelfield.load.plan import Known, Tick
from shared.contracts.evaluation import SurveyPurpose

_LOOK_AGAIN_SECONDS = 0.25
_REPORTED = "answers-reported"
"""They are in a published report, so they came in with an earlier load, and stay."""


async def send_responses(files: Files, door: Door, known: Known, tick: Tick) -> None:
    """Answers each survey, once it has been issued.

    Raises:
        LoadFailed: somebody was not asked what they have answered.
    """

    async def one(told: Response) -> None:
        who = known.people[told.email]
        survey = await _survey(door, who, told.purpose, _about(told, known))
        answers = {
            item: "not_applicable" if answer is None else answer for item, answer in told.answers.items()
        }
        path = f"/surveys/{survey}/answers"
        body = {"answers": answers}
        await door.ask("evaluation", "PUT", path, body, member=who, allowed=[_REPORTED])
        tick()

    await asyncio.gather(*(one(told) for told in files.responses))


def _about(told: Response, known: Known) -> str:
    if told.purpose is SurveyPurpose.BASELINE:
        return ""
    if told.purpose is SurveyPurpose.EXPERIENCE:
        return known.sessions[told.about]
    return f"{known.modules[told.about]}/1"


async def _survey(door: Door, who: str, purpose: SurveyPurpose, about: str) -> str:
    """The id of a survey of somebody's; it follows from events, so it may still be on its way."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        listed: list[dict[str, Any]] = (
            await door.ask("evaluation", "GET", "/surveys?limit=100", member=who)
        ).json()["items"]
        for one in listed:
            if (one["purpose"], one["about"]) == (purpose.value, about):
                return str(one["id"])
        if time.monotonic() > deadline:
            raise LoadFailed(
                f"responses.csv tells of answers ({purpose.value}) of somebody who was not asked. "
                "Were they there, and have they completed the module?"
            )
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
