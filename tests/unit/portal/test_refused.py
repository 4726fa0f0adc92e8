"""What a person sees where a service says no: a page or a form of ours, and never a word for programs."""

from __future__ import annotations

import pytest

from services.portal.web.rendering import POLICY
from tests.unit.portal.answering import Answering
from tests.unit.portal.apart import RECORD, TENANT, Apart
from tests.unit.portal.evaluation_answers import SEEN

pytestmark = pytest.mark.asyncio(loop_scope="module")

_LESSON = {"tried": "Evenings", "happened": "More came", "worked": "true", "again": "Ask first"}


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (403, "You cannot see this"),
        (404, "Page not found"),
        (409, "This cannot be done"),
        (410, "This is not here any more"),
        (429, "Sorry, there is a problem"),
    ],
)
async def test_a_refusal_is_a_page_of_the_design_system_with_the_service_s_sentence(
    apart: Apart, services: Answering, status: int, title: str
) -> None:
    services.refuse("GET", "/lessons/a-lesson", status, "said-so")

    page = await apart.read(f"/lead/{TENANT}/influence/lessons/a-lesson")

    assert page.status_code == status
    assert f"<title>{title} - Levelfield</title>" in page.text
    assert page.text.count("<h1") == 1
    assert "<p>It is said-so.</p>" in page.text
    assert '<a href="/home">Go to the start page</a>' in page.text
    assert (page.headers["content-security-policy"], page.headers["cache-control"]) == (POLICY, "no-store")


async def test_what_is_gone_by_the_time_that_a_form_is_sent_is_said_on_a_page(
    apart: Apart, services: Answering
) -> None:
    services.refuse("PUT", "/lessons/a-lesson", 410, "gone")
    page = f"/lead/{TENANT}/influence/lessons/a-lesson/edit"

    answer = await apart.send(page, version=SEEN, **_LESSON)

    assert (answer.status_code, "This is not here any more" in answer.text) == (410, True)


async def test_a_person_who_is_not_there_any_more_is_told_so_on_their_own_page(
    apart: Apart, services: Answering
) -> None:
    services.refuse("GET", f"/participants/{RECORD}", 410, "gone")

    page = await apart.read(f"/member/{TENANT}/details", "member")

    assert (page.status_code, "This is not here any more" in page.text) == (410, True)
    assert RECORD not in page.text


async def test_a_session_that_a_service_does_not_believe_any_more_is_over(
    apart: Apart, services: Answering
) -> None:
    services.refuse("GET", "/lessons/a-lesson", 401, "token-expired")

    answer = await apart.read(f"/lead/{TENANT}/influence/lessons/a-lesson")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?to=%2Flead")
    assert "Max-Age=0" in answer.headers["set-cookie"]


@pytest.mark.parametrize("content", ["", "<html>Bad gateway</html>", '{"detail": "no code"}'])
async def test_a_refusal_that_is_none_of_a_service_s_is_a_service_that_is_away(
    apart: Apart, services: Answering, content: str
) -> None:
    services.tell("GET", "/lessons/a-lesson", content, 404)

    page = await apart.read(f"/lead/{TENANT}/influence/lessons/a-lesson")

    assert (page.status_code, "does not answer for now" in page.text) == (503, True)
    assert "Bad gateway" not in page.text
