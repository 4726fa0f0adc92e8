"""What people answered, each with a token of their own: a lead cannot answer for anybody."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AnySet
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
    by_person: defaultdict[str, list[Response]] = defaultdict(list)
    for response in files.responses:
        by_person[response.email].append(response)

    async def one(email: str, answered: Sequence[Response]) -> None:
        who = known.people[email]
        asked = {(told.purpose.value, _about(told, known)): told for told in answered}
        for survey, about in (await _surveys(door, who, asked.keys())).items():
            await _answer(door, who, survey, asked[about])
            tick()

    await asyncio.gather(*(one(email, answered) for email, answered in by_person.items()))


async def _answer(door: Door, who: str, survey: str, told: Response) -> None:
    answers = {item: "not_applicable" if answer is None else answer for item, answer in told.answers.items()}
    path = f"/surveys/{survey}/answers"
    await door.ask("evaluation", "PUT", path, {"answers": answers}, member=who, allowed=[_REPORTED])


def _about(told: Response, known: Known) -> str:
    if told.purpose is SurveyPurpose.BASELINE:
        return ""
    if told.purpose is SurveyPurpose.EXPERIENCE:
        return known.sessions[told.about]
    return f"{known.modules[told.about]}/1"


async def _surveys(door: Door, who: str, wanted: AnySet[tuple[str, str]]) -> Mapping[str, tuple[str, str]]:
    """Of these surveys of somebody's, by purpose and what each is about, the ids.

    They follow from events, so they may still be on their way.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        listed: list[dict[str, Any]] = (
            await door.ask("evaluation", "GET", "/surveys?limit=100", member=who)
        ).json()["items"]
        told = {str(one["id"]): (str(one["purpose"]), str(one["about"])) for one in listed}
        found = {survey: about for survey, about in told.items() if about in wanted}
        if len(found) == len(wanted):
            return found
        if time.monotonic() > deadline:
            purposes = ", ".join(sorted({purpose for purpose, _ in wanted - set(found.values())}))
            raise LoadFailed(
                f"responses.csv tells of answers ({purposes}) of somebody who was not asked. "
                "Were they there, and have they completed the module?"
            )
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
