"""``participants.csv``: one row for each person. The table itself goes to registration's import as it is."""

from __future__ import annotations

from pathlib import Path

from levelfield.load.cells import rows_of
from levelfield.load.files import Files, Person
from levelfield.load.problems import Problems
from shared.contracts.registration import ConsentPurpose, QJourney, Role


def read_people(path: Path, files: Files, problems: Problems) -> None:
    """Reads people; two with one e-mail address are one too many."""
    files.people = path.read_bytes()
    for row in rows_of(path, ("name", "email", "role"), problems):
        row.text("name", 200)
        email = row.text("email", 254).casefold()
        role = row.choice("role", Role)
        organisation = row.maybe("organisation")
        if email and "@" not in email:
            row.wrong("email", "This is no e-mail address.")
        if email in files.persons:
            row.wrong("email", "A row above has this address: each person has one of their own.")
        # One that comes along can only be looked up where the origin is.
        if organisation and organisation not in files.organisations and not files.brings_organisations:
            row.wrong("organisation", "Use the code of an organisation in collaborative.yaml.")
        if role is Role.PROFESSIONAL and not organisation:
            row.wrong("organisation", "A professional works for an organisation: give its code.")
        row.maybe_day("joined")
        files.persons[email] = Person(
            row=row.number,
            email=email,
            organisation=organisation,
            consents=row.choices("consents", ConsentPurpose),
            journey=row.choice("q journey", QJourney, QJourney.NONE),
        )
