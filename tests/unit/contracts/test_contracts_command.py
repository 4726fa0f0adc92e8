"""``levelfield contracts``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from levelfield.__main__ import app
from shared.contracts.export import RELEASED, REPOSITORY, SCHEMAS, released

_JOINED = "registration/ParticipantJoined.v1.schema.json"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """One in which everything was exported and released."""
    (tmp_path / "shared/contracts").mkdir(parents=True)
    assert _run("export", tmp_path).exit_code == 0
    assert _run("release", tmp_path).exit_code == 0
    return tmp_path


def test_a_repository_in_which_all_is_well_passes(repository: Path) -> None:
    assert _run("check", repository).exit_code == 0


def test_a_stale_file_fails_and_the_way_to_mend_it_is_told(repository: Path) -> None:
    (repository / SCHEMAS / _JOINED).write_text("{}")

    told = _run("check", repository)

    assert told.exit_code == 1
    assert f"{SCHEMAS}/{_JOINED} is not what the code says." in told.stdout
    assert "make contracts" in told.stdout
    assert _run("export", repository).exit_code == 0
    assert _run("check", repository).exit_code == 0


def test_what_was_released_and_is_no_more_fails_and_cannot_be_released_away(repository: Path) -> None:
    _release_a_field_that_the_code_lacks(repository)
    before = released(repository)

    told, refused = _run("check", repository), _run("release", repository)

    assert (told.exit_code, refused.exit_code) == (1, 1)
    assert "levelfield.registration.ParticipantJoined.v1, field ward: is gone" in told.stdout
    assert "with version=2" in told.stdout
    assert released(repository) == before


def test_programs_get_the_verdicts_as_an_object(repository: Path) -> None:
    _release_a_field_that_the_code_lacks(repository)

    (verdict,) = json.loads(_run("check", repository, "--json").stdout)["breaking"]

    assert verdict["event"] == "levelfield.registration.ParticipantJoined.v1"
    assert verdict["field"] == "ward"


def test_a_spoilt_released_file_fails_with_its_name(repository: Path) -> None:
    (repository / RELEASED / _JOINED).write_text("")

    told = _run("check", repository)

    assert told.exit_code == 1
    assert f"{RELEASED}/{_JOINED} is not JSON" in told.stderr


@pytest.mark.parametrize("command", ["export", "check", "release"])
def test_a_folder_that_is_no_repository_is_wrong_use(command: str, tmp_path: Path) -> None:
    assert _run(command, tmp_path).exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["export", "check", "release"])
def test_help_gives_an_example_and_the_exit_codes(command: str) -> None:
    told = CliRunner().invoke(app, ["contracts", command, "--help"])

    assert f"levelfield contracts {command}" in told.stdout
    assert "Exit codes" in told.stdout


def test_the_repository_by_default_is_the_codes_own() -> None:
    assert CliRunner().invoke(app, ["contracts", "check"]).exit_code == 0
    assert (REPOSITORY / "pyproject.toml").exists()


def _release_a_field_that_the_code_lacks(repository: Path) -> None:
    path = repository / RELEASED / _JOINED
    schema: dict[str, Any] = json.loads(path.read_text())
    schema["properties"]["ward"] = {"type": "string", "default": ""}
    path.write_text(json.dumps(schema))


def _run(command: str, repository: Path, *more: str) -> Result:
    return CliRunner().invoke(app, ["contracts", command, "--repository", str(repository), *more])
