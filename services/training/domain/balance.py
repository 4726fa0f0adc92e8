"""The balance: who teaches whom.

Everybody is counted once for each role they had: by track, and over all tracks. A learner is who was there
for all or some of a session that was held, by the role they had when they enrolled; a facilitator is who gave
one, by the role they had when it was planned.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from shared.contracts.registration import Role
from shared.contracts.training import Track

type Taking = tuple[str, Role]
"""A person's id, and the role they took part in."""


class Balance:
    """Adds up sessions; what it keeps grows with the people and not with the sessions."""

    def __init__(self) -> None:
        self._held = Counter[Track]()
        self._paired = Counter[Track]()
        self._learners = defaultdict[Track, set[Taking]](set)
        self._facilitators = defaultdict[Track, set[Taking]](set)

    def add(
        self, track: Track, *, paired: bool, facilitators: Iterable[Taking], learners: Iterable[Taking]
    ) -> None:
        """Counts a session that was held.

        Args:
            paired: whether people of both sides gave it together.
        """
        self._held[track] += 1
        self._paired[track] += paired
        self._facilitators[track].update(facilitators)
        self._learners[track].update(learners)

    def sessions_held(self, *tracks: Track) -> int:
        """How many, on these tracks together."""
        return sum(self._held[track] for track in tracks)

    def sessions_paired(self, *tracks: Track) -> int:
        """How many of them were paired."""
        return sum(self._paired[track] for track in tracks)

    def paired_share(self, *tracks: Track) -> float | None:
        """From 0 to 1; None without a session."""
        held = self.sessions_held(*tracks)
        return self.sessions_paired(*tracks) / held if held else None

    def learners(self, *tracks: Track) -> dict[Role, int]:
        """How many people of each role learned on these tracks; each once, on however many of them."""
        return _by_role(self._learners[track] for track in tracks)

    def facilitators(self, *tracks: Track) -> dict[Role, int]:
        """How many people of each role facilitated on these tracks; each once, on however many of them."""
        return _by_role(self._facilitators[track] for track in tracks)


def _by_role(groups: Iterable[set[Taking]]) -> dict[Role, int]:
    counted = Counter(role for _, role in set[Taking]().union(*groups))
    return {role: counted[role] for role in Role}
