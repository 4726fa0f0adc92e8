"""``responses.csv`` and ``influence.csv``: what people answered, and what they brought about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from levelfield.load.cells import Row, rows_of
from levelfield.load.files import Files, Influence, Response
from levelfield.load.problems import Problems
from services.evaluation.commands.shipped import shipped_instruments
from services.evaluation.domain.definition import Definition, Item, use_for
from shared.contracts.evaluation import InfluenceOutcome, InfluencePlace, PpiStandard, SurveyPurpose
from shared.contracts.registration import ConsentPurpose, Role

_NOT_APPLICABLE = ("n/a", "na", "not applicable")


def read_responses(path: Path, files: Files, problems: Problems) -> None:
    """Reads answers to the shipped instruments: a column for each item, an empty cell for no answer."""
    seen: set[tuple[str, str, str]] = set()
    for row in rows_of(path, ("email", "survey"), problems):
        email = row.refers("email", files.persons, "person in participants.csv")
        purpose = row.choice("survey", SurveyPurpose)
        about = _about(row, purpose, files)
        person = files.persons.get(email)
        if person is not None and ConsentPurpose.EVALUATION not in person.consents:
            row.wrong("email", "This person has not consented to evaluation, so they are not asked.")
        if (email, purpose.value, about) in seen:
            row.wrong("survey", "A row above has this person's answers to this survey.")
        seen.add((email, purpose.value, about))
        answers = _answers(row, shipped_instruments()[use_for(purpose)])
        files.responses.append(Response(email=email, purpose=purpose, about=about, answers=answers))


def _about(row: Row, purpose: SurveyPurpose, files: Files) -> str:
    if purpose is SurveyPurpose.BASELINE:
        return ""
    if purpose is SurveyPurpose.EXPERIENCE:
        return row.refers("about", files.sessions, "session in sessions.csv")
    return row.refers("about", files.modules, "module in modules.yaml")


def _answers(row: Row, asks: Definition) -> Mapping[str, int | None]:
    told = {item.code: _answer(row, item) for item in asks.items if row.maybe(item.code)}
    if not told:
        row.wrong("survey", f"There is no answer to any of: {', '.join(item.code for item in asks.items)}.")
    return told


def _answer(row: Row, item: Item) -> int | None:
    if row.maybe(item.code).lower() not in _NOT_APPLICABLE:
        return row.number_of(item.code, item.scale.lowest, item.scale.highest)
    if not item.may_not_apply:
        row.wrong(item.code, "This one always applies: leave it empty if it was not answered.")
    return None


def read_influence(path: Path, files: Files, problems: Problems) -> None:
    """Reads what people hoped for, and what became of it."""
    held = {one.held_on.isoformat(): one for one in files.meetings}
    for row in rows_of(path, ("recorded on", "role", "place", "at", "hoped"), problems):
        place = row.choice("place", InfluencePlace)
        if place is InfluencePlace.MODULE:
            at = row.refers("at", files.modules, "module in modules.yaml")
        else:
            at = row.day("at").isoformat()
            if at not in held:
                row.wrong("at", "No row of meetings.csv tells of a meeting on this day.")
        told = row.maybe("outcome")
        outcome = row.choice("outcome", InfluenceOutcome) if told else None
        one = Influence(
            recorded_on=row.day("recorded on"),
            role=row.choice("role", Role),
            place=place,
            at=at,
            hoped=row.text("hoped"),
            outcome=outcome,
            reason=row.maybe("reason"),
            changed=row.maybe("changed"),
            matters=row.maybe("matters"),
            standards=row.choices("standards", PpiStandard),
            resolved_on=row.maybe_day("resolved on"),
        )
        _check_answer(row, one)
        files.influence.append(one)


def _check_answer(row: Row, one: Influence) -> None:
    if one.outcome is InfluenceOutcome.DECLINED and not one.reason:
        row.wrong("reason", "Say why it was declined.")
    if one.outcome in (InfluenceOutcome.ACCEPTED, InfluenceOutcome.CHANGED):
        for column in ("changed", "matters"):
            row.text(column)
    if one.outcome and one.resolved_on is None:
        row.wrong("resolved on", "Say on which day this was answered.")
