"""Personal data in memory: usable where it is needed, invisible where it would be printed.

Invariant: no ``repr``, ``str`` or ``format`` of these types shows what they hold, so neither does a
log line, an assertion, an exception message or a debugger's summary of an object that holds one.

In request models use Pydantic's ``SecretStr`` for the same reason, and take the value out with
``get_secret_value()`` only in the call to ``PersonVault.seal``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

type PrivateValue = str | int | float | bool | Sequence[PrivateValue] | Mapping[str, PrivateValue] | None


class Private(Mapping[str, PrivateValue]):
    """One person's private fields. ``json.dumps`` refuses it: say ``reveal()`` to mean it."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, PrivateValue]) -> None:
        self._fields = dict(fields)

    def __getitem__(self, name: str) -> PrivateValue:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def reveal(self) -> dict[str, PrivateValue]:
        """A plain copy, for the one response or message that is allowed to carry it."""
        return dict(self._fields)

    def __repr__(self) -> str:
        return "Private(…)"

    __str__ = __repr__

    def __format__(self, _: str) -> str:
        return repr(self)


class Erased:
    """What opening gives once the person's key is gone. There is nothing to be had, ever again."""

    def __repr__(self) -> str:
        return "Erased()"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Erased)

    def __hash__(self) -> int:
        return hash(Erased)
