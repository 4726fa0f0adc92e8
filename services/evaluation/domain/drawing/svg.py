"""The few elements of SVG that pictures are made of. What is told in them is escaped, whatever it holds."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

type Number = int | float
type Place = tuple[Number, Number]

INK, MUTED, GRID, PAPER = "#212b32", "#4c6272", "#d8dde0", "#ffffff"
BLUE, TEAL, ORANGE, GREEN = "#005eb8", "#00707f", "#b8500b", "#00703c"
FONT = "DejaVu Sans, Verdana, Arial, sans-serif"


def number(value: Number) -> str:
    """To a tenth of a pixel, without idle zeros."""
    return f"{round(value, 1) + 0.0:g}"


def element(name: str, content: str = "", /, **attributes: Number | str) -> str:
    """An element; an underscore in the name of an attribute stands for a hyphen."""
    told = "".join(
        f' {key.replace("_", "-")}="{escape(value if isinstance(value, str) else number(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{told}>{content}</{name}>" if content else f"<{name}{told}/>"


def text(
    at: Place,
    said: str,
    *,
    size: int = 12,
    fill: str = INK,
    anchor: str = "start",
    weight: str = "normal",
    halo: bool = False,
) -> str:
    """A line of text that begins, ends or has its middle at a place; with a halo it is read over lines."""
    around = {"stroke": PAPER, "stroke_width": 4, "paint_order": "stroke"} if halo else {}
    return element(
        "text",
        escape(said),
        x=at[0],
        y=at[1],
        font_size=size,
        fill=fill,
        text_anchor=anchor,
        font_weight=weight,
        **around,
    )


def line(start: Place, end: Place, stroke: str = INK, width: Number = 1, dash: str = "none") -> str:
    """A straight line."""
    return element(
        "line",
        x1=start[0],
        y1=start[1],
        x2=end[0],
        y2=end[1],
        stroke=stroke,
        stroke_width=width,
        stroke_dasharray=dash,
    )


def path(points: Sequence[Place], stroke: str, width: Number = 2, dash: str = "none") -> str:
    """A line through several places; nothing for fewer than two."""
    if len(points) < 2:
        return ""
    steps = " L".join(f"{number(x)} {number(y)}" for x, y in points)
    return element(
        "path", d=f"M{steps}", fill="none", stroke=stroke, stroke_width=width, stroke_dasharray=dash
    )


def circle(at: Place, fill: str, radius: Number = 4.5) -> str:
    """An ordinary point."""
    return element("circle", cx=at[0], cy=at[1], r=radius, fill=fill, stroke=PAPER, stroke_width=1)


def shape(at: Place, corners: Sequence[Place], fill: str) -> str:
    """A polygon round a place."""
    points = " ".join(f"{number(at[0] + dx)},{number(at[1] + dy)}" for dx, dy in corners)
    return element("polygon", points=points, fill=fill, stroke=PAPER, stroke_width=1)


def rectangle(at: Place, size: Place, fill: str, stroke: str = "none") -> str:
    """An upright rectangle."""
    return element("rect", x=at[0], y=at[1], width=size[0], height=size[1], fill=fill, stroke=stroke)
