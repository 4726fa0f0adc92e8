"""A line of the result."""

from __future__ import annotations

import pytest

from bench.row import Better, Row, quantile


def row(floors: list[float], ours: list[float], target: float, better: Better = "higher") -> Row:
    return Row(bench="b", name="n", unit="u", floors=floors, ours=ours, target=target, better=better)


def test_the_ratio_is_that_of_the_medians_so_one_disturbed_round_changes_nothing() -> None:
    assert row([100, 100, 3], [200, 200, 9_000], 2.0).ratio == 2.0


def test_where_more_is_better_the_target_has_to_be_reached() -> None:
    assert row([100], [180], 1.8).met
    assert not row([100], [179], 1.8).met


def test_where_less_is_better_the_target_must_not_be_exceeded() -> None:
    assert row([10], [12], 1.2, "lower").met
    assert not row([10], [12.1], 1.2, "lower").met


@pytest.mark.parametrize(("floors", "ours"), [([], [1.0]), ([1.0], []), ([0.0], [1.0])])
def test_a_line_without_measurements_or_with_a_floor_of_nothing_is_refused(
    floors: list[float], ours: list[float]
) -> None:
    with pytest.raises(ValueError, match="n: "):
        row(floors, ours, 1.0)


def test_every_round_is_kept_in_the_document() -> None:
    document = row([1, 2, 3], [4, 5, 6], 2.0).document()
    assert document["rounds"] == {"floor": [1, 2, 3], "ours": [4, 5, 6]}
    assert (document["floor"], document["ours"], document["ratio"], document["met"]) == (2, 5, 2.5, True)


@pytest.mark.parametrize(("at", "value"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_a_quantile_is_the_value_of_the_nearest_rank(at: float, value: float) -> None:
    assert quantile([float(one) for one in range(1, 101)], at) == value


def test_no_values_have_no_quantile() -> None:
    with pytest.raises(ValueError, match="no values"):
        quantile([], 0.5)
