"""Influence: what somebody hoped would change, and what became of it. You said, we did."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, Self

from shared.contracts.aggregate import Aggregate
from shared.contracts.evaluation import (
    InfluenceOutcome,
    InfluencePlace,
    InfluenceRecorded,
    InfluenceResolved,
    PpiStandard,
)
from shared.contracts.refusal import Invalid
from shared.contracts.registration import Role


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What somebody hoped for, by their role and where they said it. Who they are is not kept."""

    role: Role
    place: InfluencePlace
    place_id: str
    hoped: str


@dataclass(kw_only=True, slots=True)
class Resolution:
    """What became of a contribution.

    Raises:
        Invalid: declined without the reason, or with a change; taken up without what changed and why it
            matters, or with a reason against it.
    """

    outcome: InfluenceOutcome
    reason: str | None = None
    """Why it was declined."""

    changed: str | None = None
    """What is different now."""

    matters: str | None = None
    """Why that matters to those who use the service."""

    standards: list[PpiStandard] = field(default_factory=list[PpiStandard])
    """Those that the change meets."""

    resolved_on: date

    def __post_init__(self) -> None:
        if self.outcome is InfluenceOutcome.DECLINED:
            self._must_be_declined_with_a_reason()
        else:
            self._must_say_what_changed()
        self.standards = [one for one in PpiStandard if one in self.standards]

    def _must_be_declined_with_a_reason(self) -> None:
        if not self.reason:
            raise Invalid("reason-needed", "Say why it was declined: whoever hoped for it is owed that.")
        if self.changed or self.matters or self.standards:
            raise Invalid("nothing-changed", "What was declined changed nothing and meets no standard.")

    def _must_say_what_changed(self) -> None:
        if not (self.changed and self.matters):
            raise Invalid("change-needed", "Say what changed because of it, and why that matters.")
        if self.reason:
            raise Invalid("reason-does-not-fit", "A reason is for what was declined; say what changed.")


@dataclass(kw_only=True)
class Influence(Aggregate):
    """One contribution. What became of it can be known better later; what was said before stays."""

    kind: ClassVar[str] = "influence"

    role: Role
    place: InfluencePlace
    place_id: str
    hoped: str
    recorded_on: date
    outcome: InfluenceOutcome | None = None
    """What became of it, as far as is known; None while that is open."""

    standards: list[PpiStandard] = field(default_factory=list[PpiStandard])
    history: list[Resolution] = field(default_factory=list[Resolution])
    """All that was said about what became of it; the last of it holds."""

    resolved_on: date | None = None
    """The day of the last of it."""

    @classmethod
    def record_contribution(cls, tenant: str, influence_id: str, said: Contribution, on: date) -> Self:
        """Somebody said what they hoped would change."""
        recorded = cls(
            tenant=tenant,
            id=influence_id,
            role=said.role,
            place=said.place,
            place_id=said.place_id,
            hoped=said.hoped,
            recorded_on=on,
        )
        recorded.record(
            InfluenceRecorded(
                influence_id=influence_id,
                role=said.role,
                place=said.place,
                place_id=said.place_id,
                recorded_on=on,
            )
        )
        return recorded

    @property
    def resolution(self) -> Resolution | None:
        """What became of it, as far as is known."""
        return self.history[-1] if self.history else None

    def resolve(self, resolution: Resolution) -> None:
        """What became of it is known, or known better. To say the same again changes nothing.

        Raises:
            Invalid: it is said to be resolved before it was recorded, or before what is known already.
        """
        last = self.resolution
        if last is not None and replace(resolution, resolved_on=last.resolved_on) == last:
            return
        if resolution.resolved_on < (last.resolved_on if last else self.recorded_on):
            raise Invalid(
                "resolved-too-early", "What became of it comes after it was said, and after the last answer."
            )
        self.history.append(resolution)
        self.outcome, self.resolved_on = resolution.outcome, resolution.resolved_on
        self.standards = list(resolution.standards)
        self.record(
            InfluenceResolved(
                influence_id=self.id,
                outcome=resolution.outcome,
                standards=tuple(resolution.standards),
                resolved_on=resolution.resolved_on,
            )
        )
