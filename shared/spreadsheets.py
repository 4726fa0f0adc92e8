"""Tables that people open in a spreadsheet."""

from __future__ import annotations

_BEGINS_A_FORMULA = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")
"""Also in the wide forms, which some spreadsheets take for the same."""

type Cell = str | int | float | None


def neutral[C: Cell](cell: C) -> C | str:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe (OWASP's
    defence against CSV injection). Figures stay as they are, negative ones too.
    """
    if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(_BEGINS_A_FORMULA):
        return f"'{cell}"
    return cell
