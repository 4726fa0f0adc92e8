"""Rounds."""

from __future__ import annotations

from bench.rounds import interleave


def test_floor_and_ours_take_turns_so_that_noise_hits_both() -> None:
    order: list[str] = []
    rounds = interleave(
        2, lambda number: order.append(f"floor {number}"), lambda number: order.append(f"ours {number}")
    )
    assert order == ["floor 0", "ours 0", "floor 1", "ours 1"]
    assert (len(rounds.floors), len(rounds.ours)) == (2, 2)
