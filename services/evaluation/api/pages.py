"""Pages from templates. Whatever is put into one is escaped, unless the template itself is the source."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def page(template: str, **values: Any) -> str:
    """A page.

    Args:
        template: its file in ``templates/``.
    """
    return _PAGES.get_template(template).render(values)


def style() -> str:
    """What stands in the style element of every page, to the letter."""
    return _PAGES.get_template("style.css").render()


def picture(svg: str) -> str:
    """An SVG document as the address of an image. As an image, nothing in it can run or load anything."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def spoken(day: date) -> str:
    """A day as people write it: 5 January 2018."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def figure(cell: str | float) -> str:
    """A cell of a table: text as it is, a number with at most three decimals."""
    if isinstance(cell, float):
        return f"{cell:.3f}".rstrip("0").rstrip(".")
    return str(cell)


_PAGES = Environment(
    loader=PackageLoader("services.evaluation.api"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.filters.update(picture=picture, spoken=spoken, figure=figure)
