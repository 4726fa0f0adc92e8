"""What the tests of asking are made of: a definition, causes, and days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.evaluation.domain.definition import (
    Definition,
    InstrumentUse,
    Item,
    LicenceTerms,
    Scale,
    Subscale,
)
from services.evaluation.domain.respondent import Cause, Respondent
from services.evaluation.domain.survey import Survey
from shared.contracts.aggregate import Aggregate
from shared.contracts.evaluation import SurveyPurpose
from shared.contracts.event import Event
from shared.contracts.registration import Role

TENANT = "mental-health-ni"
DAY = date(2018, 3, 12)
NOON = datetime(2018, 3, 12, 12, tzinfo=UTC)
FIVE = Scale(lowest=1, highest=5)


def days(count: int) -> timedelta:
    return timedelta(days=count)


def item(code: str, **more: Any) -> Item:
    told: dict[str, Any] = {"text": "I was heard.", "subscale": "voice", "scale": FIVE}
    return Item(code=code, **told | more)


def definition(*items: Item, **more: Any) -> Definition:
    """One subscale ``voice``, not rescaled, of which half has to be answered."""
    told: dict[str, Any] = {
        "code": "voices",
        "version": 1,
        "title": "Having a say",
        "use": InstrumentUse.EXPERIENCE,
        "licence": LicenceTerms.OPEN,
        "licence_terms": "Anybody may use it.",
        "subscales": (Subscale(code="voice", title="Having a say"),),
        "items": items or (item("a"), item("b"), item("c"), item("d")),
    }
    return Definition(**told | more)


def cause(purpose: SurveyPurpose = SurveyPurpose.EXPERIENCE, about: str = "s-1", **more: Any) -> Cause:
    told: dict[str, Any] = {"day": DAY, "role": Role.CARER, "organisation": None, "at": NOON}
    return Cause(purpose=purpose, about=about, **told | more)


def respondent() -> Respondent:
    return Respondent(tenant=TENANT, id="p-1")


def willing() -> Respondent:
    """Somebody who has taken part and consented since the day before."""
    one = respondent()
    one.join(Role.CARER, None, DAY, NOON - days(1))
    one.consent(NOON - days(1))
    return one


def issued(**more: Any) -> Survey:
    """A survey that is open, with nothing to publish."""
    told: dict[str, Any] = {"cause": cause(), "asks": definition(), "on": DAY}
    made = Survey.issue(tenant=TENANT, survey_id="survey", participant_id="p-1", **told | more)
    made.recorded.clear()
    return made


def told(aggregate: Aggregate) -> list[Event]:
    """The events that it has recorded, which are gone then, as after a save."""
    events = [event for event, _ in aggregate.recorded]
    aggregate.recorded.clear()
    return events
