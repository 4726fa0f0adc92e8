"""What notifications owns and listens to."""

from __future__ import annotations

from services.notifications.kinds import (
    CELEBRATION_RULES,
    CELEBRATIONS,
    COHORT_PROGRESS,
    FEED,
    FEED_MEMBERS,
    FEED_TURNS,
    KNOWN_PEOPLE,
    SUBSCRIPTIONS,
    WEBHOOK_ATTEMPTS,
    WEBHOOK_MESSAGES,
    WEBHOOK_REPLAYS,
)
from services.notifications.policies.celebrating import CELEBRATING
from services.notifications.policies.celebrating_people import CELEBRATING_PEOPLE
from services.notifications.policies.feeding import FEEDING
from services.notifications.projections.collaborative import collaborative
from services.notifications.projections.people import people
from shared.runtime.definition import ServiceDefinition

NOTIFICATIONS = ServiceDefinition(
    name="notifications",
    kinds=[
        *(CELEBRATIONS, CELEBRATION_RULES, COHORT_PROGRESS, KNOWN_PEOPLE),
        *(SUBSCRIPTIONS,),
    ],
    projections=[
        *(collaborative, people),
    ],
    policies=[
        *CELEBRATING,
        *CELEBRATING_PEOPLE,
        *FEEDING,
    ],
    records=[
        *(FEED, FEED_MEMBERS, FEED_TURNS),
        *(WEBHOOK_ATTEMPTS, WEBHOOK_MESSAGES, WEBHOOK_REPLAYS),
    ],
    listens_to=["registration", "training", "evaluation", "notifications"],
)
