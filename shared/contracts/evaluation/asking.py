"""What happens to instruments and surveys. No event tells what anybody answered."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.evaluation.words import Licence, SurveyEnd, SurveyPurpose
from shared.contracts.event import Event

_SURVEY = "01993c80-2a14-7f3b-8c9e-1d6b5a4f7e02"
_SOMEBODY = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"


class InstrumentPublished(Event, owner="evaluation", aggregate="instrument"):
    """A version of a set of items may be asked."""

    instrument: str = Field(min_length=1, max_length=60)
    """Its code, for example ``empowerment``."""

    version: int = Field(ge=1)
    licence: Licence
    validated: bool
    items: int = Field(ge=1)
    published_on: date

    example: ClassVar[dict[str, Any]] = {
        "instrument": "empowerment",
        "version": 1,
        "licence": "own_words",
        "validated": False,
        "items": 6,
        "published_on": "2018-01-02",
    }


class SurveyIssued(Event, owner="evaluation", aggregate="survey"):
    """Somebody is asked. Issued once for its cause, and only with consent for evaluation."""

    survey_id: str = Field(min_length=1, max_length=100)
    participant_id: str = Field(min_length=1, max_length=64)
    purpose: SurveyPurpose
    instrument: str = Field(min_length=1, max_length=60)
    instrument_version: int = Field(ge=1)
    issued_on: date
    expires_on: date

    example: ClassVar[dict[str, Any]] = {
        "survey_id": _SURVEY,
        "participant_id": _SOMEBODY,
        "purpose": "baseline",
        "instrument": "empowerment",
        "instrument_version": 1,
        "issued_on": "2018-01-05",
        "expires_on": "2018-02-02",
    }


class SurveyReminded(Event, owner="evaluation", aggregate="survey"):
    """Somebody is asked again."""

    survey_id: str = Field(min_length=1, max_length=100)
    participant_id: str = Field(min_length=1, max_length=64)
    reminder: int = Field(ge=1)
    reminded_on: date

    example: ClassVar[dict[str, Any]] = {
        "survey_id": _SURVEY,
        "participant_id": _SOMEBODY,
        "reminder": 1,
        "reminded_on": "2018-01-19",
    }


class SurveyClosed(Event, owner="evaluation", aggregate="survey"):
    """A survey is open no longer."""

    survey_id: str = Field(min_length=1, max_length=100)
    participant_id: str = Field(min_length=1, max_length=64)
    reason: SurveyEnd
    closed_on: date

    example: ClassVar[dict[str, Any]] = {
        "survey_id": _SURVEY,
        "participant_id": _SOMEBODY,
        "reason": "expired",
        "closed_on": "2018-02-03",
    }


class ResponseRecorded(Event, owner="evaluation", aggregate="survey"):
    """A survey was answered: that it was, and how many of its items."""

    survey_id: str = Field(min_length=1, max_length=100)
    purpose: SurveyPurpose
    answered: int = Field(ge=0)
    items: int = Field(ge=1)

    example: ClassVar[dict[str, Any]] = {
        "survey_id": _SURVEY,
        "purpose": "baseline",
        "answered": 6,
        "items": 6,
    }
