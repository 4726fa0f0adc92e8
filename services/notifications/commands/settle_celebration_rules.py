"""The lead says what is celebrated, and what has to be looked at first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.notifications.domain.celebration_rules import RULES_ID, CelebrationRules, Rule
from shared.contracts.notifications import CelebrationKind
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class SettleCelebrationRules:
    """All rules; ``expected`` is the version that was seen."""

    rules: Mapping[CelebrationKind, Rule]
    smallest_cohort: int
    expected: int


async def settle_celebration_rules(command: SettleCelebrationRules, rules: Store[CelebrationRules]) -> Saved:
    """Changes the rules; what is proposed already stays so.

    Raises:
        NotFound: the collaborative has not begun.
        Stale: somebody else changed them since.
        Invalid: people would be told of one by one.
    """
    return await change(
        rules, RULES_ID, lambda one: one.settle(command.rules, command.smallest_cohort), command.expected
    )
