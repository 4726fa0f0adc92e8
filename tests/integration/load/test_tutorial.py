"""docs/tutorial.md, run as it stands there against an installation: each step prints what the page says."""

from __future__ import annotations

import logging
import re
import shlex
import subprocess
from collections.abc import Generator, Iterator
from itertools import groupby
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from levelfield.__main__ import app
from tests.unit.docs.pages import fenced

_PAGE = Path("docs/tutorial.md")
_BASH_SECONDS = 20
_SAYS_ITS_CODE = '; echo "exit code $?"'

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(autouse=True)
def logging_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """A command sets up logging for its process, which is that of all tests here: loggers would keep it."""

    def for_the_command(*_: object, **__: object) -> None:
        errors_alone = structlog.make_filtering_bound_logger(logging.ERROR)
        structlog.configure(wrapper_class=errors_alone, cache_logger_on_first_use=False)

    monkeypatch.setattr("levelfield.installation.configure", for_the_command)
    yield
    structlog.reset_defaults()


def steps() -> Iterator[tuple[str, str]]:
    """The commands of each step, and what the page says that they print; empty where it says nothing."""
    blocks = [(language, code) for language, code in fenced(_PAGE) if language in ("sh", "text")]
    for (language, code), (following, printed) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if language == "sh":
            yield code, printed if following == "text" else ""


def printed_by(commands: str, folder: Path) -> str:
    """Runs commands in a folder: levelfield's in this process, which has imported it, the rest in bash."""
    printed = ""
    for ours, lines in groupby(commands.splitlines(), key=lambda line: line.startswith("levelfield ")):
        for command in lines if ours else ["\n".join(lines)]:
            printed += _levelfield(command) if ours else _bash(command, folder)
    return printed


def _levelfield(line: str) -> str:
    command, _, _ = line.partition(_SAYS_ITS_CODE)
    ended = CliRunner().invoke(app, shlex.split(command, comments=True)[1:], catch_exceptions=False)
    if _SAYS_ITS_CODE in line:
        return f"{ended.output}exit code {ended.exit_code}\n"
    assert ended.exit_code == 0, f"{line}\n{ended.output}"
    return ended.output


def _bash(commands: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-eu", "-c", commands],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_BASH_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
    return done.stdout


def says(page: str, printed: str) -> bool:
    """Whether that is what was printed; ``...`` on the page stands for anything."""
    there, said = (" ".join(text.split()) for text in (printed, page))
    return re.fullmatch(re.escape(said).replace(r"\.\.\.", ".*"), there) is not None


def test_each_step_prints_what_the_page_says(here: Path) -> None:
    told = [step for step in steps() if not step[0].startswith("make ")]
    assert len(told) >= 6
    for commands, page in told:
        printed = printed_by(commands, here)
        assert not page or says(page, printed), f"{commands}\nprints\n{printed}\nand the page says\n{page}"


def test_the_page_is_held_to_its_last_word() -> None:
    assert says("a ... c\n", "a  b\nc")
    assert not says("a ... c\n", "a b c d")


def test_a_command_of_levelfield_is_on_its_own_line() -> None:
    lines = [line for commands, _ in steps() for line in commands.splitlines()]
    assert [line for line in lines if "levelfield " in line and not line.startswith("levelfield ")] == []
