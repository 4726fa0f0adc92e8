"""Whenever a collaborative is made from another one, that one's own words come along."""

from __future__ import annotations

from services.notifications.domain.template import Template
from services.notifications.kinds import TEMPLATES
from shared.contracts.notifications import MessageKind
from shared.contracts.registration import CollaborativeSpread
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Work


async def bring_templates(event: CollaborativeSpread, envelope: Envelope, work: Work) -> None:
    """Copies the templates of the origin, where the collaborative has none of its own yet."""
    templates = work.aggregates(TEMPLATES)
    kinds = [kind.value for kind in MessageKind]
    there = await templates.find_many(kinds)
    for name, found in (await work.origin(TEMPLATES, event.origin).find_many(kinds)).items():
        if found.wording is not None and name not in there:
            made = Template.put(envelope.tenant, MessageKind(name), found.wording, event.spread_on)
            await templates.add(made)
