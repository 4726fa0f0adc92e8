"""Every command that the pages name is there: targets of make, commands of levelfield and their options."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from levelfield.__main__ import app
from tests.unit.docs.pages import REPOSITORY, blocks, commands, pages

_PAGES = pages()
_MAKEFILE = (REPOSITORY / "Makefile").read_text()
_TARGETS = set(re.findall(r"^([a-z-]+):", _MAKEFILE, re.MULTILINE))
_MAKE = re.compile(r"\bmake ([a-z-]+)\b")
_LEVELFIELD = re.compile(r"(?:^|[\s(/])levelfield ([^|&;#)]+)")
_ROOT: Any = typer.main.get_command(app)  # typed as click's; its groups have ``commands``


def _unknown_targets(page: Path) -> list[str]:
    named = {target for line in commands(page) for target in _MAKE.findall(line)}
    return sorted(named - _TARGETS)


def _fault(line: str) -> str:
    """What of a ``levelfield`` command line is not there, or nothing."""
    command = _ROOT
    for word in shlex.split(line):
        if word.startswith("-"):
            name = word.partition("=")[0]
            known = {
                one for parameter in command.params for one in (*parameter.opts, *parameter.secondary_opts)
            }
            if name not in known | {"--help"}:
                return f"{line}: no option {name}"
        elif "commands" in vars(command):
            if word not in command.commands:
                return f"{line}: no command {word}"
            command = command.commands[word]
    return ""


@pytest.mark.parametrize("page", _PAGES, ids=str)
def test_every_make_target_that_a_page_names_exists(page: Path) -> None:
    assert _unknown_targets(page) == []


@pytest.mark.parametrize("page", _PAGES, ids=str)
def test_every_levelfield_command_that_a_page_names_exists(page: Path) -> None:
    lines = [match for line in commands(page) for match in _LEVELFIELD.findall(line)]

    assert [fault for fault in map(_fault, lines) if fault] == []


def test_the_readme_names_the_two_commands_first_and_commands_of_levelfield() -> None:
    readme = Path("README.md")

    assert blocks(readme, "sh")[0].split()[:2] == ["make", "demo"]
    assert sum(bool(_LEVELFIELD.search(line)) for line in commands(readme)) > 5


def test_what_the_readme_has_one_run_is_a_make_target_or_what_the_tutorial_runs() -> None:
    def run_on(page: Path) -> set[str]:
        lines = [line.split() for block in blocks(page, "sh") for line in block.splitlines()]
        return {words[1] for words in lines if words[:1] == ["levelfield"]}

    assert run_on(Path("README.md"))
    assert run_on(Path("README.md")) <= run_on(Path("docs/tutorial.md"))


def test_every_target_says_what_it_is_for_and_makes_its_own_environment() -> None:
    rules = dict(re.findall(r"^([a-z-]+):(.*)$", _MAKEFILE, re.MULTILINE))

    assert {"demo", "up", "down", "test", "check", "bench", "bench-full", "contracts", "help"} <= set(rules)
    assert all("##" in rule for rule in rules.values())
    assert [name for name, rule in rules.items() if "$(SYNCED)" not in rule] == ["help"]


@pytest.mark.parametrize("page", _PAGES, ids=str)
def test_every_python_snippet_compiles(page: Path) -> None:
    for snippet in blocks(page, "python"):
        compile(snippet, str(page), "exec")
