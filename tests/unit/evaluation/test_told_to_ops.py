"""What ops are told of each collaborative is what the measures say, in figures alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.evaluation.queries.told_to_ops import told_to_ops


@dataclass
class ReadModelOfAll:
    """What a census would find."""

    counted: dict[str, int] = field(default_factory=dict[str, int])
    last: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    asked: list[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])

    async def counts(self) -> dict[str, int]:
        return self.counted

    async def newest(
        self, where: Mapping[str, Any], order_by: tuple[str, ...], fields: tuple[str, ...]
    ) -> dict[str, dict[str, Any]]:
        self.asked.append(where)
        assert order_by[0] == "held_on"
        return {tenant: {name: one[name] for name in fields} for tenant, one in self.last.items()}


async def test_representation_is_the_share_with_lived_experience_at_the_last_meeting() -> None:
    attended = {"service_user": 1, "carer": 2, "professional": 47}
    meetings = ReadModelOfAll(
        last={"ours-ni": {"attended": attended}, "theirs-ni": {"attended": {"carer": 0}}}
    )

    told = await told_to_ops(meetings, ReadModelOfAll({"ours-ni": 2}), ReadModelOfAll({"theirs-ni": 31}))

    assert told.representation == {"ours-ni": 0.06}, "and where nobody was, there is no share"
    assert (told.modules, told.completions) == ({"ours-ni": 2}, {"theirs-ni": 31})
    assert meetings.asked[0]["kind"] == "collaborative"
