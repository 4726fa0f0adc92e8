"""The demo's lead approves what is proposed, once every aim that was reached is among it."""

from __future__ import annotations

from typing import Any

import httpx

from levelfield.load.door import Door
from levelfield.outcome.celebrating import approve_all, reached_aims
from levelfield.outcome.reading import Outcome


def _measure(value: float | None, target: float, direction: str = "more_is_better") -> dict[str, Any]:
    latest = None if value is None else {"value": value}
    return {"direction": direction, "latest": latest, "aims": [{"target": target}]}


def _outcome(*measures: dict[str, Any]) -> Outcome:
    return Outcome(
        collaborative={},
        measures=measures,
        modules=[],
        balance={},
        influence=[],
        reports=[],
        celebrations=[],
        messages={},
    )


def test_an_aim_is_reached_where_more_is_better_and_the_latest_value_is_as_high() -> None:
    reached = [_measure(0.3, 0.3), _measure(0.5, 0.3)]
    others = [_measure(0.29, 0.3), _measure(None, 0.3), _measure(5, 3, "less_is_better")]
    assert reached_aims(_outcome(*reached, *others)) == 2


async def test_it_waits_for_the_aim_that_was_reached_and_approves_what_is_proposed() -> None:
    report = {"id": "r", "about": "report_published", "state": "proposed"}
    shown = {"id": "s", "about": "module_released", "state": "published"}
    milestone = {"id": "m", "about": "milestone_reached", "state": "proposed"}
    lists = iter([[report, shown], [report, shown, milestone]])
    approved: list[tuple[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v1/north-ni/celebrations")
        if request.method == "POST":
            approved.append((path, request.headers["if-match"]))
            return httpx.Response(204)
        if path:
            return httpx.Response(200, json={}, headers={"ETag": '"3"'})
        return httpx.Response(200, json={"items": next(lists)})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        door = Door(http, {"notifications": "http://notifications.test"}, "north-ni", lambda _: "token")
        count = await approve_all(door, _outcome(_measure(0.3, 0.3)))

    assert count == 2
    assert sorted(approved) == [("/m/approval", '"3"'), ("/r/approval", '"3"')]
