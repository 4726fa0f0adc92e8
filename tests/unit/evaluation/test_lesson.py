"""The rules of a lesson, and how it is found."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.domain.lesson import Lesson
from services.evaluation.domain.search_words import search_words
from services.evaluation.queries.read_lessons import WantedLessons
from shared.contracts.evaluation import LessonShared
from tests.unit.evaluation.told import DAY, LATER, TENANT, events, lesson, saved, telling


class TestALesson:
    def test_is_told_within_the_collaborative_alone_until_its_owner_says_otherwise(self) -> None:
        told = Lesson.share(TENANT, "l-1", telling(tried="Words of mine"), DAY)
        assert not told.across_collaboratives
        assert events(told) == [
            LessonShared(
                lesson_id="l-1", organisation="BHSCT", worked=True, across_collaboratives=False, shared_on=DAY
            )
        ]
        assert "Words of mine" not in events(told)[0].model_dump_json()

    def test_is_opened_to_others_and_closed_again_and_each_is_told(self) -> None:
        one = lesson()
        one.open_to_others(True, LATER)
        one.open_to_others(False, LATER)
        opened = [event.across_collaboratives for event in events(one) if isinstance(event, LessonShared)]
        assert opened == [True, False]

    def test_opened_twice_changes_nothing_more(self) -> None:
        one = lesson()
        one.open_to_others(True, DAY)
        saved(one).open_to_others(True, LATER)
        assert (events(one), one.shared_on) == ([], DAY)

    def test_told_anew_stays_open_or_closed_as_it_was(self) -> None:
        one = lesson()
        one.open_to_others(True, DAY)
        saved(one).tell_anew(telling(worked=False, happened="Nobody came"), LATER)
        assert one.telling == telling(worked=False, happened="Nobody came")
        assert events(one) == [
            LessonShared(
                lesson_id="l-1",
                organisation="BHSCT",
                worked=False,
                across_collaboratives=True,
                shared_on=LATER,
            )
        ]

    def test_told_in_the_same_words_changes_nothing(self) -> None:
        one = lesson()
        one.tell_anew(telling(), LATER)
        assert (events(one), one.shared_on) == ([], DAY)

    def test_is_found_by_the_words_that_it_tells_now(self) -> None:
        one = lesson(tried="Evening meetings")
        one.tell_anew(telling(tried="Morning coffee"), LATER)
        assert "coffee" in one.words
        assert "evening" not in one.words


class TestWords:
    @pytest.mark.parametrize(
        ("told", "asked"),
        [
            ("Café-style", "CAFE style"),
            ("The carers' views", "carers views"),
            ("don\u2019t", "don't"),
            ("Straße", "STRASSE"),
            ("ﬁrst", "first"),
            ("Lár na cathrach", "lar"),
            ("Q1/Q2 (2018)", "2018 q2"),
        ],
    )
    def test_are_found_however_they_are_spelt(self, told: str, asked: str) -> None:
        assert set(search_words([asked])) <= set(search_words([told]))

    def test_of_another_meaning_are_others(self) -> None:
        assert not set(search_words(["carer"])) & set(search_words(["career"]))

    @given(st.lists(st.text(max_size=60), max_size=4))
    def test_are_the_same_when_they_are_searched_for_themselves(self, texts: list[str]) -> None:
        words = search_words(texts)
        assert search_words(words) == words

    @given(st.text(max_size=80))
    def test_hold_nothing_that_a_database_could_take_for_an_operator(self, text: str) -> None:
        assert all(word.isalnum() and len(word) <= 40 for word in search_words([text]))

    def test_a_search_without_words_finds_nothing_rather_than_everything(self) -> None:
        assert WantedLessons(text=" ?! ").fields() == {"words": {"$all": []}}
        assert WantedLessons().fields() == {}


def test_a_lesson_of_no_organisation_is_found_by_its_other_words() -> None:
    one = Lesson.share(TENANT, "l-1", telling(organisation=None), date(2018, 1, 1))
    assert "evening" in one.words
