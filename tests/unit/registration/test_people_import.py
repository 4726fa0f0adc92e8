"""An import as a job: how far it is, whose turn it is, and whom its rows are about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.registration.commands.identify_rows import Candidate, identify
from services.registration.domain.people_import import ImportState, PeopleImport, RowOutcome, RowReport
from services.registration.domain.people_table import PersonRow, UnusableRow
from shared.contracts.registration import Role
from shared.privacy.blind_index import BlindIndex, new_index_key
from tests.support.services import INVENTED

_NOON = datetime(2018, 1, 5, 12, tzinfo=UTC)
_EMAILS = BlindIndex(new_index_key())


def job(rows: int) -> PeopleImport:
    return PeopleImport.begin("north", "the-import", rows, [], _NOON)


def reports(*told: RowOutcome) -> list[RowReport]:
    return [RowReport(number=number, outcome=outcome) for number, outcome in enumerate(told, start=2)]


class TestJob:
    def test_it_is_done_when_it_is_known_what_became_of_every_row(self) -> None:
        one = job(3)
        one.note(reports(RowOutcome.ACCEPTED, RowOutcome.REJECTED), _NOON)
        assert (one.state, one.noted) == (ImportState.RUNNING, 2)
        one.note(reports(RowOutcome.ACCEPTED), _NOON)
        assert (one.state, one.noted) == (ImportState.DONE, 3)
        assert [one.count(outcome) for outcome in RowOutcome] == [2, 0, 0, 1]

    def test_who_goes_on_takes_the_next_turn_from_what_is_noted(self) -> None:
        one = job(3)
        one.note(reports(RowOutcome.ACCEPTED), _NOON)
        one.interrupt(_NOON)
        one.go_on(3, _NOON + timedelta(hours=1))
        assert (one.state, one.turn, one.noted) == (ImportState.RUNNING, 2, 1)

    def test_nobody_goes_on_with_one_that_is_done(self) -> None:
        one = job(1)
        one.note(reports(RowOutcome.UNCHANGED), _NOON)
        one.go_on(1, _NOON)
        assert (one.state, one.turn) == (ImportState.DONE, 1)

    def test_one_that_has_not_moved_for_a_minute_is_told_as_interrupted(self) -> None:
        one = job(1)
        assert one.state_at(_NOON + timedelta(seconds=60)) is ImportState.RUNNING
        assert one.state_at(_NOON + timedelta(seconds=61)) is ImportState.INTERRUPTED
        one.note(reports(RowOutcome.UNCHANGED), _NOON)
        assert one.state_at(_NOON + timedelta(days=1)) is ImportState.DONE

    @given(st.lists(st.lists(st.sampled_from(RowOutcome), min_size=1, max_size=4), max_size=6))
    def test_the_totals_are_those_of_the_noted_rows_and_each_row_is_in_the_part_of_its_position(
        self, parts: list[list[RowOutcome]]
    ) -> None:
        rows = sum(map(len, parts))
        one = job(rows + 1)
        for part in parts:
            one.note(reports(*part), _NOON)
        assert sum(one.count(outcome) for outcome in RowOutcome) == one.noted == rows
        assert one.part_with(0) == one.part_with(one.part_size - 1) == "the-import-00000"
        assert one.part_with(one.part_size) == "the-import-00250"


def row(number: int, name: str = INVENTED, email: str | None = None, phone: str | None = None) -> PersonRow:
    return PersonRow(number=number, role=Role.CARER, name=name, email=email, phone=phone)


def ids(*rows: PersonRow, tenant: str = "north") -> list[str]:
    found = identify(tenant, rows, _EMAILS)
    return [one.participant_id for one in found if isinstance(one, Candidate)]


class TestWhomARowIsAbout:
    def test_an_address_is_the_same_person_in_whichever_file_row_and_spelling(self) -> None:
        first = ids(row(2, email="a@example.org"), row(3, email="b@example.org"))
        again = ids(row(9, name="Other", email=" A@EXAMPLE.org "))
        assert again == first[:1]

    def test_an_address_in_another_collaborative_is_another_person(self) -> None:
        one = row(2, email="a@example.org")
        assert ids(one) != ids(one, tenant="south")

    def test_without_an_address_a_row_is_known_by_all_that_it_says_wherever_it_stands(self) -> None:
        assert ids(row(2), row(3, name="Other")) == list(reversed(ids(row(7, name="Other"), row(8))))
        assert ids(row(2)) != ids(row(2, phone="02890180000"))

    def test_two_rows_alike_without_an_address_are_two_people(self) -> None:
        twins = ids(row(2), row(3))
        assert len(set(twins)) == 2
        assert ids(row(5), row(6)) == twins

    def test_of_two_rows_with_one_address_the_first_counts_and_the_other_is_rejected(self) -> None:
        first, second = identify("north", [row(2, email="a@x.org"), row(3, email="A@x.org")], _EMAILS)
        assert isinstance(first, Candidate)
        assert isinstance(second, UnusableRow)
        assert [(reason.column, reason.code) for reason in second.reasons] == [("E-mail", "email-twice")]

    def test_an_unusable_row_is_nobody(self) -> None:
        assert identify("north", [UnusableRow(2, [])], _EMAILS) == [UnusableRow(2, [])]
