"""How each kind of thing that notifications owns is kept. Policies and the definition both name them."""

from __future__ import annotations

from services.notifications.domain.celebration import Celebration
from services.notifications.domain.celebration_rules import CelebrationRules
from services.notifications.domain.cohort_progress import CohortProgress
from services.notifications.domain.known_person import KnownPerson
from shared.persistence.aggregate_shelf import AggregateKind

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
