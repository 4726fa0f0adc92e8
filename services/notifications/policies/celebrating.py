"""Whenever there is something to celebrate, then a celebration is proposed, once for each thing."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.notifications.celebration_ids import id_of
from services.notifications.domain import celebration_words
from services.notifications.domain.celebration import Celebration, Occasion
from services.notifications.domain.celebration_rules import RULES_ID, CelebrationRules
from services.notifications.kinds import CELEBRATION_RULES, CELEBRATIONS
from shared.contracts.evaluation import ImpactReportPublished, ImpactReportWithdrawn, MilestoneReached
from shared.contracts.notifications import CelebrationKind
from shared.contracts.registration import CollaborativeCreated, CollaborativeSpread
from shared.contracts.training import ModuleReleased
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work


async def begin_celebrating(_: CollaborativeCreated, envelope: Envelope, work: Work) -> None:
    """Makes the collaborative's rules."""
    rules = work.aggregates(CELEBRATION_RULES)
    if await rules.find(RULES_ID) is None:
        await rules.add(CelebrationRules(tenant=envelope.tenant, id=RULES_ID))


async def bring_celebration_rules(event: CollaborativeSpread, _: Envelope, work: Work) -> None:
    """Celebrates what the collaborative does that this one was made from. Celebrations never come along."""
    rules = work.aggregates(CELEBRATION_RULES)
    origin = await work.origin(CELEBRATION_RULES, event.origin).find(RULES_ID)
    mine = await rules.find(RULES_ID)
    if origin is not None and mine is not None:
        mine.bring_along(origin)
        await rules.save(mine)


async def celebrate_module(event: ModuleReleased, envelope: Envelope, work: Work) -> None:
    """A version of a module is released."""
    words = celebration_words.of_module(event)
    occasion = Occasion(about=CelebrationKind.MODULE_RELEASED, source=envelope.subject, words=words)
    await propose(occasion, envelope.tenant, event.released_on, work, str(event.version))


async def celebrate_milestone(event: MilestoneReached, envelope: Envelope, work: Work) -> None:
    """A measure has reached its aim."""
    words = celebration_words.of_milestone(event)
    occasion = Occasion(about=CelebrationKind.MILESTONE_REACHED, source=envelope.subject, words=words)
    await propose(occasion, envelope.tenant, event.reached_on, work)


async def celebrate_report(event: ImpactReportPublished, envelope: Envelope, work: Work) -> None:
    """An impact report is published."""
    words = celebration_words.of_report(event)
    occasion = Occasion(about=CelebrationKind.REPORT_PUBLISHED, source=envelope.subject, words=words)
    await propose(occasion, envelope.tenant, event.published_on, work)


async def celebrate_report_no_longer(event: ImpactReportWithdrawn, envelope: Envelope, work: Work) -> None:
    """A report is withdrawn, and with it what was said of it."""
    celebrations = work.aggregates(CELEBRATIONS)
    found = await celebrations.find(
        id_of(envelope.tenant, CelebrationKind.REPORT_PUBLISHED, envelope.subject)
    )
    if found is not None:
        found.no_longer_so(event.withdrawn_on)
        await celebrations.save(found)


async def propose(occasion: Occasion, tenant: str, on: date, work: Work, *parts: str) -> None:
    """Proposes it, if the rules say so and it was not proposed before.

    Args:
        parts: what tells it from others that come from the same source.
    """
    rules = await work.aggregates(CELEBRATION_RULES).find(RULES_ID)
    rule = (rules or CelebrationRules(tenant=tenant, id=RULES_ID)).of(occasion.about)
    celebrations = work.aggregates(CELEBRATIONS)
    celebration_id = id_of(tenant, occasion.about, occasion.source, *parts)
    if rule.on and await celebrations.find(celebration_id) is None:
        await celebrations.add(
            Celebration.propose(tenant, celebration_id, occasion, on, needs_approval=rule.needs_approval)
        )


CELEBRATING: tuple[Policy[Any], ...] = (
    Policy(CollaborativeCreated, begin_celebrating),
    Policy(CollaborativeSpread, bring_celebration_rules),
    Policy(ModuleReleased, celebrate_module),
    Policy(MilestoneReached, celebrate_milestone),
    Policy(ImpactReportPublished, celebrate_report),
    Policy(ImpactReportWithdrawn, celebrate_report_no_longer),
)
