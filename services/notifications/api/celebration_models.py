"""What the API of celebrations takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.notifications.api.celebration_texts import Name, ParticipantId, Text, Title
from services.notifications.domain.celebration import Celebration, CelebrationState, Named
from services.notifications.domain.celebration_rules import SMALLEST_COHORT, CelebrationRules, Rule
from services.notifications.domain.celebration_words import Words
from shared.contracts.notifications import CelebrationKind, RetractedFor

_SOMEBODY = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"
_BODY: dict[str, Any] = {
    "title": "Three in ten in the room have lived experience",
    "text": "In May 2018, 30 % of those at the meeting were service users and carers.",
    "named": [{"participant_id": _SOMEBODY, "name": "Aoife (invented)"}],
}


class NamedBody(BaseModel):
    """Somebody who is celebrated by name."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"participant_id": _SOMEBODY, "name": "Aoife"}]}
    )

    participant_id: ParticipantId
    name: Name = Field(description="As they want to be called, for everybody to read.")


class CelebrationBody(BaseModel):
    """What it says. Name people in ``named`` alone: that is taken back when they want it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_BODY]})

    title: Title
    text: Text
    named: list[NamedBody] = Field(default=[], max_length=12)

    def words(self) -> Words:
        """What it says, for the command."""
        return Words(title=self.title, text=self.text)

    def people(self) -> list[Named]:
        """Each person once."""
        by_id = {one.participant_id: one.name for one in self.named}
        return [Named(participant_id=who, name=name) for who, name in by_id.items()]


class CelebrationView(BaseModel):
    """A celebration, as its collaborative sees it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "6c5b2c58-7d0a-5a0f-9d2f-2b4f8f0c3a11",
                    "about": "milestone_reached",
                    "source": "milestone/01993c8a-1f6d-7b20-9e4c-7d5a3b2f8c61",
                    **_BODY,
                    "state": "published",
                    "proposed_on": "2018-05-14",
                    "published_at": "2018-05-15T09:30:00Z",
                    "taken_back_for": None,
                }
            ]
        }
    )

    id: str
    about: CelebrationKind
    source: str = Field(description="What it comes from.")
    title: str
    text: str
    named: list[NamedBody]
    state: CelebrationState
    proposed_on: date
    published_at: datetime | None
    taken_back_for: RetractedFor | None

    @classmethod
    def of(cls, one: Celebration) -> CelebrationView:
        """Everything about it."""
        return cls(
            id=one.id,
            about=one.about,
            source=one.source,
            title=one.words.title,
            text=one.words.text,
            named=[NamedBody(participant_id=who.participant_id, name=who.name) for who in one.named],
            state=one.state,
            proposed_on=one.proposed_on,
            published_at=one.published_at,
            taken_back_for=one.taken_back_for,
        )


class RuleBody(BaseModel):
    """Whether something is celebrated, and whether the lead says so first."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"on": True, "needs_approval": True}]}
    )

    on: bool
    needs_approval: bool

    @classmethod
    def of(cls, rule: Rule) -> RuleBody:
        """A rule as it is."""
        return cls(on=rule.on, needs_approval=rule.needs_approval)


class RulesBody(BaseModel):
    """What is celebrated."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    **{kind.value: {"on": True, "needs_approval": True} for kind in CelebrationKind},
                    "smallest_cohort": SMALLEST_COHORT,
                }
            ]
        },
    )

    module_released: RuleBody
    module_completed: RuleBody
    milestone_reached: RuleBody
    report_published: RuleBody
    smallest_cohort: int = Field(
        SMALLEST_COHORT,
        ge=SMALLEST_COHORT,
        le=1_000,
        description="How many people of one cohort have to have completed the same module.",
    )

    def rules(self) -> dict[CelebrationKind, Rule]:
        """The rules, for the command."""
        said: dict[str, RuleBody] = {kind.value: getattr(self, kind.value) for kind in CelebrationKind}
        return {
            CelebrationKind(kind): Rule(on=one.on, needs_approval=one.needs_approval)
            for kind, one in said.items()
        }

    @classmethod
    def of(cls, rules: CelebrationRules) -> RulesBody:
        """The rules as they are."""
        return cls(
            module_released=RuleBody.of(rules.of(CelebrationKind.MODULE_RELEASED)),
            module_completed=RuleBody.of(rules.of(CelebrationKind.MODULE_COMPLETED)),
            milestone_reached=RuleBody.of(rules.of(CelebrationKind.MILESTONE_REACHED)),
            report_published=RuleBody.of(rules.of(CelebrationKind.REPORT_PUBLISHED)),
            smallest_cohort=rules.smallest_cohort,
        )
