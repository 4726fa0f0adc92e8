"""A module: learning made together, version by version.

Invariants:
- A version is released only with a contributor with lived experience, sign-offs from both sides, and one
  by somebody who neither designed nor wrote it.
- A released version never changes. A change is a new version, which begins as a copy of the last one's
  content; who made that and who signed it is asked anew.
- Only the last version can be unreleased, and only that one can be changed. What is changed after review
  was requested has to be read again: the version is a draft once more, and its sign-offs are void.
- A retired module stays as it is: no new version, no new session.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar

from services.training.domain.module_version import (
    ModuleContent,
    ModulePart,
    ModuleVersion,
    VersionState,
    sentence_of,
)
from services.training.domain.person import Person
from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Invalid, NotFound, Refused
from shared.contracts.registration import RecordedBy
from shared.contracts.training import (
    Audience,
    Contribution,
    Contributor,
    ModuleContributionRecorded,
    ModuleDrafted,
    ModuleReleased,
    ModuleRetired,
    ModuleReviewRequested,
    ModuleSignedOff,
    Origin,
    Track,
)


@dataclass(kw_only=True, frozen=True, slots=True)
class ModuleOrigin:
    """The released version in another collaborative that a module was copied from."""

    collaborative: str
    module_id: str
    version: int

    def told(self) -> Origin:
        return Origin(collaborative=self.collaborative, module_id=self.module_id, version=self.version)


@dataclass(kw_only=True)
class Module(Aggregate):
    """Something to learn, in as many sessions as its parts."""

    kind: ClassVar[str] = "module"

    code: str
    track: Track
    audience: Audience
    origin: ModuleOrigin | None = None
    versions: list[ModuleVersion] = field(default_factory=list[ModuleVersion])
    released_version: int = 0
    """The last one released; 0 before the first."""

    retired_on: date | None = None

    @classmethod
    def draft(
        cls,
        *,
        tenant: str,
        module_id: str,
        code: str,
        track: Track,
        audience: Audience,
        content: ModuleContent,
        on: date,
        origin: ModuleOrigin | None = None,
    ) -> Module:
        """A module begins, with its first version as a draft."""
        module = cls(tenant=tenant, id=module_id, code=code, track=track, audience=audience, origin=origin)
        module._begin(content, on)
        return module

    @property
    def retired(self) -> bool:
        return self.retired_on is not None

    @property
    def latest(self) -> ModuleVersion:
        return self.versions[-1]

    @property
    def title(self) -> str:
        """Of the last version released; before the first, of the draft."""
        return (self.find(self.released_version) or self.latest).content.title

    def find(self, number: int) -> ModuleVersion | None:
        """The version with this number, or None."""
        return self.versions[number - 1] if 0 < number <= len(self.versions) else None

    def version_number(self, number: int) -> ModuleVersion:
        """The version with this number.

        Raises:
            NotFound: the module has none.
        """
        version = self.find(number)
        if version is None:
            raise NotFound("not-found", "There is no such version of this module.")
        return version

    def begin_version(self, on: date) -> ModuleVersion:
        """The version to work on: the one that is not released yet, or a new one, a copy of the last.

        Raises:
            Refused: the module is retired.
        """
        self._check_not_retired()
        if self.latest.released:
            self._begin(self.latest.content, on)
        return self.latest

    def revise(self, number: int, content: ModuleContent) -> None:
        """Changes what is in a version. After review was requested that takes it back to being a draft.

        Raises:
            NotFound, Refused: see ``_to_work_on``.
        """
        version = self._to_work_on(number)
        if version.content == content:
            return
        version.content = _copied(content)
        version.state = VersionState.DRAFT
        version.sign_offs.clear()

    def record_contribution(self, number: int, person: Person, contribution: Contribution, on: date) -> None:
        """Somebody helped to make a version.

        Raises:
            NotFound, Refused: see ``_to_work_on``.
        """
        added = self._to_work_on(number).add_contributor(person, contribution)
        if added is not None:
            told = Contributor(
                participant_id=added.participant_id, role=added.role, contribution=added.contribution
            )
            self.record(
                ModuleContributionRecorded(
                    module_id=self.id, version=number, contributor=told, recorded_on=on
                )
            )

    def request_review(self, number: int, on: date) -> None:
        """A version is thought to be finished.

        Raises:
            NotFound, Refused: see ``_to_work_on``.
        """
        version = self._to_work_on(number)
        if version.state is VersionState.DRAFT:
            version.state = VersionState.IN_REVIEW
            self.record(ModuleReviewRequested(module_id=self.id, version=number, requested_on=on))

    def sign_off(self, number: int, person: Person, recorded_by: RecordedBy, on: date) -> None:
        """Somebody has read a version and stands by it.

        Raises:
            NotFound: there is no such version.
            Refused: it is released, the module is retired, or nobody has asked for a review yet.
        """
        version = self._to_work_on(number)
        if version.state is not VersionState.IN_REVIEW:
            raise Refused("not-in-review", "This version is still being written. Ask for its review first.")
        if version.add_sign_off(person, recorded_by, on):
            self.record(
                ModuleSignedOff(
                    module_id=self.id,
                    version=number,
                    participant_id=person.id,
                    role=person.role,
                    wrote_it=version.was_made_by(person.id),
                    signed_on=on,
                )
            )

    def release(self, number: int, on: date) -> None:
        """A version may be taught from now on. Releasing it again changes nothing.

        Raises:
            NotFound: there is no such version.
            Refused: the module is retired, or the version lacks something: the sentence says all of it.
        """
        if self.version_number(number).released:
            return
        version = self._to_work_on(number)
        if missing := version.missing():
            raise Refused("module-not-ready", sentence_of(missing))
        version.state, version.released_on = VersionState.RELEASED, on
        self.released_version = number
        self.record(self._release_of(version, on))

    def retire(self, on: date) -> None:
        """The module is given no longer. Sessions that are planned already take place."""
        if not self.retired:
            self.retired_on = on
            self.record(ModuleRetired(module_id=self.id, retired_on=on))

    def part_to_teach(self, number: int, part: int) -> ModulePart:
        """A part that a session may be planned for.

        Raises:
            Invalid: there is no such version, or it has no such part.
            Refused: the version is not released, or the module is retired.
        """
        self._check_not_retired()
        version = self.find(number)
        if version is not None and not version.released:
            raise Refused("version-not-released", "Only a released version can be taught. Release it first.")
        parts = version.content.parts if version is not None else []
        found = next((one for one in parts if one.number == part), None)
        if found is None:
            raise Invalid("no-such-part", "The module has no such version, or that has no such part.")
        return found

    def _begin(self, content: ModuleContent, on: date) -> None:
        version = ModuleVersion(number=len(self.versions) + 1, content=_copied(content), drafted_on=on)
        self.versions.append(version)
        self.record(
            ModuleDrafted(
                module_id=self.id,
                code=self.code,
                version=version.number,
                track=self.track,
                audience=self.audience,
                origin=self.origin.told() if self.origin else None,
                drafted_on=on,
            )
        )

    def _to_work_on(self, number: int) -> ModuleVersion:
        """The version with this number, if it can still be changed.

        Raises:
            NotFound: there is no such version.
            Refused: it is released, or the module is retired.
        """
        version = self.version_number(number)
        if version.released:
            raise Refused("version-released", "A released version never changes. Begin a new version.")
        self._check_not_retired()
        return version

    def _check_not_retired(self) -> None:
        if self.retired:
            raise Refused("module-retired", "This module is retired. Use or draft another one.")

    def _release_of(self, version: ModuleVersion, on: date) -> ModuleReleased:
        contributors = tuple(
            Contributor(participant_id=one.participant_id, role=one.role, contribution=one.contribution)
            for one in version.contributors
        )
        return ModuleReleased(
            module_id=self.id,
            code=self.code,
            version=version.number,
            track=self.track,
            audience=self.audience,
            title=version.content.title,
            parts=len(version.content.parts),
            contributors=contributors,
            origin=self.origin.told() if self.origin else None,
            released_on=on,
        )


def _copied(content: ModuleContent) -> ModuleContent:
    """The same with lists of its own, so that nothing reaches into a version from outside."""
    return replace(content, outcomes=list(content.outcomes), parts=list(content.parts))
