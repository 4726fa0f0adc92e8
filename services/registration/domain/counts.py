"""Who came and who did not, in numbers: held against themselves, and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.contracts.refusal import Invalid
from shared.contracts.registration import Barrier, MeetingCounts, Role

_BARRIERS, _ROLES = tuple(Barrier), tuple(Role)


@dataclass(frozen=True, slots=True)
class Presence:
    """How many of those who came had lived experience."""

    lived_experience: int = 0
    all: int = 0

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where nobody came."""
        return self.lived_experience / self.all if self.all else None

    def __add__(self, other: Presence) -> Presence:
        return Presence(self.lived_experience + other.lived_experience, self.all + other.all)


def presence(attended: Mapping[Role, int]) -> Presence:
    """Sums up who came, by role."""
    lived = sum(number for role, number in attended.items() if role.lived_experience)
    return Presence(lived, sum(attended.values()))


def tidied(counts: MeetingCounts) -> MeetingCounts:
    """The same counts as they are kept and told: without what is nought, in a fixed order.

    Raises:
        Invalid: a line is repeated, a number is below nought, or they do not add up.
    """
    _check_lines(counts)
    _check_sums(counts)
    by_organisation = [one for one in counts.by_organisation if one.lived_experience or one.professional]
    return MeetingCounts(
        attended=_without_nought(counts.attended),
        by_organisation=tuple(sorted(by_organisation, key=lambda one: one.organisation or "")),
        apologies=tuple(
            sorted(counts.apologies, key=lambda one: (_BARRIERS.index(one.barrier), _ROLES.index(one.role)))
        ),
        absent=_without_nought(counts.absent),
    )


def _without_nought(numbers: Mapping[Role, int]) -> dict[Role, int]:
    return {role: numbers[role] for role in _ROLES if numbers.get(role)}


def _check_lines(counts: MeetingCounts) -> None:
    organisations = [one.organisation for one in counts.by_organisation]
    reasons = [(one.barrier, one.role) for one in counts.apologies]
    if len(set(organisations)) != len(organisations) or len(set(reasons)) != len(reasons):
        raise Invalid("counts-repeated", "The same line of the counts is given twice. Add the two together.")
    if min((*counts.attended.values(), *counts.absent.values()), default=0) < 0:
        raise Invalid("counts-negative", "A count cannot be below nought.")


def _check_sums(counts: MeetingCounts) -> None:
    if not counts.by_organisation:
        return
    came = presence(counts.attended)
    lived = sum(one.lived_experience for one in counts.by_organisation)
    professional = sum(one.professional for one in counts.by_organisation)
    if (lived, professional) != (came.lived_experience, came.all - came.lived_experience):
        raise Invalid(
            "counts-do-not-add-up",
            "Those who came by organisation must add up to those who came by role, for people with lived "
            "experience and for professionals. Put either right, or leave out the organisations.",
        )
