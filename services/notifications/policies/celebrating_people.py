"""Whoever may not be named any more is named nowhere; a cohort that has learned together is celebrated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from services.notifications.celebration_ids import id_of
from services.notifications.domain.celebration import Occasion
from services.notifications.domain.celebration_rules import RULES_ID, CelebrationRules
from services.notifications.domain.celebration_words import of_cohort
from services.notifications.domain.cohort_progress import CohortProgress
from services.notifications.domain.known_person import Completed, KnownPerson
from services.notifications.kinds import CELEBRATION_RULES, CELEBRATIONS, COHORT_PROGRESS, KNOWN_PEOPLE
from services.notifications.policies.celebrating import propose
from shared.contracts.notifications import CelebrationKind, RetractedFor
from shared.contracts.registration import (
    ConsentChanged,
    ConsentPurpose,
    ParticipantChanged,
    ParticipantErased,
    ParticipantJoined,
    ParticipantLeft,
)
from shared.contracts.training import ModuleCompleted
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work


async def know_who_joined(event: ParticipantJoined, envelope: Envelope, work: Work) -> None:
    """They take part; what they have completed counts for their cohort."""
    await _change(event.participant_id, envelope, work, event.joined_on, lambda one: one.joined(event.cohort))


async def know_who_moved(event: ParticipantChanged, envelope: Envelope, work: Work) -> None:
    """They may be in another cohort; what they have completed counts there."""
    await _change(event.participant_id, envelope, work, event.changed_on, lambda one: one.moved(event.cohort))


async def know_who_agreed(event: ConsentChanged, envelope: Envelope, work: Work) -> None:
    """They let themselves be celebrated, or no longer: then they are named nowhere from now on."""
    if event.purpose is not ConsentPurpose.CELEBRATION:
        return
    on = event.changed_on
    person = await _change(event.participant_id, envelope, work, on, lambda one: one.agreed(event.given))
    if not event.given:
        await _name_nowhere(person, RetractedFor.CONSENT_WITHDRAWN, on, work)


async def know_who_left(event: ParticipantLeft, envelope: Envelope, work: Work) -> None:
    """They are named nowhere from now on."""
    person = await _change(event.participant_id, envelope, work, event.left_on, KnownPerson.left)
    await _name_nowhere(person, RetractedFor.LEFT, event.left_on, work)


async def know_who_was_erased(event: ParticipantErased, envelope: Envelope, work: Work) -> None:
    """They are named nowhere from now on, and count nowhere."""
    person = await _change(event.participant_id, envelope, work, event.erased_on, KnownPerson.erase)
    await _name_nowhere(person, RetractedFor.ERASED, event.erased_on, work)


async def count_completion(event: ModuleCompleted, envelope: Envelope, work: Work) -> None:
    """One more has completed a module; with enough of one cohort, that is celebrated."""
    one = Completed(event.module_id, event.version, event.track)
    on = event.completed_on
    await _change(event.participant_id, envelope, work, on, lambda person: person.has_completed(one))


async def _change(
    participant_id: str, envelope: Envelope, work: Work, on: date, decide: Callable[[KnownPerson], None]
) -> KnownPerson:
    """Changes what is known of somebody, of whom events of two services tell in no order between them."""
    people = work.aggregates(KNOWN_PEOPLE)
    person = await people.find(participant_id)
    new = person is None
    person = person or KnownPerson(tenant=envelope.tenant, id=participant_id)
    counted = set[Completed]() if person.cohort is None else set(person.all_completed())
    cohort = person.cohort
    decide(person)
    counts = set[Completed]() if person.cohort is None else set(person.all_completed())
    # Written in any case: whoever is naming them at this moment has to meet this.
    await (people.add(person) if new else people.save(person))
    moved = person.cohort != cohort
    for one in sorted(counted if moved else counted - counts):
        await _count(cohort or "", one, person, on, work, counts=False)
    for one in sorted(counts if moved else counts - counted):
        await _count(person.cohort or "", one, person, on, work, counts=True)
    return person


async def _count(
    cohort: str, one: Completed, person: KnownPerson, on: date, work: Work, *, counts: bool
) -> None:
    progresses = work.aggregates(COHORT_PROGRESS)
    progress_id = id_of(person.tenant, one.module_id, str(one.version), cohort)
    progress = await progresses.find(progress_id)
    new = progress is None
    progress = progress or CohortProgress(
        tenant=person.tenant, id=progress_id, module_id=one.module_id, module_version=one.version
    )
    (progress.counts if counts else progress.counts_no_longer)(person.id)
    if counts:
        await _celebrate(progress, one, on, work)
    await (progresses.add(progress) if new else progresses.save(progress))


async def _celebrate(progress: CohortProgress, one: Completed, on: date, work: Work) -> None:
    rules = await work.aggregates(CELEBRATION_RULES).find(RULES_ID)
    rules = rules or CelebrationRules(tenant=progress.tenant, id=RULES_ID)
    if not rules.of(CelebrationKind.MODULE_COMPLETED).on:
        return
    if not progress.is_to_be_celebrated(rules.smallest_cohort):
        return
    occasion = Occasion(
        about=CelebrationKind.MODULE_COMPLETED,
        # Not the learner's own record, which would tell who was the last of them.
        source=f"module/{one.module_id}",
        words=of_cohort(len(progress.people), one.track, on),
    )
    await propose(occasion, progress.tenant, on, work, progress.id)


async def _name_nowhere(person: KnownPerson, reason: RetractedFor, on: date, work: Work) -> None:
    named = person.forget_celebrations()
    if not named:
        return
    celebrations = work.aggregates(CELEBRATIONS)
    for celebration in (await celebrations.find_many(named)).values():
        celebration.no_longer_name(person.id, reason, on)
        await celebrations.save(celebration)
    await work.aggregates(KNOWN_PEOPLE).save(person)


CELEBRATING_PEOPLE: tuple[Policy[Any], ...] = (
    Policy(ParticipantJoined, know_who_joined),
    Policy(ParticipantChanged, know_who_moved),
    Policy(ConsentChanged, know_who_agreed),
    Policy(ParticipantLeft, know_who_left),
    Policy(ParticipantErased, know_who_was_erased),
    Policy(ModuleCompleted, count_completion),
)
