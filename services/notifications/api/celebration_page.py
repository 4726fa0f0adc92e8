"""A celebration as a page for everybody. Whatever is put into it is escaped."""

from __future__ import annotations

from base64 import b64encode

from jinja2 import Environment, PackageLoader, StrictUndefined

from services.notifications.api.celebration_svg import card_svg
from services.notifications.domain.celebration import Celebration
from services.notifications.domain.celebration_words import listed
from services.notifications.queries.read_celebrations import card_as_published

_PAGES = Environment(
    loader=PackageLoader("services.notifications.api"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def celebration_page(celebration: Celebration) -> str:
    """The page. Its picture is in it, as an image: nothing in that can run or load anything."""
    card = card_as_published(celebration)
    svg = b64encode(card_svg(card).encode()).decode()
    return _PAGES.get_template("celebration.html").render(
        celebration=celebration,
        card=card,
        picture=f"data:image/svg+xml;base64,{svg}",
        names=listed(celebration.names),
    )


def style() -> str:
    """What stands in the style element of the page, to the letter."""
    return _PAGES.get_template("celebration.css").render()
