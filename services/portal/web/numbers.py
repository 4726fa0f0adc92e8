"""Whole numbers as people type them into a form."""

from __future__ import annotations


def typed_number(text: str, lowest: int, highest: int) -> int | None:
    """The number, if it is one from the lowest to the highest; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        return None
    number = int(text)
    return number if lowest <= number <= highest else None
