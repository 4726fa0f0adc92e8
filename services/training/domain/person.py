"""A person as the rules of training need to know them: which side they bring, and for whom they work."""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts.registration import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who takes part, by the role they have now. What keeps it, keeps the role of that day."""

    id: str
    role: Role
    organisation: str | None
