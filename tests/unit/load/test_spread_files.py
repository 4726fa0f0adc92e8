"""Files of a collaborative that is made from another one hold what differs; what comes along is checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from levelfield.load.door import Door
from levelfield.load.files import Files
from levelfield.load.folder import read_folder
from levelfield.load.origin import problems_with_origin
from tests.support.services import REPOSITORY

_SPREAD = "slug: new-ni\nname: New\nspecialty: S\nregion: R\nspread_from: old-ni\n"
_PEOPLE = (
    "Name,Email,Role,Organisation\n"
    "Ann Example (invented),ann@example.org,carer,\n"
    "Ben Example (invented),ben@example.org,professional,BHSCT\n"
)
_MODULES = "- code: qi-1\n  comes_along: true\n  outline: Ours\n  signed_off_by: [ann@example.org]\n"
_SESSIONS = (
    "session,module,part,college,starts at,ends at,place,capacity\n"
    "S-1,QI-1,3,BRC,2018-03-12 10:00,2018-03-12 12:00,Room 3,12\n"
)
_VERSION: Mapping[str, Any] = {
    "title": "T",
    "outline": "Theirs",
    "outcomes": [],
    "parts": [
        {"number": 1, "title": "Part 1", "minutes": 90},
        {"number": 2, "title": "Part 2", "minutes": 90},
    ],
}


def _read(folder: Path, **files: str) -> tuple[Files, list[tuple[str, int, str]]]:
    told = {"collaborative.yaml": f"{_SPREAD}with_organisations: true\n", "participants.csv": _PEOPLE}
    for name, text in (told | {name.replace("_", "."): text for name, text in files.items()}).items():
        (folder / name).write_text(text)
    read, problems = read_folder(folder)
    return read, [(one.file, one.row, one.column) for one in problems]


def _door(*, begun: bool = False, there: bool = True, **module: Any) -> Door:
    """Services that know the origin, unless it is not ``there``, and the new one, if it has ``begun``."""
    told = {"id": "m-1", "code": "QI-1", "released_version": 1, "retired_on": None, "origin": None}
    shown = told | {"versions": [_VERSION]} | module
    organisations = {"organisations": [{"code": "BHSCT"}, {"code": "BRC"}]}

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.method == "GET", "nothing is sent while the files are checked"
        tenant, _, path = request.url.path.removeprefix("/v1/").partition("/")
        if (tenant == "new-ni" and not begun) or not there:
            assert path == "collaborative"
            return httpx.Response(404, json={"code": "no-such-collaborative"})
        if path == "collaborative":
            return httpx.Response(200, json=organisations)
        return httpx.Response(200, json=shown if path == "modules/m-1" else {"items": [shown], "next": None})

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    urls = {name: f"http://{name}.test" for name in ("registration", "training")}
    return Door(http, urls, "new-ni", lambda _: "token")


async def _problems(files: Files, door: Door) -> list[tuple[str, int, str]]:
    return [(one.file, one.row, one.column) for one in await problems_with_origin(files, door)]


def test_the_files_of_the_second_example_are_right_and_hold_only_what_differs() -> None:
    files, problems = read_folder(REPOSITORY / "examples" / "maternity-collaborative")
    assert problems == []
    assert files.origin == "mental-health-ni"
    assert [one.comes_along for one in files.modules.values()] == [True, True]
    assert [set(one.content) for one in files.modules.values()] == [{"code"}, {"code", "outline"}]
    assert all("(invented)" in line for line in files.people.decode().splitlines()[1:])


def test_aims_are_taken_over_only_if_the_files_name_none(tmp_path: Path) -> None:
    files, _ = _read(tmp_path)
    assert "aims" not in files.description
    own = f"{_SPREAD}aims: [{{ measure: representation, target: 0.4, by: 2018-12-31 }}]\n"
    files, _ = _read(tmp_path, collaborative_yaml=own)
    assert files.description["aims"][0]["by"] == "2018-12-31"


@pytest.mark.parametrize(
    ("text", "column"),
    [
        (_SPREAD.replace("old-ni", "Not A Slug"), "spread_from"),
        (_SPREAD.replace("old-ni", "new-ni"), "spread_from"),
        (f"{_SPREAD}with_organisations: perhaps\n", "with_organisations"),
        (_SPREAD.replace("spread_from: old-ni", "with_organisations: true"), "with_organisations"),
    ],
)
def test_an_origin_that_cannot_be_one_is_told(tmp_path: Path, text: str, column: str) -> None:
    _, problems = _read(tmp_path, collaborative_yaml=text, participants_csv="Name,Email,Role\n")
    assert problems == [("collaborative.yaml", 0, column)]


def test_a_module_comes_along_only_where_there_is_an_origin(tmp_path: Path) -> None:
    text = _SPREAD.replace("spread_from: old-ni", "organisations: [{ code: BHSCT, name: B, kind: trust }]")
    _, problems = _read(tmp_path, collaborative_yaml=text, modules_yaml=_MODULES)
    assert problems == [("modules.yaml", 1, "comes_along")]


def test_of_a_module_that_comes_along_only_its_content_can_differ(tmp_path: Path) -> None:
    _, problems = _read(tmp_path, modules_yaml=f"{_MODULES}  track: joint\n")
    assert problems == [("modules.yaml", 1, "track")]


def test_a_diagram_is_read_as_the_service_takes_it(tmp_path: Path) -> None:
    diagram = "aim: A\nprimary: [{ text: P, secondary: [{ text: S, ideas: [{ text: I }] }] }]\n"
    (tmp_path / "driver-diagram.yaml").write_text(diagram)
    files, problems = _read(tmp_path)
    assert problems == []
    assert files.diagram["primary"][0]["secondary"][0]["ideas"] == [{"text": "I", "measures": []}]
    (tmp_path / "driver-diagram.yaml").write_text("aim: ''\nprimary: [{ words: P }]\n")
    _, problems = _read(tmp_path)
    assert {column for _, _, column in problems} == {"aim", "primary.0.text", "primary.0.words"}


async def test_what_comes_along_is_no_problem_whatever_the_case_of_its_code(tmp_path: Path) -> None:
    files, problems = _read(tmp_path, modules_yaml=_MODULES, sessions_csv=_SESSIONS.replace(",3,", ",2,"))
    assert problems == []
    assert await _problems(files, _door()) == []


async def test_an_origin_that_is_not_there_is_told(tmp_path: Path) -> None:
    files, _ = _read(tmp_path)
    assert await _problems(files, _door(there=False)) == [("collaborative.yaml", 0, "spread_from")]


async def test_everything_that_does_not_come_along_is_told_in_one_go(tmp_path: Path) -> None:
    files, _ = _read(
        tmp_path,
        participants_csv=_PEOPLE.replace("BHSCT", "ELSEWHERE"),
        modules_yaml=f"{_MODULES}- code: NONE\n  comes_along: true\n",
        sessions_csv=_SESSIONS,
    )
    assert await _problems(files, _door()) == [
        ("modules.yaml", 2, "code"),
        ("participants.csv", 3, "organisation"),
        ("sessions.csv", 2, "part"),
    ]


@pytest.mark.parametrize("module", [{"released_version": None}, {"retired_on": "2018-06-01"}])
async def test_a_module_that_is_a_draft_there_or_retired_does_not_come(
    tmp_path: Path, module: dict[str, Any]
) -> None:
    files, _ = _read(tmp_path, modules_yaml=_MODULES)
    assert await _problems(files, _door(**module)) == [("modules.yaml", 1, "code")]


async def test_once_it_has_begun_what_has_come_counts_and_not_what_there_is_at_the_origin(
    tmp_path: Path,
) -> None:
    files, _ = _read(tmp_path, modules_yaml=_MODULES)
    origin = {"collaborative": "old-ni", "module_id": "m-0", "version": 1}
    assert await _problems(files, _door(begun=True, origin=origin, released_version=None)) == []
    assert await _problems(files, _door(begun=True)) == [("modules.yaml", 1, "code")]
