"""What the API of influence takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.evaluation.api.texts import Id, Text
from services.evaluation.domain.influence import Contribution, Influence, Resolution
from shared.contracts.evaluation import InfluenceOutcome, InfluencePlace, PpiStandard
from shared.contracts.registration import Role

_SAID: dict[str, Any] = {
    "place": "meeting",
    "place_id": "01993c61-02b7-7f0e-8d1b-52f0e6a1c9d4",
    "hoped": "That letters say in plain words what happens next.",
}
_ANSWER: dict[str, Any] = {
    "outcome": "accepted",
    "reason": None,
    "changed": "The appointment letter was written anew together.",
    "matters": "People know what to expect, and more of them come.",
    "standards": ["hsc_opportunities_and_support", "uk_communications"],
    "resolved_on": "2018-03-20",
}
_WHOLE: dict[str, Any] = {"history": [_ANSWER]}
_LINE: dict[str, Any] = {
    "id": "01993c84-7b21-7d4e-9a35-6c0f2e8d1b47",
    "role": "service_user",
    **_SAID,
    "recorded_on": "2018-01-15",
    "answer": _ANSWER,
}


class OwnInfluence(BaseModel):
    """What somebody hopes for. Their role is known here; who they are is not kept. Please name nobody."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_SAID]})

    place: InfluencePlace
    place_id: Id = Field(description="Of the meeting or the module.")
    hoped: Text


class NewInfluence(OwnInfluence):
    """What somebody hoped for, by their role alone. Please name nobody."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [_SAID | {"role": "service_user", "recorded_on": "2018-01-15"}]},
    )

    role: Role
    recorded_on: date | None = Field(None, description="Today in London if left out.")

    def contribution(self) -> Contribution:
        """What was said, for the command."""
        return Contribution(role=self.role, place=self.place, place_id=self.place_id, hoped=self.hoped)


class ResolutionBody(BaseModel):
    """What became of it: declined with the reason, or what changed and why that matters."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_ANSWER]})

    outcome: InfluenceOutcome
    reason: Text | None = Field(None, description="Why it was declined; needed then.")
    changed: Text | None = Field(None, description="Needed unless it was declined.")
    matters: Text | None = Field(None, description="Needed unless it was declined.")
    standards: list[PpiStandard] = Field(default_factory=list[PpiStandard], max_length=len(PpiStandard))
    resolved_on: date | None = Field(None, description="Today in London if left out.")

    def resolution(self, today: date) -> Resolution:
        """What became of it.

        Raises:
            Invalid: what is needed with its outcome is missing.
        """
        return Resolution(
            outcome=self.outcome,
            reason=self.reason,
            changed=self.changed,
            matters=self.matters,
            standards=self.standards,
            resolved_on=self.resolved_on or today,
        )


class ResolutionView(BaseModel):
    """What became of a contribution: we did, or why not."""

    outcome: InfluenceOutcome
    reason: str | None
    changed: str | None
    matters: str | None
    standards: list[PpiStandard]
    resolved_on: date

    @classmethod
    def of(cls, one: Resolution) -> ResolutionView:
        """As it was told."""
        return cls(
            outcome=one.outcome,
            reason=one.reason,
            changed=one.changed,
            matters=one.matters,
            standards=one.standards,
            resolved_on=one.resolved_on,
        )


class InfluenceLine(BaseModel):
    """A contribution in the trail: you said, we did. The answer is null while that is open."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LINE]})

    id: str
    role: Role
    place: InfluencePlace
    place_id: str
    hoped: str
    recorded_on: date
    answer: ResolutionView | None

    @classmethod
    def of(cls, one: Influence) -> InfluenceLine:
        """As the trail shows it."""
        return cls(
            id=one.id,
            role=one.role,
            place=one.place,
            place_id=one.place_id,
            hoped=one.hoped,
            recorded_on=one.recorded_on,
            answer=ResolutionView.of(one.resolution) if one.resolution else None,
        )


class InfluenceView(InfluenceLine):
    """A contribution, with all that was ever said about what became of it; the last of it holds."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LINE | _WHOLE]})

    history: list[ResolutionView]

    @classmethod
    def whole(cls, one: Influence) -> InfluenceView:
        """Everything about it."""
        line = InfluenceLine.of(one).model_dump()
        return cls(**line, history=[ResolutionView.of(each) for each in one.history])
