"""What is in a version of a module, between a form and training.

A form has a few rows for parts, and a button ``MORE`` that sends it to have some more. What was not changed
is sent as it was, so that saving it again makes no sign-off void.
"""

from __future__ import annotations

from typing import Any

from services.portal.clients.modules import ModuleVersion
from services.portal.web.numbers import typed_number
from services.portal.web.problems import FieldProblem
from shared.web.forms import Form

STEP, MORE = "step", "more"
MOST_PARTS, LONGEST_PART = 20, 1_440
_ROWS, _MORE_ROWS = 3, 3
SAID = {
    "code": "Enter a short code of letters and digits, like QI-1",
    "track": "Select which side's skill it teaches",
    "audience": "Select whom it is for",
    "title": "Enter a title of up to 200 characters",
    "outline": "Keep the outline to 10,000 characters",
    "outcomes": "Enter up to 30 outcomes, each of up to 300 characters",
    "parts": "Enter up to 20 parts, each with a title of up to 200 characters",
}


def rows_in(form: Form) -> int:
    """How many rows for parts to show."""
    filled = [at for at in range(1, MOST_PARTS + 1) if form.text(f"part-{at}") or form.text(f"minutes-{at}")]
    shown = typed_number(form.text("rows"), _ROWS, MOST_PARTS) or _ROWS
    more = _MORE_ROWS if form.text(STEP) == MORE else 0
    return min(max(shown + more, *filled, _ROWS), MOST_PARTS)


def form_of(version: ModuleVersion, seen: str) -> Form:
    """The form with what is in a version.

    Args:
        seen: the version of the module as a whole.
    """
    fields = {
        "title": [version.title],
        "outline": [version.outline],
        "outcomes": ["\n".join(version.outcomes)],
        "version": [seen],
    }
    for at, part in enumerate(version.parts, start=1):
        fields |= {f"part-{at}": [part.title], f"minutes-{at}": [str(part.minutes)]}
    return Form(fields)


def content_in(form: Form) -> tuple[dict[str, Any], list[FieldProblem]]:
    """As training takes it, and what is wrong with what was typed."""
    parts, problems = _parts_in(form)
    if not form.text("title"):
        problems.insert(0, FieldProblem("title", SAID["title"]))
    lines = [line.strip() for line in form.text("outcomes").splitlines()]
    body = {
        "title": form.text("title"),
        # A browser sends a new line as two characters.
        "outline": form.text("outline").replace("\r\n", "\n"),
        "outcomes": [line for line in lines if line],
        "parts": parts,
    }
    return body, problems


def _parts_in(form: Form) -> tuple[list[dict[str, Any]], list[FieldProblem]]:
    """The rows that are filled in; rows between them may be empty."""
    parts: list[dict[str, Any]] = []
    problems: list[FieldProblem] = []
    for at in range(1, MOST_PARTS + 1):
        title, typed = form.text(f"part-{at}"), form.text(f"minutes-{at}")
        if not (title or typed):
            continue
        minutes = typed_number(typed, 1, LONGEST_PART)
        if not title:
            problems.append(FieldProblem(f"part-{at}", f"Enter what part {at} is called"))
        if minutes is None:
            sentence = f"Enter how many minutes part {at} takes, from 1 to 1,440"
            problems.append(FieldProblem(f"minutes-{at}", sentence))
        parts.append({"title": title, "minutes": minutes})
    return parts, problems
