"""Somebody's files are checked as a whole before anything is sent: each problem with its file and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from levelfield.load.files import Files
from levelfield.load.folder import read_folder
from levelfield.load.problems import Problem
from shared.contracts.registration import Barrier, ConsentPurpose, QJourney, Role
from tests.support.services import REPOSITORY

_COLLABORATIVE = """
slug: north-ni
name: North
specialty: mental health
region: Northern Ireland
organisations:
  - { code: BHSCT, name: Belfast Trust, kind: trust }
aims:
  - { measure: representation, target: 0.3, by: 2018-05-31 }
"""
_PEOPLE = """Name,Email,Role,Organisation,Joined,Consents,Q journey
Ann Example (invented),ann@example.org,carer,,05/01/2018,contact; evaluation,member
Ben Example (invented),ben@example.org,professional,BHSCT,2018-01-05,,
"""
_MODULES = """
- code: QI-1
  title: Step by step
  track: quality_improvement
  audience: everyone
  parts: [{ title: Part 1, minutes: 90 }]
  contributors: { ann@example.org: [write] }
  signed_off_by: [ben@example.org]
- code: LATER
  title: Not yet
  track: joint
  audience: everyone
  parts: [{ title: Part 1, minutes: 90 }]
  state: draft
"""
_SESSION = "session,module,part,college,starts at,ends at,place,capacity,held places,facilitators\n"
_SESSIONS = f"{_SESSION}S-1,QI-1,1,BRC,2018-03-12 10:00,2018-03-12 12:00,Room 3,12,6,ann@example.org\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "collaborative.yaml").write_text(_COLLABORATIVE)
    (tmp_path / "participants.csv").write_text(_PEOPLE)
    return tmp_path


def _read(folder: Path, **files: str) -> tuple[Files, list[tuple[str, int, str]]]:
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    read, problems = read_folder(folder)
    return read, [(one.file, one.row, one.column) for one in problems]


def test_the_files_of_the_example_are_right() -> None:
    files, problems = read_folder(REPOSITORY / "examples" / "mental-health-collaborative")
    assert problems == []
    assert (len(files.persons), len(files.meetings), len(files.sessions)) == (130, 5, 7)


def test_people_come_with_their_consents_and_their_way_into_q_and_both_kinds_of_dates(folder: Path) -> None:
    files, problems = _read(folder)
    assert problems == []
    ann, ben = files.persons.values()
    assert (ann.row, ann.journey) == (2, QJourney.MEMBER)
    assert ann.consents == [ConsentPurpose.CONTACT, ConsentPurpose.EVALUATION]
    assert (ben.consents, ben.journey) == ([], QJourney.NONE)


def test_without_the_file_that_names_the_collaborative_nothing_is_known(tmp_path: Path) -> None:
    _, problems = read_folder(tmp_path)
    assert problems == [
        Problem("collaborative.yaml", 0, "", "This file is needed: it says what the collaborative is called.")
    ]


@pytest.mark.parametrize(
    "text", ["", "- 1", "slug: [", "slug: 'Not A Slug'\nname: N\nspecialty: S\nregion: R"]
)
def test_a_collaborative_that_cannot_be_one_is_told(folder: Path, text: str) -> None:
    _, problems = _read(folder, collaborative_yaml=text)
    assert problems[0][0] == "collaborative.yaml"


def test_everything_that_is_not_right_is_told_in_one_go(folder: Path) -> None:
    _, problems = _read(
        folder,
        participants_csv="Name,Email,Role,Organisation\nAnn,ann@example.org,wizard,NOWHERE\n,no,carer,\n"
        "Ann,Ann@Example.org,professional,\n",
        meetings_csv="Held on,Service users,Carers,Professionals,Apologies\n"
        "2018-02-30,1,-2,x,3 dragons carer\n",
        modules_yaml="- {code: Q, title: T, track: dance, audience: everyone, parts: []}\n",
        sessions_csv=f"{_SESSION}S,NONE,1,BRC,yesterday,2018-03-12 12:00,,0,0,nobody@example.org\n",
        attendance_csv="session,email,attendance,barrier\nS-9,zoe@example.org,apologies,\n",
        responses_csv="email,survey\nzoe@example.org,baseline\n",
        influence_csv="recorded on,role,place,at,hoped,outcome\n"
        "2018-01-15,carer,meeting,2018-01-15,,declined\n",
        mentors_csv="mentor,topics,capacity,offered on,met\nann@example.org,dance,0,never,soon\n",
    )
    assert problems == sorted(problems)
    assert {
        ("participants.csv", 2, "role"),
        ("participants.csv", 2, "organisation"),
        ("participants.csv", 3, "name"),
        ("participants.csv", 3, "email"),
        ("participants.csv", 4, "email"),
        ("participants.csv", 4, "organisation"),
        ("meetings.csv", 2, "held on"),
        ("meetings.csv", 2, "carers"),
        ("meetings.csv", 2, "professionals"),
        ("meetings.csv", 2, "apologies"),
        ("modules.yaml", 1, "track"),
        ("modules.yaml", 1, "parts"),
        ("sessions.csv", 2, "module"),
        ("sessions.csv", 2, "starts at"),
        ("sessions.csv", 2, "place"),
        ("sessions.csv", 2, "capacity"),
        ("sessions.csv", 2, "facilitators"),
        ("attendance.csv", 2, "session"),
        ("attendance.csv", 2, "email"),
        ("attendance.csv", 2, "barrier"),
        ("responses.csv", 2, "email"),
        ("responses.csv", 2, "survey"),
        ("influence.csv", 2, "at"),
        ("influence.csv", 2, "hoped"),
        ("influence.csv", 2, "reason"),
        ("influence.csv", 2, "resolved on"),
        ("mentors.csv", 2, "mentor"),
        ("mentors.csv", 2, "topics"),
        ("mentors.csv", 2, "capacity"),
        ("mentors.csv", 2, "offered on"),
        ("mentors.csv", 2, "met"),
    } == set(problems)


def test_a_report_is_read_by_somebody_who_is_there_and_on_days_in_their_order(folder: Path) -> None:
    report = "title: T\nfrom: 2018-05-01\nto: 2018-01-01\nsigned_off_by: zoe@example.org\n"
    _, problems = _read(folder, report_yaml=report)
    assert problems == [("report.yaml", 0, "signed_off_by"), ("report.yaml", 0, "to")]
    _, problems = _read(folder, report_yaml="title: T\nfrom: soon\n")
    assert {column for _, _, column in problems} == {"from", "to", "signed_off_by"}


def test_no_problem_repeats_what_was_in_the_cell(folder: Path) -> None:
    (folder / "participants.csv").write_text("Name,Email,Role\nXyzzy7Q,xyzzy7q,Xyzzy7Q\n")
    _, problems = read_folder(folder)
    assert problems
    assert "xyzzy7q" not in str(problems).lower()


def test_a_column_that_is_missing_or_there_twice_is_told_by_its_name(folder: Path) -> None:
    _, problems = _read(folder, meetings_csv="Held on,Carers,Carers\n")
    assert problems == [
        ("meetings.csv", 1, "carers"),
        ("meetings.csv", 1, "professionals"),
        ("meetings.csv", 1, "service users"),
    ]


def test_semicolons_a_byte_order_mark_and_blank_rows_are_taken(folder: Path) -> None:
    headings = "Held on;Service users;Carers;Professionals;Apologies"
    text = f"{headings}\r\n\r\n15/01/2018;1;2;47;3 carer_cover carer\r\n;;;;\r\n"
    (folder / "meetings.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    files, problems = read_folder(folder)
    assert problems == []
    (meeting,) = files.meetings
    assert meeting.attended == {Role.SERVICE_USER: 1, Role.CARER: 2, Role.PROFESSIONAL: 47}
    assert meeting.apologies == [(Barrier.CARER_COVER, Role.CARER, 3)]


def test_a_table_that_is_no_utf_8_is_told(folder: Path) -> None:
    (folder / "meetings.csv").write_bytes("Held on,Café\n".encode("cp1252"))
    _, problems = read_folder(folder)
    assert [(one.file, one.sentence) for one in problems] == [
        ("meetings.csv", "This is no UTF-8. Save it as CSV UTF-8.")
    ]


def test_of_a_module_that_is_not_released_there_is_no_session(folder: Path) -> None:
    _, problems = _read(folder, modules_yaml=_MODULES, sessions_csv=_SESSIONS.replace("QI-1", "LATER"))
    assert problems == [("sessions.csv", 2, "module")]


def test_a_time_is_one_in_london_in_winter_and_in_summer(folder: Path) -> None:
    summer = _SESSIONS + "S-2,QI-1,1,BRC,2018-06-12 10:00,2018-06-12 12:00,Room 3,12,6,\n"
    files, problems = _read(folder, modules_yaml=_MODULES, sessions_csv=summer)
    assert problems == []
    assert [one.starts_at.isoformat() for one in files.sessions.values()] == [
        "2018-03-12T10:00:00+00:00",
        "2018-06-12T09:00:00+00:00",
    ]


def test_who_does_not_consent_to_evaluation_has_not_answered_and_not_applicable_has_to_be_possible(
    folder: Path,
) -> None:
    _, problems = _read(
        folder,
        responses_csv="email,survey,speak-up,equals\nben@example.org,baseline,5,\n"
        "ann@example.org,baseline,n/a,n/a\nann@example.org,baseline,11,5\n",
    )
    assert problems == [
        ("responses.csv", 2, "email"),
        ("responses.csv", 3, "speak-up"),
        ("responses.csv", 4, "speak-up"),
        ("responses.csv", 4, "survey"),
    ]
