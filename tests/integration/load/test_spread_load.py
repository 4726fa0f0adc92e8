"""Another specialty is made from the first one: what has worked there comes along, and people do not."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest

from levelfield.load.door import Door
from levelfield.load.sending import NotRight
from tests.integration.load import by_hand
from tests.integration.load.loading import MATERNITY, MENTAL_HEALTH, door, load, outcome, sent
from tests.support.services import Installation

_ORIGIN, _NEW = "mental-health-ni", "maternity-ni"

pytestmark = pytest.mark.timeout(400)


async def test_files_that_expect_what_does_not_come_along_are_refused_before_anything_is_sent(
    loaded: Installation, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    shutil.copytree(MATERNITY, tmp_path, dirs_exist_ok=True)
    told = (tmp_path / "modules.yaml").read_text()
    (tmp_path / "modules.yaml").write_text(told.replace("code: QI-1", "code: JOINT-1"))  # a draft over there
    before = await sent(loaded)

    with pytest.raises(NotRight, match=r"modules\.yaml, code: No module of this code comes along"):
        await load(loaded, http, tmp_path)

    assert await sent(loaded) == before


async def test_what_has_worked_comes_along_and_is_made_and_signed_off_anew(
    loaded: Installation, http: httpx.AsyncClient
) -> None:
    await load(loaded, http, MATERNITY)

    new, origin = door(loaded, http, _NEW), door(loaded, http, _ORIGIN)
    lines = (await new.ask("training", "GET", "/modules")).json()["items"]
    modules = {
        one["code"]: (await new.ask("training", "GET", f"/modules/{one['id']}")).json() for one in lines
    }
    assert {
        code: (one["origin"]["collaborative"], one["released_version"]) for code, one in modules.items()
    } == {
        "COPRO-1": (_ORIGIN, 1),
        "QI-1": (_ORIGIN, None),
    }
    assert modules["QI-1"]["versions"][0]["outline"].endswith("examples from maternity services.")
    assert [part["minutes"] for part in modules["QI-1"]["versions"][0]["parts"]] == [150, 150]
    diagrams = [(await one.ask("evaluation", "GET", "/driver-diagram")).json() for one in (new, origin)]
    assert [one["origin"] for one in diagrams] == [_ORIGIN, None]
    assert diagrams[0]["drawing"] == diagrams[1]["drawing"]
    codes = {one["code"] for one in (await _described(new))["organisations"]}
    assert codes == {one["code"] for one in (await _described(origin))["organisations"]} | {"BIRTH"}
    people = (await new.ask("registration", "GET", "/participants?limit=100")).json()["items"]
    assert len(people) == len(by_hand.table(MATERNITY, "participants.csv"))


async def test_its_figures_are_its_own_and_a_second_time_tells_nothing_anew(
    loaded: Installation, http: httpx.AsyncClient
) -> None:
    await load(loaded, http, MATERNITY)
    before, messages = await outcome(loaded, http, _NEW), await sent(loaded)

    await load(loaded, http, MATERNITY)

    assert await sent(loaded) == messages
    assert await outcome(loaded, http, _NEW) == before
    shown = before["representation"]["series"][0]["figures"]
    assert [(one["on"], one["count"], one["of"]) for one in shown] == by_hand.representation(MATERNITY)
    theirs = (await outcome(loaded, http, _ORIGIN))["representation"]["series"][0]["figures"]
    assert len(theirs) == len(by_hand.representation(MENTAL_HEALTH))


async def _described(door_to: Door) -> dict[str, Any]:
    return (await door_to.ask("registration", "GET", "/collaborative")).json()
