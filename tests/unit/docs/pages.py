"""The repository's Markdown pages, read as far as the tests of them need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
_FENCE = re.compile(r"^[ ]*```(\w*)\n(.*?)^[ ]*```[ ]*$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#+[ ]+(.+)$", re.MULTILINE)


def pages() -> list[Path]:
    """Every page of ours: what tools keep in hidden folders is theirs."""
    found = (path.relative_to(REPOSITORY) for path in REPOSITORY.rglob("*.md"))
    return sorted(path for path in found if not any(part.startswith(".") for part in path.parts))


def text_of(page: Path) -> str:
    return (REPOSITORY / page).read_text()


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks in a language, without their indentation."""
    found = _FENCE.findall(text_of(page))
    return [_undented(code) for name, code in found if name == language]


def fenced(page: Path) -> list[tuple[str, str]]:
    """Every fenced block with its language, in the order of the page."""
    return [(name, _undented(code)) for name, code in _FENCE.findall(text_of(page))]


def commands(page: Path) -> Iterator[str]:
    """What stands in code spans and in blocks for the shell, a line each."""
    yield from _SPAN.findall(_FENCE.sub("", text_of(page)))
    for block in blocks(page, "sh"):
        yield from block.replace("\\\n", " ").splitlines()


def links(page: Path) -> list[str]:
    """Where its links go, outside of code."""
    return _LINK.findall(_SPAN.sub("", _FENCE.sub("", text_of(page))))


def anchors(page: Path) -> set[str]:
    """The fragments by which its headings can be reached on GitHub."""
    headings = _HEADING.findall(_FENCE.sub("", text_of(page)))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _undented(code: str) -> str:
    depth = len(code) - len(code.lstrip(" "))
    return "".join(line[depth:] if line.strip() else line for line in code.splitlines(keepends=True))
