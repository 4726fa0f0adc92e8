"""What an instrument is made of: its items, how each is answered, and how the answers become scores.

All of it is data. A definition says by itself how it is scored, so that none needs code of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from shared.contracts.evaluation import SurveyPurpose


class InstrumentUse(StrEnum):
    """What an instrument can be asked for."""

    EXPERIENCE = "experience"
    """How a session was."""

    EMPOWERMENT = "empowerment"
    """Confidence and empowerment; the same items before and after, or there is no change to tell."""

    PROCESS_REVIEW = "process_review"
    """How a module was made, by those who made it."""


def use_for(purpose: SurveyPurpose) -> InstrumentUse:
    """What kind of instrument a survey of this purpose asks."""
    if purpose is SurveyPurpose.EXPERIENCE:
        return InstrumentUse.EXPERIENCE
    if purpose is SurveyPurpose.PROCESS_REVIEW:
        return InstrumentUse.PROCESS_REVIEW
    return InstrumentUse.EMPOWERMENT


class LicenceTerms(StrEnum):
    """What whoever imports an instrument says about its licence. The last two keep it out."""

    OWN_WORDS = "own_words"
    OPEN = "open"
    PERMISSION_GIVEN = "permission_given"
    USE_FORBIDDEN = "use_forbidden"
    UNKNOWN = "unknown"


class Method(StrEnum):
    """How the answers of a subscale become one number."""

    MEAN = "mean"
    SUM = "sum"
    """Over all items that count: those without an answer stand at the mean of the person's others."""


class NotApplicable(StrEnum):
    """What the answer "not applicable" means for a score."""

    LEFT_OUT = "left_out"
    """As if the item were not there for this person."""

    MISSING = "missing"
    """As if the item had not been answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """Whole numbers from the lowest to the highest; the labels are by number, as text."""

    lowest: int
    highest: int
    labels: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing that is asked."""

    code: str
    text: str
    subscale: str
    scale: Scale
    reversed: bool = False
    """A high answer stands for little of what the subscale measures."""

    required: bool = False
    """An answer without it is refused; all others may be left open."""

    may_not_apply: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscale:
    """Items that are scored together."""

    code: str
    title: str
    method: Method = Method.MEAN
    minimum_share: float = 0.5
    """Of the items that count, the share that has to be answered; with less there is no score."""

    rescale_lowest: float | None = None
    rescale_highest: float | None = None
    """What the lowest and the highest possible score become; without them a score stays as it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition:
    """One version of an instrument. Once published it never changes."""

    code: str
    version: int
    title: str
    introduction: str = ""
    use: InstrumentUse
    licence: LicenceTerms
    licence_terms: str
    """In words: who holds it, and what they allow."""

    source: str = ""
    """Where it was published."""

    validated: bool = False
    not_applicable: NotApplicable = NotApplicable.LEFT_OUT
    subscales: tuple[Subscale, ...]
    items: tuple[Item, ...]

    def item(self, code: str) -> Item | None:
        """The item of that code."""
        return next((item for item in self.items if item.code == code), None)
