"""Participants to be saved by the benches: registration's real aggregate, with everything it carries."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date

from bench.rounds import CannotFinish
from services.registration.definition import PARTICIPANTS, REGISTRATION
from services.registration.domain.participant import Participant
from services.registration.domain.person import Part, Sealed
from shared.contracts.registration import ContactChannel, Role
from shared.persistence.aggregate_store import Aggregates
from shared.persistence.outbox import Cause
from shared.runtime.backbone import Backbone
from shared.settings import ServiceSettings
from shared.web.context import new_id

TENANT = "bench-tenant"
SEALED_BYTES = 300
_READY_SECONDS = 30.0


def somebody(tenant: str = TENANT) -> Participant:
    """Somebody new. What would be sealed is noise of the same size; the command bench seals."""
    return Participant.join(
        tenant,
        new_id(),
        Part(role=Role.CARER, organisation="BHSCT", cohort="2018-spring"),
        Sealed(details=secrets.token_bytes(SEALED_BYTES), email_index=secrets.token_hex(32)),
        ContactChannel.EMAIL,
        date(2018, 1, 5),
    )


def store(backbone: Backbone, tenant: str = TENANT) -> Aggregates[Participant]:
    """A tenant's participants."""
    return backbone.aggregates(PARTICIPANTS, tenant, Cause(correlation_id=new_id()))


@asynccontextmanager
async def registration(settings: ServiceSettings) -> AsyncGenerator[Backbone]:
    """Registration without its API, ready to save and publish.

    Raises:
        CannotFinish: it does not get ready.
    """
    backbone = Backbone(REGISTRATION, settings, worker=False)
    await backbone.start()
    try:
        await ready(backbone)
        yield backbone
    finally:
        await backbone.stop(10)


async def ready(backbone: Backbone) -> None:
    """Returns when the service says so and its publisher is connected.

    Raises:
        CannotFinish: it does not get ready.
    """
    try:
        async with asyncio.timeout(_READY_SECONDS):
            while await backbone.health.ready() or not backbone.publisher.connected:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise CannotFinish(f"{backbone.definition.name} was not ready") from None
