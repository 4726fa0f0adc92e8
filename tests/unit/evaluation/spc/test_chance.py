"""Critical values computed exactly, held against published tables and against counting every order."""

from __future__ import annotations

from itertools import combinations, groupby, pairwise
from math import log2, sqrt

import pytest

from services.evaluation.domain.spc.chance import fewest_crossings, longest_allowed, runs_limits


def table(first: int, pairs: str) -> dict[int, tuple[int, int]]:
    """Rows counted on from the first, each as "low-high"."""
    rows = (pair.split("-") for pair in pairs.split())
    return {first + nth: (int(low), int(high)) for nth, (low, high) in enumerate(rows)}


SWED_AND_EISENHART = table(
    5, "2-10 3-11 3-13 4-14 5-15 6-16 7-17 7-19 8-20 9-21 10-22 11-23 11-25 12-26 13-27 14-28"
)
"""By the number on each side: as many runs or fewer, as many or more, are significant at 2.5 % in each tail.

Swed and Eisenhart (1943), Annals of Mathematical Statistics 14, 66 to 87; for equal numbers of both kinds, as
textbooks reprint it (Siegel 1956, table F).
"""

PERLA = table(10, "3-9 3-10 3-11 4-11 4-12 5-12 5-13 5-13 6-14 6-15 6-16 7-16 7-17 7-17 8-18 8-18 9-19")
"""By the number of useful points: fewer runs than the one, or more than the other, are a signal.

Perla, Provost and Murray (2011), BMJ Quality and Safety 20, 46 to 51, table 1, as it is commonly copied.
Beyond 26 points the copies differ from each other, so none of them is a witness here.
"""

PERLA_IS_WIDER = {11: (1, 1), 12: (1, 1), 17: (1, 0), 20: (1, 1), 22: (1, 1), 23: (1, 0), 25: (1, 0)}
"""Where the printed table asks for one run fewer, or more, than 2.5 % in each tail do."""


@pytest.mark.parametrize(("each", "significant"), SWED_AND_EISENHART.items())
def test_the_limits_are_those_of_swed_and_eisenhart(each: int, significant: tuple[int, int]) -> None:
    fewest, most = runs_limits(2 * each)
    assert (fewest - 1, most + 1) == significant


def test_perlas_table_differs_from_the_exact_limits_by_one_run_at_seven_numbers_of_points() -> None:
    wider: dict[int, tuple[int, int]] = {}
    for useful, (fewest, most) in PERLA.items():
        exact_fewest, exact_most = runs_limits(useful)
        if (exact_fewest, exact_most) != (fewest, most):
            wider[useful] = (exact_fewest - fewest, most - exact_most)
    assert wider == PERLA_IS_WIDER


@pytest.mark.parametrize("useful", range(2, 15))
def test_at_most_two_and_a_half_per_cent_of_all_orders_lie_beyond_each_limit(useful: int) -> None:
    orders = [
        sum(1 for _ in groupby(at in low for at in range(useful)))
        for low in combinations(range(useful), useful // 2)
    ]
    fewest, most = runs_limits(useful)
    few = [sum(runs <= limit for runs in orders) / len(orders) for limit in (fewest - 1, fewest)]
    many = [sum(runs >= limit for runs in orders) / len(orders) for limit in (most + 1, most)]
    assert few[0] <= 0.025 < few[1]
    assert many[0] <= 0.025 < many[1]


ANHOEJ = table(10, "6-2 6-2 7-3 7-3 7-4 7-4 7-4 7-5 7-5 7-6 7-6 7-6 7-7 8-7 8-8") | table(45, "8-17 9-17")
"""The longest run and the fewest crossings that are usual: round(log2(n) + 3), qbinom(0.05, n - 1, 0.5) in R.

So qicharts2 computes them. Anhøj and Olesen (2014), PLoS ONE 9, e113825.
"""


@pytest.mark.parametrize(("useful", "limits"), ANHOEJ.items())
def test_the_limits_of_runs_and_crossings_are_anhoejs(useful: int, limits: tuple[int, int]) -> None:
    assert (longest_allowed(useful), fewest_crossings(useful)) == limits


def test_the_logarithm_is_rounded_as_if_it_were_exact() -> None:
    assert [longest_allowed(n) for n in range(1, 3000)] == [round(log2(n) + 3) for n in range(1, 3000)]


@pytest.mark.parametrize("useful", [2, 3, 10, 24, 61])
def test_fewer_crossings_than_the_limit_happen_in_less_than_five_per_cent(useful: int) -> None:
    chances = useful - 1
    row = [1]
    for _ in range(chances):  # Pascal's triangle
        row = [1, *(a + b for a, b in pairwise(row)), 1]
    limit = fewest_crossings(useful)
    assert sum(row[:limit]) / 2**chances < 0.05 <= sum(row[: limit + 1]) / 2**chances


def test_without_useful_points_nothing_is_expected() -> None:
    assert (longest_allowed(0), fewest_crossings(0), fewest_crossings(1)) == (0, 0, 0)


def test_with_many_points_the_limits_are_near_those_of_the_normal_approximation() -> None:
    fewest, most = runs_limits(1000)
    assert fewest + most == 1000 + 2
    assert fewest == pytest.approx(501 - 1.96 * sqrt(1000 / 4), abs=1)
