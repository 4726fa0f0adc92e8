"""What a spreadsheet of people says, row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

import pytest

from services.registration.domain.people_cells import Organisations
from services.registration.domain.people_table import PersonRow, Reason, UnusableRow, read_people
from shared.contracts.refusal import Invalid
from shared.contracts.registration import QiExperience, Role, SupportNeed
from tests.support.services import INVENTED

_OURS: Organisations = {"bhsct": "BHSCT", "belfasthealthandsocialcaretrust": "BHSCT"}


def sheet(*rows: Sequence[str]) -> bytes:
    """A file as a spreadsheet saves it."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def people(*rows: Sequence[str], organisations: Organisations = _OURS) -> list[PersonRow]:
    read = read_people(sheet(*rows), organisations).rows
    return [row for row in read if isinstance(row, PersonRow)]


def reasons(*rows: Sequence[str]) -> list[tuple[int, str, str]]:
    """Row, column and code of everything that is wrong."""
    read = read_people(sheet(*rows), _OURS).rows
    refused = [row for row in read if isinstance(row, UnusableRow)]
    return [(row.number, reason.column, reason.code) for row in refused for reason in row.reasons]


def remarks(*headings: str) -> list[tuple[str, str]]:
    rows = sheet(["Role", "Name", *headings], ["carer", INVENTED])
    return [(remark.column, remark.code) for remark in read_people(rows, _OURS).remarks]


def one(heading: str, cell: str) -> PersonRow:
    """Somebody of whom one more thing is known."""
    (read,) = people(["Role", "Name", heading], ["carer", INVENTED, cell])
    return read


def wrong(heading: str, cell: str) -> list[tuple[str, str]]:
    """What is wrong with one more cell."""
    told = reasons(["Role", "Name", heading], ["carer", INVENTED, cell])
    return [(column, code) for _, column, code in told]


class TestColumns:
    @pytest.mark.parametrize(
        "heading",
        ["E-mail", "email", "EMAIL ADDRESS", " e mail ", "É-mail", "E-mail (work)", "Email:", "*Email*"],
    )
    def test_a_heading_is_known_in_any_case_spacing_accent_and_with_brackets_behind_it(
        self, heading: str
    ) -> None:
        assert one(heading, "a@example.org").email == "a@example.org"

    @pytest.mark.parametrize(
        "heading", ["Organisation", "Organization", "Trust", "Trust / Organisation", "HSC Trust"]
    )
    def test_an_organisation_may_be_called_a_trust(self, heading: str) -> None:
        assert one(heading, "BHSCT").organisation == "BHSCT"

    @pytest.mark.parametrize("heading", ["Phone", "Mobile", "Tel. no.", "Contact number"])
    def test_a_phone_may_be_a_mobile(self, heading: str) -> None:
        assert one(heading, "+44 (0)28 9018-0000").phone == "+44 (0)28 9018-0000"

    @pytest.mark.parametrize("heading", ["Joined", "Date joined", "Start date", "date of joining"])
    def test_the_day_of_joining_has_several_names(self, heading: str) -> None:
        assert one(heading, "05/01/2018").joined_on == date(2018, 1, 5)

    @pytest.mark.parametrize("heading", ["Type", "Role (service user, carer, staff)", "Participant type"])
    def test_a_role_may_be_called_a_type(self, heading: str) -> None:
        (read,) = people([heading, "Name"], ["carer", INVENTED])
        assert read.role is Role.CARER

    def test_a_job_is_no_role(self) -> None:
        assert remarks("Job role") == [("C", "column-unknown")]

    def test_the_name_may_be_in_two_columns(self) -> None:
        (read,) = people(["Surname", "Type", "First name"], ["Example", "carer", INVENTED])
        assert read.name == f"{INVENTED} Example"

    def test_a_whole_name_goes_before_its_parts(self) -> None:
        (read,) = people(["Role", "First name", "Surname", "Name"], ["carer", "A", "B", f"{INVENTED} C"])
        assert read.name == f"{INVENTED} C"

    def test_a_file_without_a_role_is_refused_as_a_whole(self) -> None:
        with pytest.raises(Invalid) as refused:
            people(["Name"], [INVENTED])
        assert refused.value.code == "role-column-missing"

    @pytest.mark.parametrize("heading", ["First name", "Surname", "E-mail"])
    def test_a_file_without_whole_names_is_refused_as_a_whole(self, heading: str) -> None:
        with pytest.raises(Invalid) as refused:
            people(["Role", heading], ["carer", INVENTED])
        assert refused.value.code == "name-column-missing"

    def test_a_file_without_anybody_is_refused_as_a_whole(self) -> None:
        with pytest.raises(Invalid) as refused:
            people(["Role", "Name"], ["", " "])
        assert refused.value.code == "file-without-people"

    def test_an_unknown_column_is_left_unread_and_named_by_its_letter_alone(self) -> None:
        told = read_people(sheet(["Role", "Name", f"{INVENTED} 7"], ["carer", "A", "x"]), _OURS).remarks
        assert [(remark.column, remark.code) for remark in told] == [("C", "column-unknown")]
        assert INVENTED not in str(told)

    @pytest.mark.parametrize("heading", ["Diagnosis", "Primary diagnoses", "Medical condition", "Illness"])
    def test_a_column_that_looks_like_a_diagnosis_is_left_unread_and_said_never_to_be_asked_for(
        self, heading: str
    ) -> None:
        assert remarks(heading) == [("C", "never-asked-for")]

    @pytest.mark.parametrize("heading", ["Consent", "GDPR", "Consents to contact?", "Opt-in", "I agree"])
    def test_a_column_of_consents_is_left_unread_because_they_are_off_until_given(self, heading: str) -> None:
        assert remarks(heading) == [("C", "consent-not-taken")]

    def test_a_column_is_known_by_its_letter_beyond_z(self) -> None:
        assert remarks(*["E-mail"] * 25, "Notes")[-1] == ("AB", "column-unknown")

    def test_of_a_phone_and_a_mobile_the_first_that_is_filled_counts(self) -> None:
        headings = ["Role", "Name", "Phone", "Mobile"]
        both, mobile = people(
            headings, ["carer", "A", "028 9018 0000", "07700 900123"], ["carer", "B", "", "07700 900123"]
        )
        assert (both.phone, mobile.phone) == ("028 9018 0000", "07700 900123")
        assert remarks("Phone", "Mobile") == [("D", "column-repeated")]

    def test_two_columns_that_tell_different_things_are_a_mistake(self) -> None:
        headings = ["Role", "Name", "Type"]
        assert [row.role for row in people(headings, ["carer", "A", "Carer"], ["", "B", "carer"])] == [
            Role.CARER
        ] * 2
        assert reasons(headings, ["carer", "A", "staff"])[0] == (2, "Role", "columns-differ")


class TestRows:
    def test_what_a_file_does_not_say_is_left_open(self) -> None:
        (read,) = people(["Role", "Name", "E-mail", "QI"], ["carer", INVENTED, "", "-"])
        assert read == PersonRow(number=2, role=Role.CARER, name=INVENTED)

    def test_a_row_that_ends_early_says_nothing_in_the_rest(self) -> None:
        (read,) = people(["Role", "Name", "E-mail"], ["carer", INVENTED])
        assert read.email is None

    def test_blank_rows_are_passed_over_and_rows_keep_the_number_of_the_spreadsheet(self) -> None:
        read = people(
            [], ["Role", "Name"], ["carer", "A\nB"], ["", ""], [" "], ["carer", "C"], ["", "", ""], []
        )
        assert [(row.number, row.name) for row in read] == [(3, "A B"), (6, "C")]

    def test_blank_columns_at_the_end_are_passed_over(self) -> None:
        (read,) = people(["Role", "Name", "", " "], ["carer", INVENTED, "", " "])
        assert read.name == INVENTED
        assert remarks("", "") == []

    def test_a_row_with_more_cells_than_headings_is_refused_rather_than_read_askew(self) -> None:
        assert reasons(["Role", "Name"], ["carer", "A", "B"]) == [(2, "", "too-many-cells")]

    def test_everything_that_is_wrong_with_a_row_is_told_at_once(self) -> None:
        told = reasons(
            ["Role", "Name", "E-mail", "Joined"], ["wizard", "", "nowhere", "43105"], ["carer", "A"]
        )
        assert told == [
            (2, "Role", "role-unknown"),
            (2, "Name", "missing"),
            (2, "E-mail", "email-unreadable"),
            (2, "Joined", "date-is-number"),
        ]

    def test_half_a_name_is_refused(self) -> None:
        assert reasons(["Role", "First name", "Surname"], ["carer", "A", ""]) == [(2, "Surname", "missing")]

    def test_an_error_of_the_spreadsheet_is_refused(self) -> None:
        assert wrong("E-mail", "#REF!") == [("E-mail", "cell-is-error")]

    def test_characters_that_are_no_text_are_refused(self) -> None:
        assert wrong("Access needs", "a ramp\x1b[2J") == [("Access needs", "not-text")]

    @pytest.mark.parametrize(
        ("heading", "cell", "code"),
        [
            ("E-mail", "x" * 250 + "@example.org", "too-long"),
            ("Phone", "0" * 31, "phone-unreadable"),
            ("Cohort", "x" * 41, "code-unreadable"),
            ("Organisation", "x" * 41, "organisation-unknown"),
            ("Access needs", "x" * 2_001, "too-long"),
            ("Support", "expenses," * 40, "too-long"),
            ("Joined", "5/1/2018" + " " * 3 + "x" * 40, "date-unreadable"),
        ],
    )
    def test_a_cell_without_end_is_refused(self, heading: str, cell: str, code: str) -> None:
        assert [told for _, told in wrong(heading, cell)] == [code]

    def test_a_name_without_end_is_refused(self) -> None:
        assert reasons(["Role", "Name"], ["carer", "x" * 201]) == [(2, "Name", "too-long")]

    def test_no_reason_repeats_what_a_cell_holds(self) -> None:
        headings = ["Role", "Name", "E-mail", "Phone", "Trust", "Cohort", "Joined", "QI", "Support", "Access"]
        cells = [INVENTED, "", *[f"{INVENTED}!"] * 7, f"{INVENTED}\x07"]
        (row,) = read_people(sheet(headings, cells), _OURS).rows
        assert isinstance(row, UnusableRow)
        assert {reason.column for reason in row.reasons} == {
            *(
                "Role",
                "Name",
                "E-mail",
                "Phone",
                "Organisation",
                "Cohort",
                "Joined",
                "QI experience",
                "Support",
            ),
            "Access needs",
        }
        assert INVENTED.lower() not in str(row).lower()

    def test_nothing_private_is_printed_with_a_row(self) -> None:
        (row,) = people(
            ["Role", "Name", "E-mail", "Phone", "Access needs"],
            ["carer", INVENTED, "z@example.org", "02890180000", f"{INVENTED} needs"],
        )
        assert INVENTED not in repr(row)
        assert "example.org" not in repr(row)
        assert "0289" not in repr(row)

    def test_a_reason_is_a_sentence_for_a_person(self) -> None:
        (row,) = read_people(sheet(["Role", "Name"], ["wizard", "A"]), _OURS).rows
        assert row == UnusableRow(
            2, [Reason("Role", "role-unknown", "Write service user, carer or professional.")]
        )


class TestWords:
    @pytest.mark.parametrize(
        ("word", "role"),
        [
            ("service user", Role.SERVICE_USER),
            ("Service Users", Role.SERVICE_USER),
            ("SU", Role.SERVICE_USER),
            ("service_user", Role.SERVICE_USER),
            ("Expert by experience", Role.SERVICE_USER),
            ("carer", Role.CARER),
            ("Family carer", Role.CARER),
            ("Carers", Role.CARER),
            ("staff", Role.PROFESSIONAL),
            ("Professional", Role.PROFESSIONAL),
            ("clinician", Role.PROFESSIONAL),
            ("Social Worker", Role.PROFESSIONAL),
        ],
    )
    def test_a_role_is_known_by_its_usual_words(self, word: str, role: Role) -> None:
        (read,) = people(["Role", "Name"], [word, INVENTED])
        assert read.role is role

    @pytest.mark.parametrize("word", ["lived experience", "peer support worker", "carer/staff", "?"])
    def test_a_word_that_could_mean_more_than_one_role_is_refused(self, word: str) -> None:
        assert reasons(["Role", "Name"], [word, "A"]) == [(2, "Role", "role-unknown")]

    @pytest.mark.parametrize(
        ("word", "experience"),
        [
            ("None", QiExperience.NONE),
            ("no", QiExperience.NONE),
            ("Some", QiExperience.SOME),
            ("yes", QiExperience.SOME),
            ("A lot", QiExperience.EXPERIENCED),
            ("experienced", QiExperience.EXPERIENCED),
        ],
    )
    def test_experience_is_known_by_its_usual_words(self, word: str, experience: QiExperience) -> None:
        assert one("QI experience", word).qi_experience is experience

    def test_experience_in_other_words_is_refused(self) -> None:
        assert wrong("QI experience", "green belt") == [("QI experience", "experience-unknown")]

    @pytest.mark.parametrize(
        ("words", "needs"),
        [
            ("Travel expenses", (SupportNeed.EXPENSES,)),
            ("carer cover; mileage", (SupportNeed.CARER_COVER, SupportNeed.EXPENSES)),
            ("Expenses and carer cover", (SupportNeed.CARER_COVER, SupportNeed.EXPENSES)),
            ("None", ()),
            ("No", ()),
        ],
    )
    def test_support_is_known_by_its_usual_words(self, words: str, needs: tuple[SupportNeed, ...]) -> None:
        assert one("Support", words).support_needs == needs

    def test_support_in_other_words_is_refused(self) -> None:
        assert wrong("Support", "expenses, a helicopter") == [("Support", "support-unknown")]

    def test_access_needs_keep_their_lines(self) -> None:
        assert (
            one("Access needs", " a ramp \r\n\n  a hearing   loop ").access_needs
            == "a ramp\n\na hearing loop"
        )

    @pytest.mark.parametrize("nothing", ["", "none", "N/A", "No", "-"])
    def test_no_access_needs_are_none(self, nothing: str) -> None:
        assert one("Access needs", nothing).access_needs is None


class TestCodes:
    def test_an_organisation_is_found_by_its_code_and_by_its_name(self) -> None:
        headings = ["Role", "Name", "Trust"]
        read = people(
            headings,
            ["staff", "A", "bhsct"],
            ["staff", "B", "Belfast Health and Social Care Trust"],
        )
        assert [row.organisation for row in read] == ["BHSCT", "BHSCT"]

    def test_an_organisation_that_is_none_of_the_collaborative_is_refused(self) -> None:
        assert wrong("Trust", "NHSCT") == [("Organisation", "organisation-unknown")]

    def test_a_cohort_is_a_code_with_hyphens_for_spaces(self) -> None:
        assert one("Cohort", "2018  spring").cohort == "2018-spring"
        assert wrong("Cohort", "2018/spring") == [("Cohort", "code-unreadable")]

    @pytest.mark.parametrize(
        "address",
        ["nowhere", "a@b", "a b@example.org", "a@example.org; b@example.org", "A <a@example.org>", "@x.org"],
    )
    def test_what_is_not_one_address_is_refused(self, address: str) -> None:
        assert wrong("E-mail", address) == [("E-mail", "email-unreadable")]

    def test_an_address_is_taken_out_of_its_link_and_freed_of_what_cannot_be_seen(self) -> None:
        assert one("E-mail", "mailto:a@example.org\u200b").email == "a@example.org"

    @pytest.mark.parametrize("number", ["4.47701E+11", "ask her", "1234", "07700900123 or 07700900124"])
    def test_what_is_not_one_number_is_refused(self, number: str) -> None:
        assert wrong("Phone", number) == [("Phone", "phone-unreadable")]

    def test_a_number_that_was_made_harmless_for_a_spreadsheet_is_as_it_was(self) -> None:
        assert one("Phone", "'+44 28 9018 0000").phone == "+44 28 9018 0000"
