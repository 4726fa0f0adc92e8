"""A driver diagram as a picture: a tree from left to right, and its words for whoever does not see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from services.evaluation.domain.driver_diagram import Drawing
from services.evaluation.domain.measures.catalogue import BY_CODE
from shared.pictures.wrapping import wrapped

_BOX, _GAP, _MARGIN, _PADDING = 240, 56, 16, 10
_SIZE, _SMALL, _LINE = 14, 12, 19
_BETWEEN = 12
_TOP = 44
_COLUMNS = ("Aim", "Primary drivers", "Secondary drivers", "Change ideas")
_FILLS = ("#d8e6f3", "#e2efda", "#fdf0d5", "#ffffff")


@dataclass(frozen=True)
class Branch:
    """A box and what hangs on it; measures are called by their titles."""

    text: str
    measures: Sequence[str]
    branches: Sequence[Branch] = ()

    @property
    def words(self) -> str:
        """What the box says, with its measures."""
        return f"{self.text} (measured by {', '.join(self.measures)})" if self.measures else self.text


@dataclass(frozen=True)
class _Placed:
    branch: Branch
    column: int
    top: float
    lines: Sequence[str]
    small: Sequence[str]
    height: float
    below: Sequence[_Placed]

    @property
    def left(self) -> int:
        return _MARGIN + self.column * (_BOX + _GAP)

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def tree_of(drawing: Drawing) -> Branch:
    """The drawing as a tree, whose root is the aim."""
    return Branch(
        drawing.aim,
        _titles(drawing.measures),
        [
            Branch(
                primary.text,
                _titles(primary.measures),
                [
                    Branch(
                        secondary.text,
                        _titles(secondary.measures),
                        [Branch(idea.text, _titles(idea.measures)) for idea in secondary.ideas],
                    )
                    for secondary in primary.secondary
                ],
            )
            for primary in drawing.primary
        ],
    )


def _titles(codes: Sequence[str]) -> list[str]:
    """What measures are called; a code that is no measure's stands for itself."""
    return [BY_CODE[code].title if code in BY_CODE else code for code in codes]


def diagram_text(drawing: Drawing) -> str:
    """What the picture says, line by line, each as far to the right as its box."""
    return "\n".join(_told(tree_of(drawing), 0))


def _told(branch: Branch, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}{_COLUMNS[depth].removesuffix('s')}: {branch.words}"
    for each in branch.branches:
        yield from _told(each, depth + 1)


def diagram_svg(drawing: Drawing) -> str:
    """The picture: one SVG document that loads nothing and runs nothing."""
    tree = tree_of(drawing)
    root, bottom = _place(tree, 0, _TOP)
    height = bottom + _MARGIN
    columns = 1 + max(one.column for one in _all(root))
    width = 2 * _MARGIN + columns * _BOX + (columns - 1) * _GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:g}" width="{width}" '
        f'height="{height:g}" role="img" aria-labelledby="diagram-title diagram-text" '
        'font-family="Arial, Helvetica, sans-serif" fill="#0b0c0c">',
        '<title id="diagram-title">Driver diagram</title>',
        f'<desc id="diagram-text">{_safe(diagram_text(drawing))}</desc>',
        f'<rect width="{width}" height="{height:g}" fill="#ffffff"/>',
        *(_heading(column) for column in range(columns)),
        *(line for one in _all(root) for line in _connections(one)),
        *(box for one in _all(root) for box in _box(one)),
        "</svg>",
    ]
    return "\n".join(parts)


def _place(branch: Branch, column: int, top: float) -> tuple[_Placed, float]:
    """Puts a box beside the middle of what hangs on it; also tells where the whole ends."""
    lines = wrapped(branch.text, _BOX - 2 * _PADDING, _SIZE)
    told = f"Measured by: {', '.join(branch.measures)}" if branch.measures else ""
    small = wrapped(told, _BOX - 2 * _PADDING, _SMALL)
    height = 2 * _PADDING + _LINE * (len(lines) + len(small))
    below: list[_Placed] = []
    end = top
    for each in branch.branches:
        placed, end = _place(each, column + 1, end + (_BETWEEN if below else 0))
        below.append(placed)
    span = end - top
    if height > span:
        # What hangs on a tall box stands beside the middle of it.
        below = [_moved(one, (height - span) / 2) for one in below]
    own = top + max(0.0, (span - height) / 2)
    return _Placed(branch, column, own, lines, small, height, below), max(end, top + height)


def _moved(one: _Placed, by: float) -> _Placed:
    below = [_moved(each, by) for each in one.below]
    return _Placed(one.branch, one.column, one.top + by, one.lines, one.small, one.height, below)


def _all(placed: _Placed) -> Iterator[_Placed]:
    yield placed
    for each in placed.below:
        yield from _all(each)


def _heading(column: int) -> str:
    left = _MARGIN + column * (_BOX + _GAP)
    return f'<text x="{left}" y="28" font-size="{_SIZE}" font-weight="bold">{_COLUMNS[column]}</text>'


def _connections(one: _Placed) -> Iterator[str]:
    right = one.left + _BOX
    for each in one.below:
        bend = right + _GAP / 2
        yield (
            f'<path d="M{right} {one.middle:g} H{bend:g} V{each.middle:g} H{each.left}" '
            'fill="none" stroke="#505a5f" stroke-width="1.5"/>'
        )


def _box(one: _Placed) -> Iterator[str]:
    yield (
        f'<rect x="{one.left}" y="{one.top:g}" width="{_BOX}" height="{one.height:g}" rx="4" '
        f'fill="{_FILLS[one.column]}" stroke="#0b0c0c"/>'
    )
    baseline = one.top + _PADDING + _SIZE
    for number, (line, size) in enumerate(_lines(one)):
        y = baseline + number * _LINE
        yield f'<text x="{one.left + _PADDING}" y="{y:g}" font-size="{size}">{_safe(line)}</text>'


def _lines(one: _Placed) -> Iterator[tuple[str, int]]:
    yield from ((line, _SIZE) for line in one.lines)
    yield from ((line, _SMALL) for line in one.small)


def _safe(text: str) -> str:
    return escape(text, quote=True)
