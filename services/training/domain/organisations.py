"""The organisations of a collaborative, as far as training asks about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared.contracts.registration import OrganisationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A body that takes part."""

    code: str
    name: str
    kind: OrganisationKind
    trust: str | None = None
    """Of a Recovery College, the Trust that it belongs to."""


class Organisations:
    """All of a collaborative's."""

    def __init__(self, organisations: Iterable[Organisation] = ()) -> None:
        self._by_code = {organisation.code: organisation for organisation in organisations}

    def __iter__(self) -> Iterator[Organisation]:
        return iter(self._by_code.values())

    def get(self, code: str) -> Organisation | None:
        """The organisation of a code, or None."""
        return self._by_code.get(code)

    def trust_of(self, code: str | None) -> str | None:
        """The Trust that a Recovery College belongs to; of any other organisation, its own code."""
        known = self._by_code.get(code) if code else None
        return known.trust if known and known.trust else code
