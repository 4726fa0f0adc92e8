"""No cell of a table that we give away is taken for a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.spreadsheets import neutral

_FORMULAS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


@given(st.text(max_size=20) | st.text(f"{_FORMULAS} a\u00a0,\"'", max_size=6))
def test_whatever_a_cell_says_no_spreadsheet_finds_a_formula_at_its_beginning(said: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerow(["x", neutral(said)])

    read = next(csv.reader(io.StringIO(written.getvalue(), newline="")))[1]

    assert not read.lstrip(" \u00a0").startswith(tuple(_FORMULAS)), repr(read)
    assert read.removeprefix("'") == said.removeprefix("'"), "nothing else of it is different"


@pytest.mark.parametrize("start", [*_FORMULAS, "  =", "\u00a0="])
def test_what_would_start_a_formula_gets_an_apostrophe(start: str) -> None:
    assert neutral(f"{start}1+1") == f"'{start}1+1"
    assert neutral("1=1") == "1=1"


def test_a_negative_number_stays_a_number() -> None:
    assert (neutral(-3), neutral(-0.5), neutral("-3"), neutral(None)) == (-3, -0.5, "'-3", None)
