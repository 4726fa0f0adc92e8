"""The identifiers of what celebrations are made of: the same for the same thing, whatever is repeated."""

from __future__ import annotations

from uuid import UUID, uuid5

_OURS = UUID("6f9d3b52-1b0e-4e0c-9f5d-0a2c7f3b8e41")


def id_of(tenant: str, *parts: str) -> str:
    """The id of what these parts tell apart in a tenant."""
    return str(uuid5(_OURS, "\n".join((tenant, *parts))))
