"""Creating an aggregate once, however often it is asked for.

Invariant: the same request again (same id, same fingerprint) makes nothing new and is told what the first
was; another request that uses its id is refused.
"""

from __future__ import annotations

from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Invalid, Refused
from shared.persistence.outcomes import AlreadyExists, Duplicate
from shared.persistence.store import Saved, Store


async def create[A: Aggregate](
    store: Store[A], aggregate: A, fingerprint: str, taken: Refused | None = None
) -> Saved:
    """Saves a new aggregate.

    Args:
        fingerprint: of the request, empty if it gave no Idempotency-Key.
        taken: how to say that another aggregate has the same value in a unique field.

    Raises:
        Refused: ``taken``, or there is one with this id already.
        Invalid: the Idempotency-Key was used for another request.
    """
    first_event = f"{aggregate.subject}#{len(aggregate.recorded)}"
    try:
        return await store.add(aggregate, made_by=fingerprint)
    except (AlreadyExists, Duplicate) as conflict:
        # A repetition may collide in a unique field as well as in its id.
        before = await store.made_by(aggregate.id)
        if before is None and isinstance(conflict, Duplicate):
            raise taken or conflict from None
        if not fingerprint or before is None:
            raise Refused("already-exists", "There is one with this identifier already.") from None
        if before != fingerprint:
            raise Invalid(
                "idempotency-key-reused", "This Idempotency-Key was used for another request. Use a new one."
            ) from None
        return Saved(1, first_event)
