"""Whether a definition makes sense: everything that is wrong with it, all in one go.

No sentence repeats what was written; each fault says where it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from services.evaluation.domain.definition import Definition, Item, LicenceTerms, Subscale

type Where = tuple[str | int, ...]


class Fault(NamedTuple):
    """What is wrong, and where in the definition."""

    where: Where
    code: str
    sentence: str


def faults_of(definition: Definition) -> list[Fault]:
    """All that is wrong with a definition; empty if it can be published."""
    return [
        *of_the_licence(definition.licence),
        *_of_the_claims(definition),
        *_twice(((("items", at, "code"), item.code) for at, item in enumerate(definition.items))),
        *_twice((("subscales", at, "code"), one.code) for at, one in enumerate(definition.subscales)),
        *(fault for at, item in enumerate(definition.items) for fault in _of_item(definition, at, item)),
        *(
            fault
            for at, one in enumerate(definition.subscales)
            for fault in _of_subscale(definition, at, one)
        ),
    ]


def of_the_licence(terms: LicenceTerms) -> list[Fault]:
    """Why an instrument under these terms cannot be asked; empty if it can."""
    where: Where = ("licence", "terms")
    if terms is LicenceTerms.USE_FORBIDDEN:
        why = "Its licence forbids the use, so it cannot be asked here. Ask its holder for permission."
        return [Fault(where, "licence-forbids-use", why)]
    if terms is LicenceTerms.UNKNOWN:
        why = "Without a known licence it cannot be asked here. Find out what its holder allows."
        return [Fault(where, "licence-unknown", why)]
    return []


def _of_the_claims(definition: Definition) -> Iterator[Fault]:
    if definition.licence is LicenceTerms.OWN_WORDS and definition.validated:
        yield Fault(
            ("validated",),
            "own-words-not-validated",
            "Items in one's own words are not validated. Say so, or name the licence they are under.",
        )
    if definition.validated and not definition.source:
        yield Fault(("source",), "source-needed", "Say where the validation was published.")


def _twice(codes: Iterable[tuple[Where, str]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for where, code in codes:
        if code in seen:
            yield Fault(where, "code-twice", "This code is used before. Each needs one of its own.")
        seen.add(code)


def _of_item(definition: Definition, at: int, item: Item) -> Iterator[Fault]:
    if item.subscale not in {one.code for one in definition.subscales}:
        yield Fault(
            ("items", at, "subscale"),
            "unknown-subscale",
            "There is no such subscale. Add it, or name another.",
        )
    scale = item.scale
    if scale.lowest >= scale.highest:
        yield Fault(
            ("items", at, "scale"), "empty-scale", "The lowest number of a scale is less than the highest."
        )
    allowed = {str(number) for number in range(scale.lowest, scale.highest + 1)}
    if not set(scale.labels) <= allowed:
        yield Fault(
            ("items", at, "scale", "labels"), "label-outside-scale", "A label is for a number of the scale."
        )


def _of_subscale(definition: Definition, at: int, one: Subscale) -> Iterator[Fault]:
    scales = Counter(
        (item.scale.lowest, item.scale.highest) for item in definition.items if item.subscale == one.code
    )
    if not scales:
        yield Fault(("subscales", at), "subscale-without-items", "No item belongs to this subscale.")
    if len(scales) > 1:
        yield Fault(
            ("subscales", at), "scales-differ", "All items of a subscale are answered on the same numbers."
        )
    bounds = (one.rescale_lowest, one.rescale_highest)
    if (bounds[0] is None) != (bounds[1] is None):
        yield Fault(("subscales", at, "rescale"), "half-a-range", "Give both ends of the range, or neither.")
    elif bounds[0] is not None and bounds[1] is not None and bounds[0] >= bounds[1]:
        yield Fault(
            ("subscales", at, "rescale"),
            "empty-range",
            "The lowest score of a range is less than the highest.",
        )
