"""An instrument: what may be asked, in versions that never change once they are published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Self

from services.evaluation.domain.definition import Definition
from services.evaluation.domain.soundness import Fault, faults_of
from shared.contracts.aggregate import Aggregate
from shared.contracts.evaluation import InstrumentPublished, Licence
from shared.contracts.refusal import NotFound, Refused

MOST_VERSIONS = 100


class NotSound(Exception):
    """A definition cannot be published.

    Args:
        faults: everything that is wrong with it.
    """

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass(kw_only=True)
class Instrument(Aggregate):
    """Its id is its code. All versions stay: what was answered is scored by the one that was asked."""

    kind: ClassVar[str] = "instrument"

    shipped: bool = False
    """It comes with Levelfield and is the same in every collaborative."""

    versions: list[Definition] = field(default_factory=list[Definition])

    @classmethod
    def begin(cls, tenant: str, definition: Definition, on: date, *, shipped: bool = False) -> Self:
        """An instrument that was not there, with its first version.

        Raises:
            NotSound: the definition makes no sense, or its licence keeps it out.
        """
        made = cls(tenant=tenant, id=definition.code, shipped=shipped)
        made.publish(definition, on)
        return made

    @property
    def latest(self) -> Definition:
        """The version that is asked from now on."""
        return self.versions[-1]

    def in_version(self, version: int) -> Definition:
        """One of its versions.

        Raises:
            NotFound: it has no such version.
        """
        for definition in self.versions:
            if definition.version == version:
                return definition
        raise NotFound("no-such-version", "This instrument has no such version.")

    def publish(self, definition: Definition, on: date) -> None:
        """A version may be asked from now on. The same one again changes nothing.

        Raises:
            NotSound: the definition makes no sense, or its licence keeps it out.
            Refused: the version is published already and was another, or is not above the latest.
        """
        if faults := faults_of(definition):
            raise NotSound(faults)
        if definition in self.versions:
            return
        if self.versions and definition.version <= self.latest.version:
            raise Refused(
                "version-published",
                "A published version never changes. Give the new one a number above the latest.",
            )
        if self.versions and definition.use is not self.latest.use:
            raise Refused("use-changed", "An instrument keeps its use. Import this one under another code.")
        if len(self.versions) == MOST_VERSIONS:
            raise Refused("too-many-versions", "This instrument has 100 versions. Begin another one.")
        self.versions.append(definition)
        self.record(
            InstrumentPublished(
                instrument=self.id,
                version=definition.version,
                licence=Licence(definition.licence.value),
                validated=definition.validated,
                items=len(definition.items),
                published_on=on,
            )
        )
