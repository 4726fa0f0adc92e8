"""What the API of instruments takes and gives."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.evaluation.commands.instrument_file import Code
from services.evaluation.domain.definition import Definition, InstrumentUse
from services.evaluation.domain.instrument import Instrument
from shared.contracts.evaluation import Licence

FILE: dict[str, Any] = {
    "code": "meeting-voice",
    "version": 1,
    "title": "Having a say",
    "use": "experience",
    "licence": {"terms": "open", "text": "Example Trust (invented), CC BY 4.0."},
    "source": "An invented example",
    "validated": False,
    "scales": {"agreement": {"lowest": 1, "highest": 5, "labels": {"1": "Not at all", "5": "Completely"}}},
    "subscales": [{"code": "voice", "title": "Having a say", "rescale": {"lowest": 0, "highest": 100}}],
    "items": [
        {"code": "heard", "text": "I was heard.", "subscale": "voice", "scale": "agreement"},
        {
            "code": "rushed",
            "text": "It went too fast.",
            "subscale": "voice",
            "scale": "agreement",
            "reversed": True,
        },
    ],
}
_LINE: dict[str, Any] = {
    "code": "confidence",
    "use": "empowerment",
    "shipped": True,
    "chosen": True,
    "versions": [
        {
            "version": 1,
            "title": "How confident do you feel?",
            "licence": "own_words",
            "licence_terms": "Written for Levelfield in our own words.",
            "source": "",
            "validated": False,
            "items": 6,
        }
    ],
}


class VersionView(BaseModel):
    """A version of an instrument."""

    version: int
    title: str
    licence: Licence
    licence_terms: str
    source: str
    validated: bool
    items: int

    @classmethod
    def of(cls, one: Definition) -> VersionView:
        """As everybody sees it."""
        return cls(
            version=one.version,
            title=one.title,
            licence=Licence(one.licence.value),
            licence_terms=one.licence_terms,
            source=one.source,
            validated=one.validated,
            items=len(one.items),
        )


class InstrumentView(BaseModel):
    """An instrument and all its versions, the latest last."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LINE]})

    code: str
    use: InstrumentUse
    shipped: bool = Field(description="It comes with Levelfield and is the same everywhere.")
    chosen: bool = Field(description="Surveys that are issued from now on ask it.")
    versions: list[VersionView]

    @classmethod
    def of(cls, one: Instrument, chosen: dict[str, str]) -> InstrumentView:
        """As everybody sees it."""
        use = one.latest.use
        return cls(
            code=one.id,
            use=use,
            shipped=one.shipped,
            chosen=chosen[use.value] == one.id if use.value in chosen else one.shipped,
            versions=[VersionView.of(version) for version in one.versions],
        )


class Published(BaseModel):
    """The code of what was published."""

    code: str


class ChoiceBody(BaseModel):
    """Which instrument is asked from now on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"instrument": "confidence"}]})

    instrument: Code
