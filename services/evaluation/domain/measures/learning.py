"""Who has been reached and who has completed a module, by role and organisation.

Both measures are read off one published table. So are the totals that other measures count against: what
could be learned by comparing the measures with each other is what the one table tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.evaluation.domain.measures.facts import Facts, Person
from services.evaluation.domain.measures.finding import Figure, Finding, Series, share
from services.evaluation.domain.suppression import publish_row, publish_table
from shared.contracts.registration import QJourney, Role

ENOUGH = 4
"""Times the limit: from so many people on, one group of them and the rest can be told apart safely."""

_EVERYONE = "Everyone"
_NO_ORGANISATION = "Professionals without an organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """How far a group of people is, in numbers that may be told; None is withheld."""

    group: str
    not_yet: int | None
    """Have been at no session so far."""

    under_way: int | None
    """Have been at a session and completed no module."""

    completed: int | None
    people: int | None

    @property
    def reached(self) -> int | None:
        """How many have been at a session: what a reader of the other numbers would find."""
        if self.under_way is not None and self.completed is not None:
            return self.under_way + self.completed
        if self.people is not None and self.not_yet is not None:
            return self.people - self.not_yet
        return None


def learning(facts: Facts, limit: int) -> tuple[Learning, ...]:
    """The table, group by group; the last line is everyone."""
    cells = {group: [0, 0, 0] for group in _groups(facts)}
    trained = facts.trained
    for one in facts.taking_part:
        stage = 2 if one.id in facts.completed else 1 if one.id in trained else 0
        cells[_group(one, facts.organisations)][stage] += 1
    table = publish_table(list(cells.values()), limit)
    lines = zip(
        [*cells, _EVERYONE],
        [*table.cells, table.column_totals],
        [*table.row_totals, table.total],
        strict=True,
    )
    return tuple(
        Learning(group=group, not_yet=row[0], under_way=row[1], completed=row[2], people=people)
        for group, row, people in lines
    )


def reach(facts: Facts, limit: int) -> Finding:
    """How many of each group have been at a session."""
    told = [_figure(one.group, one.reached, one.people) for one in learning(facts, limit)]
    return Finding(series=(Series(name="Have been at a session", figures=tuple(told)),))


def completion(facts: Facts, limit: int) -> Finding:
    """How many of those reached have completed a module."""
    told = [_figure(one.group, one.completed, one.reached) for one in learning(facts, limit)]
    return Finding(series=(Series(name="Have completed a module", figures=tuple(told)),))


def mentoring(facts: Facts, limit: int) -> Finding:
    """How many of those who take part have a mentor."""
    count = sum(1 for one in facts.taking_part if one.id in facts.mentored)
    told, everyone = _one_group(facts, limit, count)
    return Finding(series=(Series(name="Have a mentor", figures=(_figure(_EVERYONE, told, everyone),)),))


def q_members(facts: Facts, limit: int) -> Finding:
    """How many members of Q have lived experience."""
    count = sum(
        1 for one in facts.taking_part if one.role.lived_experience and one.journey is QJourney.MEMBER
    )
    told, everyone = _one_group(facts, limit, count)
    if all(one.people == 0 for one in learning(facts, limit)[:2]):
        # Which the table tells: to withhold what follows from it would be to seem to hide somebody.
        told = 0
    figure = Figure(
        label="Members of Q with lived experience",
        value=told,
        count=told,
        of=everyone,
        withheld=told is None,
    )
    return Finding(series=(Series(name="Members of Q with lived experience", figures=(figure,)),))


def _one_group(facts: Facts, limit: int, count: int) -> tuple[int | None, int | None]:
    """A group of all who take part and how many these are, where the learning table tells how many."""
    everyone = learning(facts, limit)[-1].people
    if everyone is None or everyone < ENOUGH * limit:
        return (0, everyone) if everyone == 0 else (None, everyone)
    return publish_row([count, everyone - count], limit).cells[0], everyone


def _groups(facts: Facts) -> Iterator[str]:
    yield from ("Service users", "Carers")
    professionals = {one.organisation for one in facts.taking_part if one.role is Role.PROFESSIONAL}
    unknown = sorted(code for code in professionals if code is not None and code not in facts.organisations)
    for code in (*facts.organisations, *unknown):
        yield _professionals(code, facts.organisations)
    if None in professionals:
        yield _NO_ORGANISATION


def _group(one: Person, names: Mapping[str, str]) -> str:
    if one.role is not Role.PROFESSIONAL:
        return "Carers" if one.role is Role.CARER else "Service users"
    return _professionals(one.organisation, names) if one.organisation else _NO_ORGANISATION


def _professionals(code: str, names: Mapping[str, str]) -> str:
    # By the code as well: two organisations may have the same name.
    return f"Professionals of {names.get(code, code)}" + (f" ({code})" if code in names else "")


def _figure(label: str, count: int | None, of: int | None) -> Figure:
    return Figure(
        label=label, value=share(count, of), count=count, of=of, withheld=count is None or of is None
    )
