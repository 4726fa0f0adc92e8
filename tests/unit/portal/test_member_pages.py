"""What members read: each thing by a name of its own, and each sentence with whose it is."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from services.portal.web.member_words import ASKED_WHEN
from shared.contracts.evaluation import SurveyPurpose
from tests.unit.portal.answering import Answering
from tests.unit.portal.apart import TENANT, Apart
from tests.unit.portal.evaluation_answers import HOPED

pytestmark = pytest.mark.asyncio(loop_scope="module")

_HERE = f"/member/{TENANT}"


def _asked(survey_id: str, purpose: str) -> dict[str, Any]:
    return {
        "id": survey_id,
        "purpose": purpose,
        "title": "How confident do you feel?",
        "introduction": "",
        "validated": False,
        "expires_on": "2018-04-09",
        "answered": 0,
        "items": [],
    }


def _seen(page: httpx.Response) -> str:
    """What a person sees of it, each blank once."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.text).split())


async def test_questions_in_the_same_words_are_told_apart_by_when_they_are_asked(
    apart: Apart, services: Answering
) -> None:
    surveys = [_asked("s-1", "baseline"), _asked("s-2", "empowerment"), _asked("s-3", "empowerment_later")]
    services.tell("GET", "/surveys", {"items": surveys})

    page = await apart.read(_HERE, "member")
    one = await apart.read(f"{_HERE}/surveys/s-2", "member")

    links = re.findall(r'href="[^"]*/surveys/s-\d">([^<]*)<', page.text)
    assert links == [f"How confident do you feel? ({when})" for when in ASKED_WHEN.values()]
    assert "Asked after a module" in _seen(one)
    assert set(ASKED_WHEN) <= {purpose.value for purpose in SurveyPurpose}


async def test_what_was_offered_and_what_was_answered_are_told_apart(
    apart: Apart, services: Answering
) -> None:
    offer = {"id": "o-1", "offer": "deliver", "made_on": "2018-03-01", "state": "accepted"}
    said = {"note": "Gladly.", "message": "Thank you."}
    services.tell("GET", "/offers", {"items": [offer | said]})

    page = await apart.read(f"{_HERE}/offers", "member")

    assert "You said: Gladly. You were told: Thank you." in _seen(page)


async def test_what_became_of_a_wish_says_what_was_done_why_or_why_not(
    apart: Apart, services: Answering
) -> None:
    done = {"outcome": "accepted", "changed": "New letters", "matters": "People come"}
    not_done = {"outcome": "declined", "reason": "No money"}
    answers = [one | {"resolved_on": "2018-03-20"} for one in (done, not_done)]
    services.tell("GET", "/influence", {"items": [HOPED | {"answer": one} for one in answers]})

    page = await apart.read(f"{_HERE}/influence", "member")

    assert (
        "Carer: Plain letters Taken up 20 March 2018 We did: New letters Why that matters: People come"
        in (_seen(page))
    )
    assert "Not taken up 20 March 2018 Why not: No money" in _seen(page)
