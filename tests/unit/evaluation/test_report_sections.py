"""What a report says of influence and lessons."""

from __future__ import annotations

from datetime import date

from services.evaluation.domain import influence_section as trail
from services.evaluation.domain import lessons_section as learned
from services.evaluation.domain.influence_section import influence_section
from services.evaluation.domain.lessons_section import lessons_section
from shared.contracts.evaluation import InfluenceOutcome, PpiStandard
from shared.contracts.registration import Role
from tests.unit.evaluation.told import LATER, PERIOD, declined, hoped, lesson, taken_up


class TestInfluence:
    def test_is_told_as_what_was_said_and_what_was_done(self) -> None:
        accepted, refused, waiting = hoped(1, "Plain letters"), hoped(2, "A new ward"), hoped(3, "More time")
        accepted.resolve(taken_up())
        refused.resolve(declined("There is no money"))
        section = influence_section([waiting, refused, accepted], PERIOD)
        assert section.tables[0].rows == [
            ["Plain letters", "At a meeting", "Accepted", "The letter was written anew", "More people come"],
            ["A new ward", "At a meeting", "Declined", "Not done: There is no money", ""],
            ["More time", "At a meeting", "Waits for an answer", "", ""],
        ]
        assert section.sentences[1] == (
            "What became of the 3 that are told here: accepted 1, taken up in another form 0, "
            "declined with the reason 1, waiting for an answer 1."
        )

    def test_is_counted_by_the_standards_that_the_changes_meet(self) -> None:
        told = [hoped(1), hoped(2)]
        for one in told:
            one.resolve(taken_up(standards=[PpiStandard.UK_IMPACT]))
        told[1].resolve(taken_up(standards=[PpiStandard.UK_IMPACT, PpiStandard.HSC_LEADERSHIP]))
        assert influence_section(told, PERIOD).tables[1].rows == [["HSC: leadership", 1], ["UK: impact", 2]]

    def test_tells_no_role_beside_the_words(self) -> None:
        section = influence_section([hoped(1, role=Role.SERVICE_USER)], PERIOD)
        assert "service" not in str(section).lower()

    def test_answered_in_the_period_is_told_though_it_was_said_before(self) -> None:
        before = hoped(1, on=date(2017, 12, 1))
        before.resolve(taken_up(InfluenceOutcome.CHANGED, resolved_on=LATER))
        section = influence_section([before], PERIOD)
        assert section.sentences[0] == "Contributions in this period: 0."
        assert len(section.tables[0].rows) == 1

    def test_of_nothing_says_so(self) -> None:
        section = influence_section([], PERIOD)
        assert (len(section.sentences), section.tables) == (1, [])

    def test_that_is_too_long_says_how_much_there_is(self) -> None:
        section = influence_section([hoped(number) for number in range(trail.MOST_ROWS + 1)], PERIOD)
        assert len(section.tables[0].rows) == trail.MOST_ROWS
        assert section.remarks == ["The first 100 of 101 are shown here."]

    def test_has_words_for_every_code(self) -> None:
        assert set(trail.STANDARDS) == set(PpiStandard)
        assert set(trail.OUTCOMES) == set(InfluenceOutcome)

    def test_is_the_same_in_whatever_order_it_is_found(self) -> None:
        told = [hoped(1), hoped(2, on=date(2018, 1, 2)), hoped(3)]
        assert influence_section(told, PERIOD) == influence_section(told[::-1], PERIOD)


class TestLessons:
    def test_are_shown_to_everybody_only_if_their_owner_lets_others_read_them(self) -> None:
        opened, closed = lesson(1, tried="Open words"), lesson(2, tried="Closed words", worked=False)
        opened.open_to_others(True, LATER)
        section = lessons_section([closed, opened])
        assert [row[0] for row in section.tables[0].rows] == ["Open words"]
        assert "Closed words" not in str(section)
        assert section.remarks == ["Lessons told within the collaborative alone, and not shown here: 1."]
        assert section.sentences[0].startswith("Lessons shared in this period: 2. What was tried worked in 1")

    def test_of_nothing_say_so(self) -> None:
        assert lessons_section([]).sentences == ["No lesson was shared in this period."]

    def test_that_are_too_many_say_how_many_there_are(self) -> None:
        told = [lesson(number) for number in range(learned.MOST_ROWS + 1)]
        for one in told:
            one.open_to_others(True, LATER)
        assert lessons_section(told).remarks == ["The first 100 of 101 are shown here."]
