"""A celebration's card as a picture, in the size that social media and feeds show. Everything is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from services.notifications.domain.celebration_card import Card
from shared.pictures.wrapping import wrapped

_WIDTH, _HEIGHT, _MARGIN = 1200, 630, 72
_INNER = _WIDTH - 2 * _MARGIN
_BOLD = 1.24
"""How much wider bold letters are than those that ``wrapped`` knows."""

_TITLES = {64: 2, 56: 2, 48: 3, 42: 3, 36: 5}
"""How large a title is, if it then has at most so many lines."""

_TEXT, _NAMES, _FOOT = 29, 28, 24
_LEADING, _GAP = 1.28, 18
_FONT = "DejaVu Sans, Verdana, Arial, sans-serif"
_TOP, _BOTTOM = 96, 540
"""What is said stands between these; below is the foot."""


def card_svg(card: Card) -> str:
    """The card. Its name is its title, its description all that it shows."""
    size, title = _title(card.title)
    names = wrapped(f"Celebrating {card.names}", _INNER / _BOLD, _NAMES) if card.names else []
    taken = _height(title, size) + _height(names, _NAMES)
    text = _cut(wrapped(card.text, _INNER, _TEXT), _BOTTOM - _TOP - taken)
    parts, y = list[str](), float(_TOP)
    for lines, letters, style in (
        (title, size, 'font-weight="bold" fill="#ffffff"'),
        (text, _TEXT, 'fill="#e8edee"'),
        (names, _NAMES, 'font-weight="bold" fill="#ffb81c"'),
    ):
        parts += [
            _line(line, y + letters * (1 + at * _LEADING), letters, style) for at, line in enumerate(lines)
        ]
        y += _height(lines, letters)
    foot = wrapped(card.foot, _INNER, _FOOT)[:2]
    middle = (_BOTTOM + _HEIGHT + _FOOT * 0.7) / 2
    parts += [
        _line(line, middle + 32 * (at - (len(foot) - 1) / 2), _FOOT, 'fill="#003087"')
        for at, line in enumerate(foot)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" role="img" aria-labelledby="t d" font-family="{_FONT}">'
        f'<title id="t">{escape(card.title)}</title><desc id="d">{escape(card.in_words)}</desc>'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#003087"/>'
        f'<rect y="{_BOTTOM}" width="{_WIDTH}" height="{_HEIGHT - _BOTTOM}" fill="#ffffff"/>'
        f'<rect x="{_MARGIN}" y="60" width="120" height="10" rx="5" fill="#ffb81c"/>'
        f"{''.join(parts)}</svg>"
    )


def _title(title: str) -> tuple[int, Sequence[str]]:
    """The largest letters in which the title has few enough lines, and those."""
    for size, most in _TITLES.items():
        lines = wrapped(title, _INNER / _BOLD, size)
        if len(lines) <= most:
            return size, lines
    smallest = min(_TITLES)
    return smallest, wrapped(title, _INNER / _BOLD, smallest)[: _TITLES[smallest]]


def _height(lines: Sequence[str], size: int) -> float:
    return len(lines) * size * _LEADING + _GAP if lines else 0.0


def _cut(lines: Sequence[str], room: float) -> Sequence[str]:
    """As many lines as there is room for; what is cut off ends in an ellipsis."""
    most = max(1, int((room - _GAP) / (_TEXT * _LEADING)))
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1].rstrip(' .,;:')}…"]


def _line(text: str, y: float, size: int, style: str) -> str:
    return f'<text x="{_MARGIN}" y="{y:.0f}" font-size="{size}" {style}>{escape(text)}</text>'
