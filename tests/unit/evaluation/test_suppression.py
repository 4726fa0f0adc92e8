"""Small counts are withheld, and readers who try to recover them cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.evaluation.domain.suppression import PublishedRow, PublishedTable, publish_row, publish_table
from shared.contracts.refusal import Invalid

type Table = list[list[int]]
type Sized = tuple[int | None, ...]


def test_counts_of_five_and_more_are_published_with_their_totals() -> None:
    assert publish_table([[5, 6], [7, 8]]) == PublishedTable(
        cells=((5, 6), (7, 8)), row_totals=(11, 15), column_totals=(12, 14), total=26
    )
    assert publish_row([5, 6]) == PublishedRow(cells=(5, 6), total=11)


def test_one_to_four_people_are_withheld() -> None:
    published = publish_row([1, 4, 5, 30, 40])
    assert published.cells[:2] == (None, None)
    assert published.total == 80


def test_nobody_is_published() -> None:
    assert publish_row([0, 30]) == PublishedRow(cells=(0, 30), total=30)
    assert publish_table([[0, 0], [0, 30]]).cells == ((0, 0), (0, 30))


def test_a_lone_small_count_takes_the_first_other_with_it_that_is_not_small_nor_zero() -> None:
    assert publish_row([0, 20, 3, 10]) == PublishedRow(cells=(0, None, None, 10), total=33)


def test_a_total_is_withheld_if_no_cells_will_do() -> None:
    assert publish_row([3, 0]) == PublishedRow(cells=(None, 0), total=None)
    assert publish_row([4, 4]) == PublishedRow(cells=(None, None), total=None)


def test_in_a_table_others_are_withheld_until_rows_and_columns_give_nothing_away() -> None:
    assert publish_table([[3, 10, 20], [10, 20, 30], [9, 8, 40]]) == PublishedTable(
        cells=((None, None, 20), (None, None, 30), (9, 8, 40)),
        row_totals=(33, 60, 57),
        column_totals=(22, 38, 90),
        total=150,
    )


def test_no_more_is_withheld_than_is_needed() -> None:
    """What hides one small count hides the other as well."""
    assert publish_table([[30, 3, 40], [20, 10, 2]]) == PublishedTable(
        cells=((30, None, None), (20, None, None)),
        row_totals=(73, 32),
        column_totals=(50, 13, 42),
        total=105,
    )


def test_small_counts_alone_never_hide_in_a_published_total() -> None:
    """Three of 11 people that are known to be small would be 4, 4 and 3."""
    assert publish_row([4, 4, 3, 20]) == PublishedRow(cells=(None, None, None, None), total=31)


def test_a_small_total_is_withheld_too() -> None:
    published = publish_table([[2, 0], [20, 30], [40, 50]])
    assert published.row_totals[0] is None
    assert published.cells[0] == (None, 0)


def test_the_difference_between_two_periods_gives_nothing_away() -> None:
    """12 carers by spring and 14 by autumn: that 2 joined is not told, nor can be taken from the rest."""
    by_spring_and_since = publish_table([[12, 2], [30, 20]])
    assert by_spring_and_since == PublishedTable(
        cells=((None, None), (None, None)), row_totals=(14, 50), column_totals=(42, 22), total=64
    )


def test_where_nothing_can_be_kept_from_a_reader_nothing_is_published() -> None:
    """Four small counts that are not zero, of four people: each is one."""
    published = publish_table([[1, 1], [1, 1]])
    assert {one for row in published.cells for one in row} == {None}
    assert {*published.row_totals, *published.column_totals, published.total} == {None}
    assert publish_table([[1, 0, 1], [1, 0, 1]]).cells == ((None, None, None), (None, None, None))


def test_the_limit_can_be_raised() -> None:
    assert publish_row([9, 30, 40], limit=10).cells == (None, None, 40)


def test_the_limit_cannot_be_lowered() -> None:
    for publish in (lambda: publish_row([9], limit=4), lambda: publish_table([[9]], limit=4)):
        with pytest.raises(Invalid, match="limit-too-low"):
            publish()


def test_what_is_no_table_of_counts_is_refused() -> None:
    with pytest.raises(Invalid, match="count-negative"):
        publish_row([3, -1])
    with pytest.raises(Invalid, match="table-uneven"):
        publish_table([[1, 2], [3]])


def test_an_empty_table_is_published_as_it_is() -> None:
    assert publish_table([]) == PublishedTable(cells=(), row_totals=(), column_totals=(), total=0)
    assert publish_row([]) == PublishedRow(cells=(), total=0)


def flat(published: PublishedTable) -> Sized:
    """Cells, row totals, column totals, total."""
    inside = tuple(cell for row in published.cells for cell in row)
    return (*inside, *published.row_totals, *published.column_totals, published.total)


def with_totals(cells: tuple[int, ...], columns: int) -> tuple[int, ...]:
    rows = [cells[at : at + columns] for at in range(0, len(cells), columns)]
    return (*cells, *map(sum, rows), *(sum(row[j] for row in rows) for j in range(columns)), sum(cells))


def other_tables(cells: tuple[int, ...], columns: int, seen: Sized, limit: int) -> Iterator[tuple[int, ...]]:
    """Every table, one more or fewer in any withheld cell, that a reader could take for the true one.

    The reader knows what was published, and of what was withheld whether it is small; none of it is zero.
    """
    truth = with_totals(cells, columns)
    small = [0 < people < limit for people in truth]
    steps = [(cell,) if seen[at] is not None else (cell - 1, cell, cell + 1) for at, cell in enumerate(cells)]
    for guess in product(*steps):
        everything = with_totals(guess, columns)
        if all(
            one == told if told is not None else one >= 1 and (not is_small or one < limit)
            for one, told, is_small in zip(everything, seen, small, strict=True)
        ):
            yield everything


PEOPLE = st.one_of(st.integers(0, 6), st.integers(0, 6), st.integers(5, 40))


def tables(rows: int, columns: int) -> st.SearchStrategy[Table]:
    row = st.lists(PEOPLE, min_size=columns, max_size=columns)
    return st.lists(row, min_size=rows, max_size=rows)


TABLES = st.sampled_from([(1, 1), (1, 3), (2, 2), (2, 3), (3, 2), (4, 2), (2, 4), (3, 3)]).flatmap(
    lambda shape: tables(*shape)
)


@settings(max_examples=200, deadline=None)
@given(TABLES, st.sampled_from([5, 5, 7]))
def test_a_reader_who_knows_which_counts_are_small_can_pin_none_that_is_withheld(
    table: Table, limit: int
) -> None:
    seen = flat(publish_table(table, limit))
    cells = tuple(cell for row in table for cell in row)
    possible: defaultdict[int, set[int]] = defaultdict(set)
    open_still = {at for at, told in enumerate(seen) if told is None}
    if len(open_still) == len(seen):  # nothing is published
        return
    for guess in other_tables(cells, len(table[0]), seen, limit):
        for at in tuple(open_still):
            possible[at].add(guess[at])
            if len(possible[at]) > 1:
                open_still.discard(at)
        if not open_still:
            break
    assert not open_still


@given(TABLES)
def test_what_is_published_is_true_and_never_small(table: Table) -> None:
    seen = flat(publish_table(table))
    truth = with_totals(tuple(cell for row in table for cell in row), len(table[0]))
    assert all(told in (None, one) for told, one in zip(seen, truth, strict=True))
    assert all(told is None or not 0 < told < 5 for told in seen)
    nothing = all(told is None for told in seen)
    assert nothing or all(told is not None for told, one in zip(seen, truth, strict=True) if one == 0)


@given(TABLES)
def test_no_difference_of_a_published_total_and_what_is_published_of_it_is_small(table: Table) -> None:
    published = publish_table(table)
    columns = zip(*published.cells, strict=True)
    lines = [
        *zip(published.cells, published.row_totals, strict=True),
        *zip(columns, published.column_totals, strict=True),
        (published.row_totals, published.total),
        (published.column_totals, published.total),
    ]
    for parts, whole in lines:
        if whole is not None and None in parts:
            assert whole - sum(filter(None, parts)) > 5


@pytest.mark.parametrize(("cells", "most"), [(2, 20), (3, 13), (4, 8)])
def test_not_even_trying_every_row_on_the_same_program_pins_a_count_of_a_row(cells: int, most: int) -> None:
    by_what_is_seen: defaultdict[PublishedRow, list[tuple[int, ...]]] = defaultdict(list)
    for row in product(range(most + 1), repeat=cells):
        by_what_is_seen[publish_row(row)].append(row)
    for seen, rows in by_what_is_seen.items():
        hidden = None if seen.total is None else seen.total - sum(filter(None, seen.cells))
        if hidden is None or hidden <= most:  # otherwise there are rows that were not tried
            for at, told in enumerate(seen.cells):
                assert told is not None or len({row[at] for row in rows}) > 1
