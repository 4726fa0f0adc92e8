"""A message: one event for one subscription, and what is kept of it until it is delivered or given up."""

from __future__ import annotations

from datetime import datetime
from typing import Any


def new_message(subscription_id: str, event_id: str, now: datetime) -> dict[str, Any]:
    """A message of an event in the feed, to be sent at once."""
    return {"group": subscription_id, "event_id": event_id, "attempts": 0, "due": now}


def trial_message(subscription_id: str, event_id: str, body: str, now: datetime) -> dict[str, Any]:
    """A message of no event, with what it says, to be tried once."""
    return new_message(subscription_id, event_id, now) | {"body": body, "most": 1}
