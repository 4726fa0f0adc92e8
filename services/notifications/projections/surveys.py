"""Which surveys can still be answered, so that nobody is asked for what is closed."""

from __future__ import annotations

from shared.contracts.evaluation import SurveyClosed, SurveyIssued
from shared.messaging.envelope import Envelope
from shared.messaging.projection import Change, Projection, Set

asked = Projection("asked")


@asked.on(SurveyIssued)
def issued(event: SurveyIssued, _: Envelope) -> Change:
    """It can be answered from now on."""
    return Set({"open": True, "expires_on": event.expires_on.isoformat()})


@asked.on(SurveyClosed)
def closed(_: SurveyClosed, __: Envelope) -> Change:
    """It was answered, or can be no more."""
    return Set({"open": False})
