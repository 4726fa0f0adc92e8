"""What happens to those who have events sent to them."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.event import Event
from shared.contracts.notifications.words import DisabledFor


class SubscriptionDisabled(Event, owner="notifications", aggregate="subscription"):
    """Nothing is sent to this subscriber until somebody enables it again."""

    subscription_id: str = Field(min_length=1, max_length=64)
    organisation: str | None = Field(None, max_length=40)
    reason: DisabledFor
    disabled_on: date

    example: ClassVar[dict[str, Any]] = {
        "subscription_id": "01993ca2-71c4-7e0d-8b5a-3c9f1d6e2a84",
        "organisation": "BHSCT",
        "reason": "lasting_failure",
        "disabled_on": "2018-04-09",
    }
