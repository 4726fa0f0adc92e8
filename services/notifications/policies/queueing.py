"""How policies queue messages, and follow a meeting or session."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy

from services.notifications.commands.queue_messages import QueueMessages, queue_messages
from services.notifications.domain.delivery import Cause
from services.notifications.domain.gathering import Gathering
from services.notifications.kinds import DELIVERIES, GATHERINGS
from shared.contracts.notifications import MessageKind
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Work


async def tell(
    people: Iterable[str],
    message: MessageKind,
    envelope: Envelope,
    work: Work,
    about: Gathering | None = None,
    facts: Mapping[str, str] | None = None,
) -> None:
    """Queues a message to each of these people, because of this event.

    Of a meeting or session that is entered afterwards nobody is told.
    """
    if about is not None and about.is_over(envelope.time):
        return
    cause = Cause(
        event=envelope.id,
        gathering=about.id if about else "",
        plan=about.plan if about else 0,
        sequence=envelope.sequence,
        facts=dict(facts or {}),
    )
    command = QueueMessages(
        tenant=envelope.tenant, people=people, message=message, cause=cause, at=envelope.time
    )
    await queue_messages(command, work.aggregates(DELIVERIES))


async def follow(
    gathering_id: str, change: Callable[[Gathering], None], envelope: Envelope, work: Work
) -> tuple[Gathering, Gathering]:
    """Changes what is known of a meeting or session; gives it as it was before and as it is now."""
    gatherings = work.aggregates(GATHERINGS)
    found = await gatherings.find(gathering_id)
    gathering = found or Gathering(tenant=envelope.tenant, id=gathering_id)
    before = deepcopy(gathering)
    change(gathering)
    if found is None:
        await gatherings.add(gathering)
    elif gathering != before:
        await gatherings.save(gathering)
    return before, gathering
