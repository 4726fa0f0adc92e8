"""How each kind of thing that notifications owns is kept. Policies and the definition both name them."""

from __future__ import annotations

from services.notifications.domain.celebration import Celebration
from services.notifications.domain.celebration_rules import CelebrationRules
from services.notifications.domain.cohort_progress import CohortProgress
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.digest import Digest
from services.notifications.domain.gathering import Gathering
from services.notifications.domain.known_person import KnownPerson
from services.notifications.domain.partnership import Partnership
from services.notifications.domain.subscription import Subscription
from services.notifications.domain.template import Template
from shared.contracts.registration import ContactKnown
from shared.messaging.latest import Latest
from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.records import RecordKind

CELEBRATIONS = AggregateKind(
    Celebration,
    "celebrations",
    indexed=["newest_first", "proposed_on"],
    opened_by="shown",
    due="publish_on",
)
CELEBRATION_RULES = AggregateKind(CelebrationRules, "celebration_rules")
COHORT_PROGRESS = AggregateKind(CohortProgress, "cohort_progress")
KNOWN_PEOPLE = AggregateKind(KnownPerson, "known_people")

# The feed.
FEED = RecordKind("feed", in_line=True)
FEED_MEMBERS = RecordKind("feed_members")
"""Which organisation each person, session and meeting belongs to, as far as the feed has told."""

FEED_TURNS = RecordKind("feed_turns")
"""Written by whoever numbers, so that two who do so at once meet, whatever else they write."""

# Subscriptions.
SUBSCRIPTIONS = AggregateKind(Subscription, "subscriptions")
WEBHOOK_MESSAGES = RecordKind("webhook_messages", queued=True)
"""What is still to be sent; ``group`` is the subscription."""

WEBHOOK_REPLAYS = RecordKind("webhook_replays", queued=True, kept_days=30)
WEBHOOK_ATTEMPTS = RecordKind("webhook_attempts", indexed=[("subscription", "at")], kept_days=30)

# Deliveries.
CONTACTS = Latest(ContactKnown, "contacts")
DELIVERIES = AggregateKind(
    Delivery,
    "deliveries",
    indexed=["newest_first", "participant_id", "state", "message"],
    due="due_at",
    by_the_instant=True,
)
DIGESTS = AggregateKind(Digest, "digests", due="due_on")
GATHERINGS = AggregateKind(Gathering, "gatherings", indexed=["starts_at"])
TEMPLATES = AggregateKind(Template, "templates")
# Partners.
PARTNERS = AggregateKind(Partnership, "partners", due="looked_after_from")
PARTNER_CURSORS = RecordKind("partner_cursors")
"""Up to which position of the feed each partner was told, and who is at it."""
