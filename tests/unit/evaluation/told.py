"""What people told, for tests of influence, lessons, the driver diagram and reports."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.evaluation.domain.driver_diagram import (
    ChangeIdea,
    Drawing,
    PrimaryDriver,
    SecondaryDriver,
)
from services.evaluation.domain.impact_report import ImpactReport
from services.evaluation.domain.influence import Contribution, Influence, Resolution
from services.evaluation.domain.lesson import Lesson, Telling
from services.evaluation.domain.report_content import Cell, Chart, Period, Section, SectionCode, Table
from shared.contracts.aggregate import Aggregate
from shared.contracts.evaluation import InfluenceOutcome, InfluencePlace, PpiStandard
from shared.contracts.event import Event
from shared.contracts.registration import Role

TENANT = "mental-health-ni"
DAY = date(2018, 1, 15)
LATER = date(2018, 3, 20)
PERIOD = Period(first=date(2018, 1, 1), last=date(2018, 5, 31))
AFTER = date(2018, 6, 8)
SCRIPT = "<script>alert('x')</script>"


def saved[A: Aggregate](aggregate: A) -> A:
    """The same after a save: what it recorded is gone."""
    aggregate.recorded.clear()
    return aggregate


def events(aggregate: Aggregate) -> list[Event]:
    """The events that it has recorded."""
    return [event for event, _ in aggregate.recorded]


def hoped(number: int = 1, text: str = "Plain letters", on: date = DAY, **more: Any) -> Influence:
    """A contribution that waits for an answer, with nothing to publish."""
    fields: dict[str, Any] = {"role": Role.CARER, "place": InfluencePlace.MEETING, "place_id": "m-1"} | more
    said = Contribution(hoped=text, **fields)
    return saved(Influence.record_contribution(TENANT, f"i-{number}", said, on))


def taken_up(outcome: InfluenceOutcome = InfluenceOutcome.ACCEPTED, **more: Any) -> Resolution:
    fields: dict[str, Any] = {
        "changed": "The letter was written anew",
        "matters": "More people come",
        "standards": [PpiStandard.UK_IMPACT],
        "resolved_on": LATER,
    }
    return Resolution(outcome=outcome, **(fields | more))


def declined(reason: str | None = "It needs a law", **more: Any) -> Resolution:
    fields: dict[str, Any] = {"resolved_on": LATER}
    return Resolution(outcome=InfluenceOutcome.DECLINED, reason=reason, **(fields | more))


def telling(**more: Any) -> Telling:
    fields: dict[str, Any] = {
        "tried": "Evening meetings",
        "organisation": "BHSCT",
        "happened": "Twice as many came",
        "worked": True,
        "again": "Ask a week before",
    }
    return Telling(**(fields | more))


def lesson(number: int = 1, on: date = DAY, **more: Any) -> Lesson:
    """A lesson told within the collaborative, with nothing to publish."""
    return saved(Lesson.share(TENANT, f"l-{number}", telling(**more), on))


def drawing(aim: str = "More lived experience in the room") -> Drawing:
    idea = ChangeIdea(text="Pay for carer cover", measures=["barriers"])
    secondary = SecondaryDriver(text="What it costs to come", ideas=[idea, ChangeIdea(text="Meet nearby")])
    come = PrimaryDriver(text="People can come", secondary=[secondary])
    return Drawing(aim=aim, measures=["representation"], primary=[come, PrimaryDriver(text="It is worth it")])


def section(text: str = "Some sentence.", **more: Any) -> Section:
    rows: list[list[Cell]] = [["Carers", 7], ["Others", "withheld"]]
    table = Table(caption="Figures", columns=["What", "How many"], rows=rows)
    chart = Chart(title="A chart", svg="<svg xmlns='http://www.w3.org/2000/svg'/>", text="It rises.")
    fields: dict[str, Any] = {
        "code": SectionCode.EXPERIENCE,
        "title": "How it was",
        "sentences": [text],
        "tables": [table],
        "charts": [chart],
        "remarks": ["Something was withheld."],
    }
    return Section(**(fields | more))


def drafted(*sections: Section, title: str = "What changed") -> ImpactReport:
    """A draft, with nothing to publish."""
    name, told = "Mental health collaborative", sections or (section(),)
    return saved(ImpactReport.draft(TENANT, "r-1", name, title, PERIOD, told, "drafter", AFTER))


def signed() -> ImpactReport:
    """A report that a carer has signed off."""
    report = drafted()
    report.sign_off(Role.CARER, "reader", AFTER)
    return saved(report)
