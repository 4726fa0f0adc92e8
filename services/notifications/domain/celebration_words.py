"""What a celebration says, in plain British English, made from an event. It names nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from shared.contracts.evaluation import ImpactReportPublished, MilestoneReached
from shared.contracts.training import ModuleReleased, Track

LONGEST_TITLE = 120
LONGEST_TEXT = 600
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_TRACKS = {
    Track.COPRODUCTION: "co-production",
    Track.QUALITY_IMPROVEMENT: "quality improvement",
    Track.JOINT: "co-production and quality improvement",
}
_SHARE, _NUMBER = "share", ""
_MEASURES = {
    "representation": ("lived experience in the room", _SHARE),
    "reach": ("people reached by training", _SHARE),
    "completion": ("modules completed", _SHARE),
    "paired_facilitation": ("sessions given by both sides together", _SHARE),
    "experience": ("people's experience of our sessions", _NUMBER),
    "empowerment_change": ("change in confidence and empowerment", _NUMBER),
    "process_review": ("how modules are made", _NUMBER),
    "barriers": ("what keeps people away", _NUMBER),
    "mentoring_coverage": ("people with a mentor", _SHARE),
    "time_to_training": ("days from joining to the first session", _NUMBER),
    "q_lived_experience": ("members of Q with lived experience", _NUMBER),
}
"""By the codes of evaluation's measures. Another one is called by its code, in words."""


@dataclass(kw_only=True, slots=True)
class Words:
    """A title of at most ``LONGEST_TITLE`` characters, and a text of at most ``LONGEST_TEXT``."""

    title: str
    text: str


def of_module(event: ModuleReleased) -> Words:
    """A version of a module may be taught. Its title is public."""
    title = shortened(f"New module released: {_shown(event.title)}", LONGEST_TITLE)
    return Words(
        title=title,
        text=(
            f"On {spoken(event.released_on)} a new training module in {_TRACKS[event.track]} was released. "
            "People with lived experience and professionals made it and signed it off together."
        ),
    )


def of_cohort(people: int, track: Track, on: date) -> Words:
    """So many people of one cohort have completed the same module."""
    return Words(
        title=f"{people} people have completed a module together",
        text=(
            f"By {spoken(on)}, {people} people of one cohort had completed the same training module in "
            f"{_TRACKS[track]}. Congratulations to all of them."
        ),
    )


def of_milestone(event: MilestoneReached) -> Words:
    """A measure has reached its aim for the first time."""
    named = event.measure.replace("_", " ").replace("-", " ")
    measure, unit = _MEASURES.get(event.measure, (named, _NUMBER))
    return Words(
        title=shortened(f"We have reached an aim: {_shown(measure)}", LONGEST_TITLE),
        text=(
            f"On {spoken(event.reached_on)} it stood at {_figure(event.value, unit)}. "
            f"The aim was {_figure(event.target, unit)} by {spoken(event.by)}."
        ),
    )


def of_report(event: ImpactReportPublished) -> Words:
    """A report on a period is there to be read."""
    period = f"{spoken(event.period_from)} to {spoken(event.period_to)}"
    return Words(
        title="Our impact report is published",
        text=(
            f"It tells what changed from {period}: who was in the room, what people learned, and what "
            "was done because of what they said. A reader with lived experience signed it off."
        ),
    )


def spoken(day: date) -> str:
    """A day as people write it: 5 January 2018."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def listed(names: list[str]) -> str:
    """Names as people say them: Ann, Ben and Cy."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def shortened(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis, in at most so many characters; cut between words."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    whole = kept.rpartition(" ")[0] if " " in kept[most // 2 :] else kept
    return f"{whole.rstrip(' .,;:')}…"


def _figure(value: float, unit: str) -> str:
    return f"{round(value * 100, 1):g} %" if unit == _SHARE else f"{round(value, 2):g}"


def _shown(text: str) -> str:
    """Without what no page, picture or XML document can show."""
    return " ".join(_UNSHOWN.sub(" ", text).split())
