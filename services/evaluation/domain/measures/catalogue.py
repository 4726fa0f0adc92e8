"""The measures: what each of them says, why it helps, what it costs people and what it cannot say.

The first question about any of this was which measures are most helpful in demonstrating benefit. A measure
that cannot answer that for itself is not in here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.evaluation.domain.measures.answers import (
    Statistics,
    empowerment_change,
    experience,
    process_review,
)
from services.evaluation.domain.measures.facts import Facts
from services.evaluation.domain.measures.finding import Finding
from services.evaluation.domain.measures.gatherings import barriers, pairing, representation, time_to_training
from services.evaluation.domain.measures.learning import completion, mentoring, q_members, reach
from services.evaluation.domain.spc import Direction
from shared.contracts.refusal import NotFound


class Unit(StrEnum):
    SHARE = "share"
    """From 0 to 1, told as a percentage."""

    SCORE = "score"
    """From 0 to 100."""

    POINTS = "points"
    """A difference of two scores."""

    PEOPLE = "people"
    DAYS = "days"
    APOLOGIES = "apologies"


class ChartKind(StrEnum):
    RUN = "run"
    XMR = "xmr"
    P = "p"
    BARS = "bars"
    INTERVALS = "intervals"


class Protection(StrEnum):
    """What is withheld of a measure."""

    NONE = "none"
    """It counts meetings, sessions, or who was in a room for all to see."""

    COUNTS = "counts"
    """Small counts of people, and what would give them away."""

    ANSWERS = "answers"
    """What fewer people answered than the limit says, and everything that has not been answered for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDefinition:
    code: str
    title: str
    says: str
    why: str
    """Why it helps."""

    burden: str
    """What it asks of whom."""

    limits: str
    """What it cannot say."""

    unit: Unit
    direction: Direction
    chart: ChartKind
    protection: Protection
    compute: Callable[[Facts, int, Statistics], Finding]
    """From the facts, the smallest number of people who may be told of, and a library's statistics."""

    of_meetings_alone: bool = False
    """Whether it is computed from the meetings and nothing else, so that nobody has to be read."""


MEASURES = (
    MeasureDefinition(
        code="representation",
        title="Lived experience in the room",
        says="Of all who came to a meeting of the collaborative, the share with lived experience of "
        "the service.",
        why="Nobody can take part as an equal who is not in the room. It is the number that this work "
        "began with.",
        burden="None beyond the list of who came, which is taken at every meeting anyway.",
        limits="It counts who is there, and not who is heard. A small meeting moves it a lot.",
        unit=Unit.SHARE,
        direction=Direction.MORE,
        chart=ChartKind.RUN,
        protection=Protection.NONE,
        compute=lambda facts, _, __: representation(facts),
        of_meetings_alone=True,
    ),
    MeasureDefinition(
        code="reach",
        title="Reached by training",
        says="Of all who take part, the share who have been at a session at least once, by role and "
        "organisation.",
        why="Levelling the field takes both sides learning. It shows who is left out, and where.",
        burden="None beyond the attendance that is recorded at every session.",
        limits="Being there is not learning. People who have left or were erased no longer count.",
        unit=Unit.SHARE,
        direction=Direction.MORE,
        chart=ChartKind.BARS,
        protection=Protection.COUNTS,
        compute=lambda facts, limit, _: reach(facts, limit),
    ),
    MeasureDefinition(
        code="completion",
        title="Modules completed",
        says="Of those who have been at a session, the share who have completed a module, by role and "
        "organisation.",
        why="It tells whether people can stay the course, and whether one side drops out more than the"
        " other.",
        burden="None beyond the attendance that is recorded at every session.",
        limits="Somebody half-way through a long module counts as not completed yet.",
        unit=Unit.SHARE,
        direction=Direction.MORE,
        chart=ChartKind.BARS,
        protection=Protection.COUNTS,
        compute=lambda facts, limit, _: completion(facts, limit),
    ),
    MeasureDefinition(
        code="paired_facilitation",
        title="Given by both sides together",
        says="Of the sessions held in a month, the share given by somebody with lived experience and a"
        " professional.",
        why="Who stands in front says who is thought to know. Training about equality should be given "
        "by equals.",
        burden="None: who gives a session is known when it is planned.",
        limits="It says that both were there, and not how they shared the time.",
        unit=Unit.SHARE,
        direction=Direction.MORE,
        chart=ChartKind.P,
        protection=Protection.NONE,
        compute=lambda facts, _, __: pairing(facts),
    ),
    MeasureDefinition(
        code="experience",
        title="Experience of a session",
        says="The mean score that people gave their sessions in a month, for those with lived experience and "
        "for professionals.",
        why="Attendance counts bodies. This says whether people felt welcome, listened to and able to "
        "use it.",
        burden="A few questions after a session, answered only by those who have agreed to be asked.",
        limits="Those who answer may not be like those who do not. The questions are our own and not "
        "validated.",
        unit=Unit.SCORE,
        direction=Direction.MORE,
        chart=ChartKind.XMR,
        protection=Protection.ANSWERS,
        compute=lambda facts, limit, _: experience(facts, limit),
    ),
    MeasureDefinition(
        code="empowerment_change",
        title="Change in confidence and empowerment",
        says="How much the same people's confidence and empowerment has changed since they joined: after a "
        "module, and 90 days later. The median, where it lies with 95 % confidence, and the size of the "
        "effect.",
        why="It is the evidence that being there makes a difference to people, and whether the "
        "difference lasts.",
        burden="The same few questions three times, answered only by those who have agreed to be asked.",
        limits="There is nobody to compare with: people may have changed for other reasons. The questions "
        "are our own and not validated.",
        unit=Unit.POINTS,
        direction=Direction.MORE,
        chart=ChartKind.INTERVALS,
        protection=Protection.ANSWERS,
        compute=empowerment_change,
    ),
    MeasureDefinition(
        code="process_review",
        title="How modules were made",
        says="The mean score that contributors gave to the way in which a module was made, by month.",
        why="A module made together can still be made unequally. This asks those who were part of it.",
        burden="A few questions to contributors once a module is released.",
        limits="Few people make a module, so that much of it has to be withheld.",
        unit=Unit.SCORE,
        direction=Direction.MORE,
        chart=ChartKind.XMR,
        protection=Protection.ANSWERS,
        compute=lambda facts, limit, _: process_review(facts, limit),
    ),
    MeasureDefinition(
        code="barriers",
        title="What kept people away",
        says="How many apologies there were for each reason, for people with lived experience and "
        "professionals.",
        why="Behind each apology is something that can be changed: a fare paid, cover found, another "
        "hour chosen.",
        burden="One question to whoever sends apologies.",
        limits="Those who were never asked, or did not say, are not in it. One person may be counted "
        "several times.",
        unit=Unit.APOLOGIES,
        direction=Direction.LESS,
        chart=ChartKind.BARS,
        protection=Protection.COUNTS,
        compute=lambda facts, limit, _: barriers(facts, limit),
    ),
    MeasureDefinition(
        code="mentoring_coverage",
        title="People with a mentor",
        says="Of all who take part, the share who have a mentor now.",
        why="A module ends; a mentor stays. Members of Q can help people to use what they have learned.",
        burden="None: mentorships are recorded when they begin and end.",
        limits="It says that there is a mentor, and not how often they meet or whether it helps.",
        unit=Unit.SHARE,
        direction=Direction.MORE,
        chart=ChartKind.BARS,
        protection=Protection.COUNTS,
        compute=lambda facts, limit, _: mentoring(facts, limit),
    ),
    MeasureDefinition(
        code="time_to_training",
        title="From joining to the first session",
        says="The median number of days from joining to the first session, by the quarter in which that was.",
        why="Somebody who has come forward should not have to wait. Long waits lose people.",
        burden="None: both days are known.",
        limits="Whoever is still waiting is not in it, so that it looks best where nobody is trained.",
        unit=Unit.DAYS,
        direction=Direction.LESS,
        chart=ChartKind.XMR,
        protection=Protection.COUNTS,
        compute=lambda facts, limit, _: time_to_training(facts, limit),
    ),
    MeasureDefinition(
        code="q_lived_experience",
        title="Members of Q with lived experience",
        says="How many people with lived experience have become members of Q, the community of improvers.",
        why="It is the way from being asked to being one of those who ask: a lasting place among improvers.",
        burden="None: the way into Q is recorded as people go it.",
        limits="The number is small, and grows slowly even where all goes well.",
        unit=Unit.PEOPLE,
        direction=Direction.MORE,
        chart=ChartKind.BARS,
        protection=Protection.COUNTS,
        compute=lambda facts, limit, _: q_members(facts, limit),
    ),
)

BY_CODE: Mapping[str, MeasureDefinition] = {one.code: one for one in MEASURES}


def definition_of(code: str) -> MeasureDefinition:
    """The measure of a code.

    Raises:
        NotFound: there is none.
    """
    if (found := BY_CODE.get(code)) is None:
        raise NotFound("not-found", "There is no such measure. All there are stand in the list of measures.")
    return found
