"""What notifications owns and listens to."""

from __future__ import annotations

from services.notifications.kinds import (
    CELEBRATION_RULES,
    CELEBRATIONS,
    COHORT_PROGRESS,
    CONTACTS,
    DELIVERIES,
    DIGESTS,
    FEED,
    FEED_MEMBERS,
    FEED_TURNS,
    GATHERINGS,
    KNOWN_PEOPLE,
    PARTNER_CURSORS,
    PARTNERS,
    SUBSCRIPTIONS,
    TEMPLATES,
    WEBHOOK_ATTEMPTS,
    WEBHOOK_MESSAGES,
    WEBHOOK_REPLAYS,
)
from services.notifications.policies.bring_templates import bring_templates
from services.notifications.policies.celebrating import CELEBRATING
from services.notifications.policies.celebrating_people import CELEBRATING_PEOPLE
from services.notifications.policies.feeding import FEEDING
from services.notifications.policies.letting_go import LETTING_GO
from services.notifications.policies.meetings import MEETINGS
from services.notifications.policies.news import NEWS
from services.notifications.policies.sessions import SESSIONS
from services.notifications.projections.collaborative import collaborative
from services.notifications.projections.people import people
from services.notifications.projections.surveys import asked
from shared.contracts.registration import CollaborativeSpread
from shared.messaging.policy import Policy
from shared.runtime.definition import ServiceDefinition

NOTIFICATIONS = ServiceDefinition(
    name="notifications",
    kinds=[
        *(CELEBRATIONS, CELEBRATION_RULES, COHORT_PROGRESS, KNOWN_PEOPLE),
        *(SUBSCRIPTIONS,),
        *(DELIVERIES, DIGESTS, GATHERINGS, TEMPLATES),
        *(PARTNERS,),
    ],
    projections=[
        *(asked, collaborative, people),
    ],
    policies=[
        *(*LETTING_GO, *MEETINGS, *NEWS, *SESSIONS, Policy(CollaborativeSpread, bring_templates)),
        *CELEBRATING,
        *CELEBRATING_PEOPLE,
        *FEEDING,
    ],
    records=[
        *(FEED, FEED_MEMBERS, FEED_TURNS),
        *(WEBHOOK_ATTEMPTS, WEBHOOK_MESSAGES, WEBHOOK_REPLAYS),
        *(PARTNER_CURSORS,),
    ],
    listens_to=["registration", "training", "evaluation", "notifications"],
    keeps=[CONTACTS],
)
