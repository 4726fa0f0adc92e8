"""What the outcome of an aggregate's write means to whoever saved it."""

from __future__ import annotations

from pymongo.errors import OperationFailure

from shared.persistence.database import NOT_VALID, Outcome


class AlreadyExists(Exception):
    """An aggregate with this id exists: a creation was tried twice."""


class Duplicate(Exception):
    """A unique index is in the way.

    Args:
        fields: the fields of that index without the tenant, for example ``("state.email_index",)``.
    """

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(f"another aggregate has the same {', '.join(fields)}")
        self.fields = fields


def raise_for(outcome: Outcome, same_id: Exception) -> None:
    """Does nothing if the line was written.

    Args:
        same_id: what it means that another document of this id, or another version of it, is there.

    Raises:
        Duplicate: another aggregate has the same value in a unique field.
        OperationFailure: the line failed for a reason of its own.
    """
    if outcome is None:
        return
    if outcome.duplicate_id or outcome.code == NOT_VALID:
        raise same_id
    if outcome.duplicate:
        raise Duplicate(tuple(name for name in outcome.fields if name != "tenant"))
    raise OperationFailure("the document was not written", code=outcome.code)
