"""One version of a module: what is in it, who made it, who stands by it, and what it still lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.training.domain.person import Person
from shared.contracts.registration import RecordedBy, Role
from shared.contracts.training import Contribution


class VersionState(StrEnum):
    """How far a version is."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    """People are asked to sign it off."""

    RELEASED = "released"
    """It may be taught, and never changes."""


class Missing(StrEnum):
    """What keeps a version from being released."""

    TITLE = "title"
    PART = "part"
    LIVED_EXPERIENCE_CONTRIBUTOR = "lived_experience_contributor"
    LIVED_EXPERIENCE_SIGN_OFF = "lived_experience_sign_off"
    PROFESSIONAL_SIGN_OFF = "professional_sign_off"
    INDEPENDENT_SIGN_OFF = "independent_sign_off"

    @property
    def phrase(self) -> str:
        """As it stands in a sentence after "it needs"."""
        return _PHRASES[self]


_PHRASES = {
    Missing.TITLE: "a title",
    Missing.PART: "at least one part",
    Missing.LIVED_EXPERIENCE_CONTRIBUTOR: "a contributor with lived experience",
    Missing.LIVED_EXPERIENCE_SIGN_OFF: "a sign-off by a person with lived experience",
    Missing.PROFESSIONAL_SIGN_OFF: "a sign-off by a professional",
    Missing.INDEPENDENT_SIGN_OFF: "a sign-off by somebody who neither designed nor wrote it",
}


@dataclass(kw_only=True, frozen=True, slots=True)
class ModulePart:
    """What is taught in one session."""

    number: int
    title: str
    minutes: int


@dataclass(kw_only=True, frozen=True, slots=True)
class ModuleContent:
    """All that people read and sign off. Compared and replaced as a whole."""

    title: str
    outline: str
    outcomes: list[str]
    parts: list[ModulePart]


@dataclass(kw_only=True, frozen=True, slots=True)
class ModuleContributor:
    """Somebody who helped to make the version, by the role they had then."""

    participant_id: str
    role: Role
    contribution: Contribution

    @property
    def made_it(self) -> bool:
        """Whether they designed or wrote, rather than tested or reviewed."""
        return self.contribution in (Contribution.DESIGN, Contribution.WRITE)


@dataclass(kw_only=True, frozen=True, slots=True)
class SignOff:
    """Somebody has read the version and stands by it."""

    participant_id: str
    role: Role
    recorded_by: RecordedBy
    signed_on: date


@dataclass(kw_only=True, slots=True)
class ModuleVersion:
    """A version, counted from 1 within its module."""

    number: int
    content: ModuleContent
    drafted_on: date
    state: VersionState = VersionState.DRAFT
    contributors: list[ModuleContributor] = field(default_factory=list[ModuleContributor])
    sign_offs: list[SignOff] = field(default_factory=list[SignOff])
    released_on: date | None = None

    @property
    def released(self) -> bool:
        return self.state is VersionState.RELEASED

    def was_made_by(self, participant_id: str) -> bool:
        """Whether a person is among those who designed or wrote it."""
        return any(one.made_it and one.participant_id == participant_id for one in self.contributors)

    def missing(self) -> list[Missing]:
        """What it lacks for its release.

        Who wrote it is asked now and not when they signed: a signer who turns out to have written it
        is no independent reader.
        """
        signers = self.sign_offs
        there = {
            Missing.TITLE: bool(self.content.title.strip()),
            Missing.PART: bool(self.content.parts),
            Missing.LIVED_EXPERIENCE_CONTRIBUTOR: any(one.role.lived_experience for one in self.contributors),
            Missing.LIVED_EXPERIENCE_SIGN_OFF: any(one.role.lived_experience for one in signers),
            Missing.PROFESSIONAL_SIGN_OFF: any(not one.role.lived_experience for one in signers),
            Missing.INDEPENDENT_SIGN_OFF: any(not self.was_made_by(one.participant_id) for one in signers),
        }
        return [what for what, is_there in there.items() if not is_there]

    def add_contributor(self, person: Person, contribution: Contribution) -> ModuleContributor | None:
        """Notes a contribution; None if it is known already."""
        if any(
            one.participant_id == person.id and one.contribution is contribution for one in self.contributors
        ):
            return None
        contributor = ModuleContributor(participant_id=person.id, role=person.role, contribution=contribution)
        self.contributors.append(contributor)
        return contributor

    def add_sign_off(self, person: Person, recorded_by: RecordedBy, on: date) -> bool:
        """Notes a sign-off; False if the person has signed already."""
        if any(one.participant_id == person.id for one in self.sign_offs):
            return False
        self.sign_offs.append(
            SignOff(participant_id=person.id, role=person.role, recorded_by=recorded_by, signed_on=on)
        )
        return True


def sentence_of(missing: Sequence[Missing]) -> str:
    """Everything that is missing, in one sentence."""
    *first, last = (what.phrase for what in missing)
    listed = f"{', '.join(first)} and {last}" if first else last
    return f"This version can't be released yet: it needs {listed}."
