"""The lessons of a period, as a report tells them."""

from __future__ import annotations

from collections.abc import Sequence

from services.evaluation.domain.lesson import Lesson
from services.evaluation.domain.report_content import Section, SectionCode, Table

MOST_ROWS = 100
"""More would not be read; the list of lessons has them all."""


def lessons_section(lessons: Sequence[Lesson]) -> Section:
    """What was learned. A report is for everybody, so it shows only what may be read outside."""
    section = Section(code=SectionCode.LESSONS, title="Lessons")
    if not lessons:
        section.sentences = ["No lesson was shared in this period."]
        return section
    worked = sum(1 for one in lessons if one.worked)
    section.sentences = [
        f"Lessons shared in this period: {len(lessons)}. What was tried worked in {worked} of them, "
        f"and did not in {len(lessons) - worked}."
    ]
    opened = sorted(
        (one for one in lessons if one.across_collaboratives), key=lambda one: (one.shared_on, one.id)
    )
    if opened:
        section.tables = [_table(opened[:MOST_ROWS])]
    section.remarks = _remarks(len(lessons), len(opened))
    return section


def _table(lessons: Sequence[Lesson]) -> Table:
    return Table(
        caption="What was tried, and what was learned from it",
        columns=["What was tried", "Where", "Did it work?", "What happened", "What we would do again"],
        rows=[
            [one.tried, one.organisation or "", "Yes" if one.worked else "No", one.happened, one.again]
            for one in lessons
        ],
    )


def _remarks(count: int, opened: int) -> list[str]:
    remarks: list[str] = []
    if closed := count - opened:
        remarks.append(f"Lessons told within the collaborative alone, and not shown here: {closed}.")
    if opened > MOST_ROWS:
        remarks.append(f"The first {MOST_ROWS} of {opened} are shown here.")
    return remarks
