"""How a command that tells a story sets its headings and its lines."""

from __future__ import annotations

from rich.console import Console


def head(console: Console, text: str) -> None:
    """A heading, with a blank line before it."""
    console.print(f"\n{text}", style="bold", markup=False)


def line(console: Console, text: str) -> None:
    """A line below a heading."""
    console.print(f"   {text}", markup=False)
