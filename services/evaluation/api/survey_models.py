"""What the API of surveys takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from services.evaluation.commands.instrument_file import MOST_ITEMS, Code
from services.evaluation.domain.definition import Item
from services.evaluation.queries.read_surveys import ShownSurvey, SurveyCounts
from shared.contracts.evaluation import SurveyPurpose

_SURVEY: dict[str, Any] = {
    "id": "6f1d6f0c2b117c1a7c449a4401993c5e",
    "purpose": "experience",
    "about": "01993c72-5a0e-7d11-8f26-4b9e7c1d3a58",
    "title": "How was this session?",
    "introduction": "A few short questions about the session you were at.",
    "validated": False,
    "expires_on": "2018-04-09",
    "answered": 0,
    "items": [
        {
            "code": "welcome",
            "text": "People made me feel welcome.",
            "lowest": 1,
            "highest": 5,
            "labels": {"1": "Not at all", "5": "Completely"},
            "required": False,
            "may_not_apply": False,
        }
    ],
}


class ItemView(BaseModel):
    """One thing that is asked."""

    code: str
    text: str
    lowest: int
    highest: int
    labels: dict[str, str] = Field(description="By number, written as text.")
    required: bool
    may_not_apply: bool

    @classmethod
    def of(cls, item: Item) -> ItemView:
        """As it is asked; how it is scored is not told."""
        return cls(
            code=item.code,
            text=item.text,
            lowest=item.scale.lowest,
            highest=item.scale.highest,
            labels=item.scale.labels,
            required=item.required,
            may_not_apply=item.may_not_apply,
        )


class SurveyView(BaseModel):
    """What somebody is asked, by themselves."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SURVEY]})

    id: str
    purpose: SurveyPurpose
    about: str = Field(description="The id of the session, or of the module and its version; else empty.")
    title: str
    introduction: str
    validated: bool
    expires_on: date = Field(description="The last day on which it can be answered.")
    answered: int = Field(description="How many of its items you have answered so far.")
    items: list[ItemView]

    @classmethod
    def of(cls, shown: ShownSurvey) -> SurveyView:
        """As the person sees it."""
        survey, asks = shown.survey, shown.asks
        return cls(
            id=survey.id,
            purpose=survey.purpose,
            about=survey.about,
            title=asks.title,
            introduction=asks.introduction,
            validated=asks.validated,
            expires_on=survey.expires_on,
            answered=survey.answered,
            items=[ItemView.of(item) for item in asks.items],
        )


class CountsView(BaseModel):
    """How many surveys there are of a purpose; null where too few people are behind it."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={"examples": [{"purpose": "experience", "issued": 24, "answered": 17, "open": 5}]},
    )

    purpose: SurveyPurpose
    issued: int | None
    answered: int | None
    open: int | None


class AllCounts(BaseModel):
    """The counts of every purpose."""

    purposes: list[CountsView]

    @classmethod
    def of(cls, counts: list[SurveyCounts]) -> AllCounts:
        """As they are told."""
        return cls(purposes=[CountsView.model_validate(one) for one in counts])


class AnswersBody(BaseModel):
    """The whole of what you answer; what you leave out stays open."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"answers": {"welcome": 5, "heard": 4, "needs": "not_applicable"}}]},
    )

    answers: dict[Code, StrictInt | Literal["not_applicable"]] = Field(
        min_length=1,
        max_length=MOST_ITEMS,
        description="By the code of the item: a number of its scale, or that it does not apply.",
    )
