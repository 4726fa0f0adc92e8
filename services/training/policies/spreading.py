"""Whenever a collaborative is made from another one, then it gets that one's released modules as drafts."""

from __future__ import annotations

from services.training.commands.copy_modules import CopyModules, copy_modules
from services.training.kinds import MODULES
from shared.contracts.registration import CollaborativeSpread
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work


async def bring_modules_along(event: CollaborativeSpread, envelope: Envelope, work: Work) -> None:
    """As they are when this is heard of; what is released there later stays there."""
    command = CopyModules(tenant=envelope.tenant, origin=event.origin, on=event.spread_on)
    await copy_modules(command, work.origin(MODULES, event.origin), work.aggregates(MODULES))


SPREADING = (Policy(CollaborativeSpread, bring_modules_along),)
