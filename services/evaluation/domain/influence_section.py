"""The influence trail of a period, as a report tells it: you said, we did."""

from __future__ import annotations

from collections.abc import Sequence

from services.evaluation.domain.influence import Influence, Resolution
from services.evaluation.domain.report_content import Cell, Period, Section, SectionCode, Table
from shared.contracts.evaluation import InfluenceOutcome, InfluencePlace, PpiStandard

MOST_ROWS = 100
"""More would not be read; the trail itself has them all."""

OUTCOMES = {
    InfluenceOutcome.ACCEPTED: "Accepted",
    InfluenceOutcome.CHANGED: "Taken up in another form",
    InfluenceOutcome.DECLINED: "Declined",
}
PLACES = {InfluencePlace.MEETING: "At a meeting", InfluencePlace.MODULE: "On a module"}
STANDARDS = {
    PpiStandard.HSC_LEADERSHIP: "HSC: leadership",
    PpiStandard.HSC_GOVERNANCE: "HSC: governance",
    PpiStandard.HSC_OPPORTUNITIES_AND_SUPPORT: "HSC: opportunities and support",
    PpiStandard.HSC_KNOWLEDGE_AND_SKILLS: "HSC: knowledge and skills",
    PpiStandard.HSC_MEASURING_OUTCOMES: "HSC: measuring outcomes",
    PpiStandard.UK_INCLUSIVE_OPPORTUNITIES: "UK: inclusive opportunities",
    PpiStandard.UK_WORKING_TOGETHER: "UK: working together",
    PpiStandard.UK_SUPPORT_AND_LEARNING: "UK: support and learning",
    PpiStandard.UK_COMMUNICATIONS: "UK: communications",
    PpiStandard.UK_IMPACT: "UK: impact",
    PpiStandard.UK_GOVERNANCE: "UK: governance",
}


def influence_section(told: Sequence[Influence], period: Period) -> Section:
    """What was hoped for in the period, or became of something in it.

    A role is not told beside the words: in a small group that would tell who said them.
    """
    section = Section(code=SectionCode.INFLUENCE, title="You said, we did")
    if not told:
        section.sentences = ["Nothing that people hoped for was recorded or answered in this period."]
        return section
    ordered = sorted(told, key=lambda one: (one.recorded_on, one.id))
    section.sentences = _sentences(ordered, period)
    section.tables = [_trail(ordered[:MOST_ROWS])]
    if met := _standards(ordered):
        section.tables.append(met)
    if len(ordered) > MOST_ROWS:
        section.remarks = [f"The first {MOST_ROWS} of {len(ordered)} are shown here."]
    return section


def _sentences(told: Sequence[Influence], period: Period) -> list[str]:
    said = sum(1 for one in told if period.holds(one.recorded_on))
    counted = {outcome: sum(1 for one in told if one.outcome is outcome) for outcome in OUTCOMES}
    waiting = sum(1 for one in told if one.outcome is None)
    return [
        f"Contributions in this period: {said}.",
        f"What became of the {len(told)} that are told here: accepted {counted[InfluenceOutcome.ACCEPTED]}, "
        f"taken up in another form {counted[InfluenceOutcome.CHANGED]}, "
        f"declined with the reason {counted[InfluenceOutcome.DECLINED]}, waiting for an answer {waiting}.",
    ]


def _trail(told: Sequence[Influence]) -> Table:
    return Table(
        caption="What people hoped for, and what became of it",
        columns=["You said", "Where", "What became of it", "We did", "Why it matters"],
        rows=[_row(one) for one in told],
    )


def _row(one: Influence) -> list[Cell]:
    answer = one.resolution
    if answer is None:
        return [one.hoped, PLACES[one.place], "Waits for an answer", "", ""]
    return [one.hoped, PLACES[one.place], OUTCOMES[answer.outcome], _did(answer), answer.matters or ""]


def _did(answer: Resolution) -> str:
    return answer.changed or f"Not done: {answer.reason}"


def _standards(told: Sequence[Influence]) -> Table | None:
    counted = {standard: sum(1 for one in told if standard in one.standards) for standard in PpiStandard}
    rows: list[list[Cell]] = [[STANDARDS[one], count] for one, count in counted.items() if count]
    if not rows:
        return None
    return Table(
        caption="Standards of involvement that the changes meet", columns=["Standard", "Changes"], rows=rows
    )
