"""The rules of an impact report, and random attempts to publish what nobody with lived experience signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.evaluation.domain.impact_report import ImpactReport, ReportState, report_of
from services.evaluation.domain.report_content import Chart, Period, Section, SectionCode, Table
from shared.contracts.evaluation import ImpactReportPublished, ImpactReportWithdrawn
from shared.contracts.refusal import Forbidden, Invalid, Refused
from shared.contracts.registration import Role
from tests.unit.evaluation.told import AFTER, PERIOD, TENANT, drafted, events, saved, section, signed

_LATER = date(2018, 6, 15)
_CHANGES: tuple[Callable[[ImpactReport], None], ...] = (
    lambda one: one.redraft([section("Other figures.")], "drafter", _LATER),
    lambda one: one.sign_off(Role.CARER, "another", _LATER),
)


class TestADraft:
    def test_is_on_a_period_that_is_over(self) -> None:
        with pytest.raises(Invalid, match="period-not-over"):
            ImpactReport.draft(TENANT, "r-1", "Name", "Title", PERIOD, [], "drafter", PERIOD.last)

    def test_has_a_period_that_ends_after_it_begins(self) -> None:
        with pytest.raises(Invalid, match="period-upside-down"):
            Period(first=date(2018, 2, 1), last=date(2018, 1, 31))
        one_day = Period(first=date(2018, 2, 1), last=date(2018, 2, 1))
        assert one_day.holds(date(2018, 2, 1))

    def test_keeps_its_sections_whatever_becomes_of_what_they_were_made_from(self) -> None:
        source = section()
        report = drafted(source)
        source.sentences.clear()
        assert report.sections == [section()]

    def test_composed_anew_to_the_same_stays_signed_off(self) -> None:
        report = signed()
        report.redraft([section()], "another", _LATER)
        assert (report.state, report.drafters) == (ReportState.SIGNED_OFF, ["drafter"])

    def test_composed_anew_to_something_else_has_to_be_signed_off_anew(self) -> None:
        report = signed()
        report.redraft([section("Other figures.")], "another", _LATER)
        assert (report.state, report.sign_offs, report.drafted_on) == (ReportState.DRAFT, [], _LATER)

    def test_a_table_has_a_cell_for_each_column(self) -> None:
        with pytest.raises(ValueError, match="cell"):
            Table(caption="Figures", columns=["What", "How many"], rows=[["Carers"]])


class TestSigningOff:
    @pytest.mark.parametrize("role", [Role.SERVICE_USER, Role.CARER])
    def test_takes_a_reader_with_lived_experience(self, role: Role) -> None:
        report = drafted()
        report.sign_off(role, "reader", AFTER)
        assert (report.state, report.sign_offs[0].role) == (ReportState.SIGNED_OFF, role)

    @pytest.mark.parametrize("role", [Role.PROFESSIONAL, None])
    def test_by_a_professional_or_by_nobody_who_takes_part_does_not_do(self, role: Role | None) -> None:
        report = drafted()
        with pytest.raises(Forbidden, match="lived-experience-needed"):
            report.sign_off(role, "reader", AFTER)
        assert report.state is ReportState.DRAFT

    def test_by_whoever_drafted_it_does_not_do_whatever_their_experience(self) -> None:
        with pytest.raises(Forbidden, match="drafter-cannot-sign"):
            drafted().sign_off(Role.CARER, "drafter", AFTER)

    @pytest.mark.parametrize("by", ["drafter", "another"])
    def test_by_any_of_those_who_ever_drafted_it_does_not_do(self, by: str) -> None:
        report = drafted()
        report.redraft([section("Other figures.")], "another", _LATER)
        with pytest.raises(Forbidden, match="drafter-cannot-sign"):
            report.sign_off(Role.CARER, by, AFTER)

    def test_twice_by_the_same_reader_is_once(self) -> None:
        report = signed()
        report.sign_off(Role.CARER, "reader", _LATER)
        assert len(report.sign_offs) == 1

    def test_can_be_done_by_several_readers(self) -> None:
        report = signed()
        report.sign_off(Role.SERVICE_USER, "another", _LATER)
        assert [one.role for one in report.sign_offs] == [Role.CARER, Role.SERVICE_USER]


class TestPublishing:
    def test_is_told_with_the_period_and_nothing_of_what_it_says(self) -> None:
        report = signed()
        report.publish([section()], _LATER)
        assert report.public
        assert events(report) == [
            ImpactReportPublished(
                report_id="r-1", period_from=PERIOD.first, period_to=PERIOD.last, published_on=_LATER
            )
        ]

    def test_needs_a_sign_off(self) -> None:
        with pytest.raises(Refused, match="sign-off-needed"):
            drafted().publish([section()], _LATER)

    @pytest.mark.parametrize("code", [one for one in SectionCode if one.of_peoples_own])
    def test_is_refused_once_anything_that_people_answered_or_told_is_not_what_was_signed(
        self, code: SectionCode
    ) -> None:
        report = drafted(section(code=code))
        report.sign_off(Role.CARER, "reader", AFTER)
        for now in ([section("Taken back.", code=code)], []):
            with pytest.raises(Refused, match="answers-changed"):
                report.publish(now, _LATER)
        assert (report.state, events(report)) == (ReportState.SIGNED_OFF, [])

    @pytest.mark.parametrize("code", [SectionCode.REPRESENTATION, SectionCode.REACH])
    def test_is_not_held_up_by_those_who_have_joined_since_and_says_what_was_signed(
        self, code: SectionCode
    ) -> None:
        report = drafted(section(code=code))
        report.sign_off(Role.CARER, "reader", AFTER)
        report.publish([section("More people.", code=code)], _LATER)
        assert (report.public, report.sections) == (True, [section(code=code)])

    def test_is_as_it_was_signed_though_a_chart_would_tell_by_now_what_else_happened(self) -> None:
        report = signed()
        report.publish([section(charts=[Chart(title="A chart", svg="<svg/>", text="A module.")])], _LATER)
        assert (report.public, report.sections) == (True, [section()])

    def test_again_changes_nothing_whatever_the_figures_are_now(self) -> None:
        report = signed()
        report.publish([section()], _LATER)
        saved(report).publish([section("Other figures.")], date(2018, 7, 1))
        assert (events(report), report.published_on, report.sections) == ([], _LATER, [section()])

    @pytest.mark.parametrize("change", _CHANGES)
    @pytest.mark.parametrize("withdrawn", [False, True])
    def test_freezes_it(self, change: Callable[[ImpactReport], None], withdrawn: bool) -> None:
        report = signed()
        report.publish([section()], _LATER)
        if withdrawn:
            report.withdraw(_LATER)
        with pytest.raises(Refused, match="already-published"):
            change(report)
        assert report.sections == [section()]


class TestBeginningToPublish:
    def test_needs_a_sign_off(self) -> None:
        with pytest.raises(Refused, match="sign-off-needed"):
            drafted().begin_publication()

    def test_makes_whoever_began_before_come_to_nothing(self) -> None:
        report = signed()
        report.begin_publication()
        (first,) = report.seals
        report.must_be_published_under(first)

        report.begin_publication()

        assert report.seals[0] == first
        report.must_be_published_under(report.seals[1])
        with pytest.raises(Refused, match="publication-overtaken"):
            report.must_be_published_under(first)

    def test_changes_nothing_once_it_is_public(self) -> None:
        report = signed()
        report.begin_publication()
        report.publish([section()], _LATER)
        report.begin_publication()
        assert report.attempts == 1


class TestLettingGo:
    """Somebody changes an answer that is held under a seal of the report."""

    def test_makes_an_attempt_that_is_under_way_come_to_nothing_and_the_next_one_can_begin(self) -> None:
        report = signed()
        report.begin_publication()
        (seal,) = report.seals
        report.let_go(seal)
        with pytest.raises(Refused, match="publication-overtaken"):
            report.must_be_published_under(seal)
        report.begin_publication()
        report.must_be_published_under(report.seals[-1])

    def test_is_refused_once_the_report_is_public_and_not_for_what_an_earlier_attempt_held(self) -> None:
        report = signed()
        report.begin_publication()
        report.begin_publication()
        report.publish([section()], _LATER)
        earlier, held = report.seals
        report.let_go(earlier)
        with pytest.raises(Refused, match="answers-reported"):
            report.let_go(held)
        assert report.seals == (earlier, held)

    def test_changes_nothing_of_a_report_that_was_withdrawn(self) -> None:
        report = signed()
        report.begin_publication()
        report.publish([section()], _LATER)
        report.withdraw(_LATER)
        report.let_go(report.seals[-1])
        assert report.attempts == 1

    def test_a_seal_says_whose_it_is(self) -> None:
        report = signed()
        report.begin_publication()
        assert [report_of(seal) for seal in report.seals] == [report.id]


class TestWithdrawing:
    def test_is_told_and_what_was_published_is_kept(self) -> None:
        report = signed()
        report.publish([section()], _LATER)
        saved(report).withdraw(date(2018, 7, 2))
        assert not report.public
        assert events(report) == [ImpactReportWithdrawn(report_id="r-1", withdrawn_on=date(2018, 7, 2))]
        assert report.sections == [section()]

    def test_twice_is_once(self) -> None:
        report = signed()
        report.publish([section()], _LATER)
        report.withdraw(date(2018, 7, 2))
        saved(report).withdraw(date(2018, 8, 2))
        assert (events(report), report.withdrawn_on) == ([], date(2018, 7, 2))

    def test_is_for_what_was_published(self) -> None:
        with pytest.raises(Refused, match="not-published"):
            signed().withdraw(_LATER)

    def test_is_for_good(self) -> None:
        report = signed()
        report.publish([section()], _LATER)
        report.withdraw(_LATER)
        with pytest.raises(Refused, match="already-published"):
            report.publish([section()], _LATER)


_PEOPLE = st.sampled_from(["drafter", "reader", "another"])
_CONTENTS = st.sampled_from(["Some sentence.", "Other figures.", "Third figures."])


class _AnyOrder(RuleBasedStateMachine):
    """Whatever is tried in whatever order, what is public was signed off as it is by a reader who may."""

    @initialize()
    def begin(self) -> None:
        self.report = drafted()
        self.signed: set[tuple[str, str]] = set()
        self.published: list[Section] | None = None

    def _try(self, change: Callable[..., None], *arguments: Any) -> bool:
        try:
            change(*arguments)
        except Refused:
            return False
        return True

    @rule(text=_CONTENTS, by=_PEOPLE)
    def redraft(self, text: str, by: str) -> None:
        self._try(self.report.redraft, [section(text)], by, _LATER)

    @rule(role=st.sampled_from([None, *Role]), by=_PEOPLE)
    def sign_off(self, role: Role | None, by: str) -> None:
        if self._try(self.report.sign_off, role, by, _LATER):
            assert role is not None
            assert role.lived_experience
            assert by not in self.report.drafters
            self.signed.add((by, self.report.sections[0].sentences[0]))

    @rule(text=_CONTENTS)
    def publish(self, text: str) -> None:
        if self._try(self.report.publish, [section(text)], _LATER) and self.published is None:
            self.published = [section(text)]

    @rule()
    def withdraw(self) -> None:
        self._try(self.report.withdraw, _LATER)

    @invariant()
    def what_is_public_was_signed_off_as_it_is(self) -> None:
        if self.published is not None:
            assert self.report.sections == self.published
            assert self.published[0].sentences[0] in {text for _, text in self.signed}
            told = [type(event) for event in events(self.report)]
            assert told.count(ImpactReportPublished) == 1
            assert told.count(ImpactReportWithdrawn) == (not self.report.public)


TestAnyOrder = _AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
