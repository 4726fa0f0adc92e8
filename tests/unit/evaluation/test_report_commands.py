"""How a report comes about, on stores in memory: what is sealed, in which order, and what is let go again."""

# What stands in for something takes all that that takes.
# ruff: noqa: ARG002

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from services.evaluation.commands.composing import Sources, composed
from services.evaluation.commands.publish_report import PublishReport, publish_report
from services.evaluation.commands.redraw_diagram import RedrawDiagram, redraw_diagram
from services.evaluation.commands.withdraw_report import WithdrawReport, withdraw_report
from services.evaluation.domain.driver_diagram import DIAGRAM_ID, DrawnBefore, DriverDiagram
from services.evaluation.domain.impact_report import ImpactReport, ReportState
from services.evaluation.domain.influence import Influence
from services.evaluation.domain.lesson import Lesson
from services.evaluation.domain.report_content import Period, Section, SectionCode
from services.evaluation.queries.read_diagram import read_drawing
from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import NotFound, Refused, Stale
from shared.contracts.registration import Role
from shared.persistence.outcomes import AlreadyExists
from shared.persistence.store import Saved
from tests.unit.evaluation.told import AFTER, DAY, PERIOD, TENANT, drafted, drawing, hoped, lesson, section


class _Memory[A: Aggregate]:
    """Aggregates in memory, with the promises of a store as far as these commands rely on them."""

    def __init__(self, *held: A) -> None:
        self.held = {one.id: one for one in held}
        self.fails = False

    async def find(self, aggregate_id: str) -> A | None:
        return deepcopy(self.held.get(aggregate_id))

    async def find_by(self, field: str, value: Any) -> A | None:
        return next((one for one in self.held.values() if getattr(one, field) == value), None)

    async def find_many(self, aggregate_ids: Iterable[str]) -> dict[str, A]:
        return {one: self.held[one] for one in aggregate_ids if one in self.held}

    async def page(
        self, where: Mapping[str, Any], limit: int, after: Sequence[str] = (), order_by: str = ""
    ) -> Sequence[A]:
        ((field, between),) = where.items()
        days = {one.id: getattr(one, field) for one in self.held.values()}
        found = [name for name, day in days.items() if day and between["$gte"] <= str(day) <= between["$lte"]]
        return [self.held[name] for name in sorted(found) if not after or name > after[-1]][:limit]

    async def count_by(self, fields: Sequence[str], where: Mapping[str, Any]) -> dict[tuple[Any, ...], int]:
        return {}

    async def load(self, aggregate_id: str) -> A:
        if (found := await self.find(aggregate_id)) is None:
            raise NotFound("not-found", "There is none.")
        return found

    async def find_all_by(self, field: str, values: Iterable[Any]) -> Sequence[A]:
        wanted = set(values)
        return [one for one in self.held.values() if getattr(one, field) in wanted]

    async def decide(self, aggregate_id: str, decision: Callable[[A], None]) -> Saved:
        aggregate = await self.load(aggregate_id)
        decision(aggregate)
        return await self.save(aggregate)

    async def made_by(self, aggregate_id: str) -> str | None:
        return None

    async def add(self, aggregate: A, made_by: str = "") -> Saved:
        if aggregate.id in self.held:
            raise AlreadyExists
        return self._keep(aggregate)

    async def save(self, aggregate: A) -> Saved:
        if self.fails:
            raise ConnectionError
        if aggregate.version != self.held[aggregate.id].version:
            raise Stale("changed-meanwhile", "Somebody was quicker.")
        return self._keep(aggregate)

    def _keep(self, aggregate: A) -> Saved:
        aggregate.version += 1
        aggregate.recorded.clear()
        self.held[aggregate.id] = deepcopy(aggregate)
        return Saved(aggregate.version, "")


class _Figures:
    """Says what it is told to say, and notes when it was asked."""

    def __init__(self, seals: _Seals, *told: Section) -> None:
        self.told, self._seals = list(told), seals

    async def sections(self, tenant: str, period: Period, held_by: str = "") -> Sequence[Section]:
        self._seals.happened.append(f"composed of {held_by or 'all'}")
        return self.told


class _Seals:
    """Notes what was sealed, and let go."""

    def __init__(self) -> None:
        self.happened: list[str] = []
        self.held: dict[str, Period] = {}
        self.meanwhile: Callable[[], Awaitable[Any]] | None = None
        """What somebody else does while an attempt has sealed."""

    async def seal(self, period: Period, seal_id: str) -> None:
        self.happened.append(f"sealed {seal_id}")
        self.held[seal_id] = period
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()

    async def release(self, seal_id: str) -> None:
        self.held.pop(seal_id, None)


class _Desk:
    """A report that was signed off, and what it takes to publish it."""

    def __init__(self, sign: bool = True) -> None:
        self.seals = _Seals()
        self.figures = _Figures(self.seals, section())
        self.sources = Sources(
            figures=self.figures, influences=_Memory[Influence](), lessons=_Memory[Lesson]()
        )
        self.reports = _Memory[ImpactReport]()
        self._sign = sign

    async def prepare(self) -> None:
        report = drafted(*await composed(TENANT, PERIOD, self.sources))
        if self._sign:
            report.sign_off(Role.CARER, "reader", AFTER)
        await self.reports.add(report)
        self.seals.happened.clear()

    async def publish(self) -> Saved:
        command = PublishReport(tenant=TENANT, report_id="r-1", on=AFTER)
        return await publish_report(command, self.reports, self.sources, self.seals)

    async def withdraw(self) -> Saved:
        command = WithdrawReport(report_id="r-1", on=AFTER)
        return await withdraw_report(command, self.reports, self.seals)


@pytest.fixture
async def desk() -> _Desk:
    desk = _Desk()
    await desk.prepare()
    return desk


async def test_a_report_is_made_of_what_was_sealed_before_it_was_looked_at(desk: _Desk) -> None:
    await desk.publish()
    assert desk.seals.happened == ["sealed r-1.1", "composed of r-1.1"]
    assert desk.seals.held == {"r-1.1": PERIOD}
    assert desk.reports.held["r-1"].state is ReportState.PUBLISHED


async def test_an_attempt_that_is_refused_lets_go_of_its_seal_alone(desk: _Desk) -> None:
    await desk.seals.seal(PERIOD, "another's")
    desk.figures.told = [section("Taken back.")]
    with pytest.raises(Refused, match="answers-changed"):
        await desk.publish()
    assert set(desk.seals.held) == {"another's"}


async def test_what_an_attempt_holds_that_was_cut_short_is_let_go_by_the_next_one(desk: _Desk) -> None:
    async def cut() -> None:
        raise ConnectionError

    desk.seals.meanwhile = cut
    with pytest.raises(ConnectionError):
        await desk.publish()
    assert set(desk.seals.held) == {"r-1.1"}

    await desk.publish()

    assert set(desk.seals.held) == {"r-1.2"}
    assert desk.reports.held["r-1"].state is ReportState.PUBLISHED


async def test_of_two_who_publish_at_once_the_later_does_and_the_other_holds_nothing(desk: _Desk) -> None:
    desk.seals.meanwhile = desk.publish
    with pytest.raises(Refused, match="publication-overtaken"):
        await desk.publish()
    assert set(desk.seals.held) == {"r-1.2"}
    assert desk.reports.held["r-1"].state is ReportState.PUBLISHED


async def test_a_report_that_is_withdrawn_holds_nobodys_answers(desk: _Desk) -> None:
    await desk.publish()
    await desk.withdraw()
    assert desk.seals.held == {}

    await desk.seals.seal(PERIOD, "r-1.1")  # as if the first time had been cut short
    await desk.withdraw()
    assert desk.seals.held == {}


async def test_what_is_not_signed_off_seals_nothing() -> None:
    desk = _Desk(sign=False)
    await desk.prepare()
    with pytest.raises(Refused, match="sign-off-needed"):
        await desk.publish()
    assert desk.seals.happened == []


async def test_publishing_again_seals_nothing_more_and_tells_the_same(desk: _Desk) -> None:
    first = await desk.publish()
    again = await desk.publish()
    assert (again.version, set(desk.seals.held)) == (first.version, {"r-1.1"})


async def test_a_report_has_its_sections_in_their_order_whoever_fills_them() -> None:
    figures = _Figures(_Seals(), section(code=SectionCode.EMPOWERMENT), section(code=SectionCode.REACH))
    sources = Sources(figures=figures, influences=_Memory[Influence](), lessons=_Memory[Lesson]())
    codes = [one.code for one in await composed(TENANT, PERIOD, sources)]
    assert codes == ["reach", "empowerment", "influence", "lessons"]


async def test_a_report_has_all_of_its_period_and_nothing_of_another() -> None:
    days = [date(2017, 12, 31), PERIOD.first, PERIOD.last, date(2018, 6, 1)]
    said = [hoped(number, on=day) for number, day in enumerate(days * 120)]
    learned = [lesson(number, on=day) for number, day in enumerate(days)]
    sources = Sources(figures=_Figures(_Seals()), influences=_Memory(*said), lessons=_Memory(*learned))
    influence, lessons = await composed(TENANT, PERIOD, sources)
    assert influence.sentences[0] == "Contributions in this period: 240."
    assert lessons.sentences[0].startswith("Lessons shared in this period: 2.")


class TestTheVersionsOfADiagram:
    async def test_can_all_be_read(self) -> None:
        diagrams, before = _Memory(DriverDiagram.draw(TENANT, drawing("1"), DAY)), _Memory[DrawnBefore]()
        for number in range(1, 4):
            change = RedrawDiagram(drawing=drawing(str(number + 1)), on=AFTER, expected=number - 1)
            await redraw_diagram(change, diagrams, before)
        told = [(await read_drawing(number, diagrams, before)).drawing.aim for number in range(1, 5)]
        assert told == ["1", "2", "3", "4"]
        with pytest.raises(NotFound):
            await read_drawing(5, diagrams, before)

    async def test_are_not_lost_or_doubled_by_an_attempt_that_was_cut_short(self) -> None:
        diagrams, before = _Memory(DriverDiagram.draw(TENANT, drawing("1"), DAY)), _Memory[DrawnBefore]()
        diagrams.fails = True
        with pytest.raises(ConnectionError):
            await redraw_diagram(RedrawDiagram(drawing=drawing("lost"), on=DAY, expected=0), diagrams, before)
        assert (await read_drawing(1, diagrams, before)).drawing.aim == "1"
        diagrams.fails = False
        await redraw_diagram(RedrawDiagram(drawing=drawing("2"), on=DAY, expected=0), diagrams, before)
        assert [(await read_drawing(one, diagrams, before)).drawing.aim for one in (1, 2)] == ["1", "2"]
        assert diagrams.held[DIAGRAM_ID].number == 2
