"""A published report holds people to what it tells of. Nothing else does, no attempt to publish it either."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date

import pytest

from services.evaluation.commands.composing import Sources, composed
from services.evaluation.commands.publish_report import PublishReport, publish_report
from services.evaluation.commands.withdraw_report import WithdrawReport, withdraw_report
from services.evaluation.domain.impact_report import ImpactReport
from services.evaluation.domain.report_content import Period, Section, SectionCode
from services.evaluation.domain.survey import Survey
from services.evaluation.kinds import INFLUENCES, LESSONS, REPORTS
from shared.contracts.evaluation import SurveyPurpose
from shared.contracts.refusal import Refused
from shared.contracts.registration import Role
from tests.integration.evaluation.people import CONFIDENT, DAY, NOON, WELCOME, attended, willing
from tests.support.evaluation import TENANT, Evaluated

_MONTH = Period(first=DAY.replace(day=1), last=DAY)
_AFTER = date(2018, 6, 8)
_OTHERWISE = {"speak-up": 1}


class _Answered:
    """The one section of a report in these tests: how many answers it tells of.

    Args:
        meanwhile: what happens when publishing has sealed the answers and looked at them.
    """

    def __init__(self, evaluation: Evaluated, meanwhile: Callable[[], Awaitable[None]] | None = None) -> None:
        self._evaluation, self._meanwhile = evaluation, meanwhile

    async def sections(self, tenant: str, period: Period, held_by: str = "") -> Sequence[Section]:
        assert tenant == TENANT
        told = [
            one
            for purpose in SurveyPurpose
            async for one in self._evaluation.responses.responses(purpose, date.min, period.last, held_by)
        ]
        if held_by and self._meanwhile is not None:
            await self._meanwhile()
        return [_saying(len(told))]


class _CutShort(Exception):
    """The process was killed just now."""


async def _killed() -> None:
    raise _CutShort


def _saying(answered: int) -> Section:
    return Section(code=SectionCode.EMPOWERMENT, title="What it changed", sentences=[f"{answered} answered"])


class _Reporting:
    """Reports on the answers of a collaborative."""

    def __init__(self, evaluation: Evaluated) -> None:
        self._evaluation = evaluation
        self._store = evaluation.store(REPORTS)

    async def sign(self, answered: int, report_id: str = "r-1") -> None:
        """Somebody has signed off a report that tells of so many answers."""
        sections = [_saying(answered), *await self._empty()]
        report = ImpactReport.draft(
            TENANT, report_id, "A collaborative", "What changed", _MONTH, sections, "drafter", _AFTER
        )
        report.sign_off(Role.CARER, "reader", _AFTER)
        await self._store.add(report)

    async def publish(
        self, report_id: str = "r-1", meanwhile: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        command = PublishReport(tenant=TENANT, report_id=report_id, on=_AFTER)
        await publish_report(command, self._store, self._sources(meanwhile), self._evaluation.responses)

    async def withdraw(self, report_id: str = "r-1") -> None:
        command = WithdrawReport(report_id=report_id, on=_AFTER)
        await withdraw_report(command, self._store, self._evaluation.responses)

    async def cut_short(self, report_id: str = "r-1") -> None:
        """Publishing begins, and is killed as soon as it has sealed the answers."""
        with pytest.raises(_CutShort):
            await self.publish(report_id, _killed)

    async def public(self, report_id: str = "r-1") -> bool:
        return bool((await self._store.load(report_id)).public)

    async def _empty(self) -> list[Section]:
        """What every report has, where nobody told of influence or lessons."""
        whole = await composed(TENANT, _MONTH, self._sources())
        return [one for one in whole if one.code is not SectionCode.EMPOWERMENT]

    def _sources(self, meanwhile: Callable[[], Awaitable[None]] | None = None) -> Sources:
        return Sources(
            figures=_Answered(self._evaluation, meanwhile),
            influences=self._evaluation.store(INFLUENCES),
            lessons=self._evaluation.store(LESSONS),
        )


@pytest.fixture
def reporting(evaluation: Evaluated) -> _Reporting:
    return _Reporting(evaluation)


async def _answered(evaluation: Evaluated, *people: str) -> list[Survey]:
    """These people have answered the baseline."""
    await willing(evaluation, *people)
    surveys = await evaluation.surveys()
    for survey in surveys:
        await evaluation.answer(survey, CONFIDENT, DAY)
    return surveys


async def _is_held(evaluation: Evaluated, survey: Survey) -> None:
    with pytest.raises(Refused, match="answers-reported"):
        await evaluation.take_back(survey)
    with pytest.raises(Refused, match="answers-reported"):
        await evaluation.answer(survey, _OTHERWISE, DAY)


async def test_what_a_published_report_tells_of_is_held_until_it_is_withdrawn(
    evaluation: Evaluated, reporting: _Reporting
) -> None:
    [survey] = await _answered(evaluation, "p-1")
    for report_id in ("r-1", "r-2"):
        await reporting.sign(1, report_id)
        await reporting.publish(report_id)

    await _is_held(evaluation, survey)
    await reporting.withdraw("r-1")
    await _is_held(evaluation, survey)
    await reporting.withdraw("r-2")

    await evaluation.take_back(survey)
    assert await evaluation.kept() == 0


async def test_a_report_that_is_only_signed_off_holds_nothing(
    evaluation: Evaluated, reporting: _Reporting
) -> None:
    [survey] = await _answered(evaluation, "p-1")
    await reporting.sign(1)
    await evaluation.answer(survey, _OTHERWISE, DAY)
    await evaluation.take_back(survey)
    with pytest.raises(Refused, match="answers-changed"):
        await reporting.publish()
    assert not await reporting.public()


async def test_an_attempt_to_publish_that_was_killed_holds_nobody_to_what_they_answered(
    evaluation: Evaluated, reporting: _Reporting
) -> None:
    first, second = await _answered(evaluation, "p-1", "p-2")
    await reporting.sign(2)
    await reporting.cut_short()

    await evaluation.answer(first, _OTHERWISE, DAY)
    await reporting.cut_short()
    await evaluation.take_back(second)

    assert await evaluation.kept() == 1
    with pytest.raises(Refused, match="answers-changed"):
        await reporting.publish()
    await evaluation.take_back(first)


async def test_after_an_attempt_that_was_killed_the_next_one_publishes_and_alone_holds_the_answers(
    evaluation: Evaluated, reporting: _Reporting
) -> None:
    [survey] = await _answered(evaluation, "p-1")
    await reporting.sign(1)
    await reporting.cut_short()
    await reporting.cut_short()
    await reporting.publish()
    assert [record["seals"] async for _, record in evaluation.records.each({})] == [["r-1.3"]]
    await _is_held(evaluation, survey)
    await reporting.withdraw()
    assert [record["seals"] async for _, record in evaluation.records.each({})] == [[]]


async def test_what_is_answered_after_a_report_is_in_no_report_and_can_be_taken_back(
    evaluation: Evaluated, reporting: _Reporting
) -> None:
    await _answered(evaluation, "p-1")
    await reporting.sign(1)
    await reporting.publish()
    await willing(evaluation, "p-2")
    [late] = await evaluation.surveys("p-2")
    await evaluation.answer(late, CONFIDENT, DAY)

    assert len(await _under(evaluation, "r-1.1")) == 1
    assert len(await _under(evaluation, "")) == 2
    await evaluation.take_back(late)


async def test_whoever_takes_back_what_is_about_to_be_published_is_in_no_report(
    evaluation: Evaluated, reporting: _Reporting
) -> None:
    survey, other = await _answered(evaluation, "p-1", "p-2")
    await reporting.sign(2)
    with pytest.raises(Refused, match="publication-overtaken"):
        await reporting.publish(meanwhile=lambda: evaluation.take_back(survey))
    assert not await reporting.public()
    assert [record["seals"] async for _, record in evaluation.records.each({})] == [[]]
    await evaluation.take_back(other)


@pytest.mark.parametrize("turn", range(6))
async def test_of_publishing_and_taking_back_at_the_same_time_one_gives_way(
    evaluation: Evaluated, reporting: _Reporting, turn: int
) -> None:
    surveys = await _answered(evaluation, "p-1", "p-2", "p-3")
    await reporting.sign(3)

    ended = await asyncio.gather(
        reporting.publish(), evaluation.take_back(surveys[turn % 3]), return_exceptions=True
    )

    refused = [one.code if isinstance(one, Refused) else one for one in ended]
    if await reporting.public():
        assert refused == [None, "answers-reported"]
        assert len(await _under(evaluation, "r-1.1")) == 3
    else:
        assert refused in (["publication-overtaken", None], ["answers-changed", None])
        assert len(await _under(evaluation, "")) == 2


async def test_a_report_holds_what_it_tells_of_and_of_sessions_only_those_of_its_period(
    evaluation: Evaluated,
) -> None:
    await willing(evaluation, "p-1")
    await evaluation.hear(attended("p-1"), "s-1", NOON)
    for survey in await evaluation.surveys():
        experience = survey.purpose is SurveyPurpose.EXPERIENCE
        await evaluation.answer(survey, WELCOME if experience else CONFIDENT, DAY)
    year_before = Period(first=_MONTH.first.replace(year=2017), last=_MONTH.last.replace(year=2017))

    await evaluation.responses.seal(_MONTH, "this month's")
    await evaluation.responses.seal(year_before, "another year's")

    assert await _under(evaluation, "this month's") == ["baseline", "experience"]
    # How confidence changed is told as it stands, whatever the period; a session belongs to its month.
    assert await _under(evaluation, "another year's") == ["baseline"]


async def _under(evaluation: Evaluated, seal: str) -> list[str]:
    """The purposes of the responses under a seal, or of all."""
    return sorted(
        [
            one.purpose.value
            for purpose in SurveyPurpose
            async for one in evaluation.responses.responses(purpose, date.min, DAY, seal)
        ]
    )
