"""A whole picture: its heading, its panels one below the other, and its name and words."""

from __future__ import annotations

from html import escape

from services.evaluation.domain.drawing import svg
from services.evaluation.domain.drawing.compared import draw_bars, draw_intervals
from services.evaluation.domain.drawing.frame import WIDTH
from services.evaluation.domain.drawing.series import draw_series
from services.evaluation.domain.measures.catalogue import ChartKind
from services.evaluation.domain.measures.charting import Picture

_MARGIN, _HEADING = 24, 60


def draw(picture: Picture) -> str:
    """The picture as a whole SVG document."""
    parts: list[str] = []
    y = float(_HEADING)
    for elements, height in _panels(picture):
        parts.append(svg.element("g", "".join(elements), transform=f"translate({_MARGIN} {svg.number(y)})"))
        y += height
    width, height = WIDTH + 2 * _MARGIN, y + 8
    content = "".join(
        [
            svg.element("title", escape(picture.title), id="title"),
            svg.element("desc", escape(picture.text), id="desc"),
            svg.rectangle((0, 0), (width, height), svg.PAPER),
            svg.text((_MARGIN, 36), picture.title, size=20, weight="bold"),
            *parts,
        ]
    )
    return svg.element(
        "svg",
        content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {svg.number(width)} {svg.number(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby="title desc",
        font_family=svg.FONT,
    )


def _panels(picture: Picture) -> list[tuple[list[str], float]]:
    if not any(one.series.figures for one in picture.panels):
        return [([svg.text((0, 20), "There is nothing to show yet.", fill=svg.MUTED)], 40)]
    if picture.kind is ChartKind.INTERVALS:
        return [draw_intervals(picture.panels, picture.unit, picture.target)]
    return [
        draw_bars(one, picture.unit, picture.target)
        if one.chart is None
        else draw_series(one, one.chart, picture.unit, picture.target)
        for one in picture.panels
    ]
