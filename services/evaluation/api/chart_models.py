"""A chart as data, for whoever draws it themselves."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from services.evaluation.domain.measures.catalogue import ChartKind, Unit
from services.evaluation.domain.measures.charting import Panel, Picture
from services.evaluation.domain.spc import Assurance, Kind, Rule, Verdict, Way


class PointView(BaseModel):
    """A point and the lines at it."""

    label: str
    on: date | None
    value: float | None
    withheld: bool
    low: float | None
    high: float | None
    centre: float | None
    lower_limit: float | None
    upper_limit: float | None


class SignalView(BaseModel):
    """What a rule has found."""

    model_config = ConfigDict(from_attributes=True)

    rule: Rule
    points: list[int] = Field(description="Positions in `points`, from 0.")
    way: Way | None
    verdict: Verdict


class PhaseView(BaseModel):
    """Points that share their lines: from `start` up to, not including, `stop`."""

    model_config = ConfigDict(from_attributes=True)

    start: int
    stop: int
    values: int
    centre: float | None
    provisional: bool


class AnnotationView(BaseModel):
    """Something that happened, told at a point."""

    model_config = ConfigDict(from_attributes=True)

    at: int
    text: str


class PanelView(BaseModel):
    """One series with its lines and signals."""

    name: str
    rules_of: Kind | None = Field(description="The kind of chart whose rules were applied, if any were.")
    provisional: bool
    assurance: Assurance | None
    points: list[PointView]
    phases: list[PhaseView]
    signals: list[SignalView]
    annotations: list[AnnotationView]
    text: str

    @classmethod
    def of(cls, panel: Panel) -> PanelView:
        """With what its chart says, if it has one."""
        chart = panel.chart
        return cls(
            name=panel.series.name,
            rules_of=chart.kind if chart else None,
            provisional=chart.provisional if chart else False,
            assurance=chart.assurance if chart else None,
            points=_points(panel),
            phases=[PhaseView.model_validate(one) for one in chart.phases] if chart else [],
            signals=[SignalView.model_validate(one) for one in chart.signals] if chart else [],
            annotations=[AnnotationView.model_validate(one) for one in chart.annotations] if chart else [],
            text=panel.text,
        )


class ChartView(BaseModel):
    """All that the picture of a measure shows, and the same in words."""

    title: str
    chart: ChartKind
    unit: Unit
    target: float | None
    panels: list[PanelView]
    text: str

    @classmethod
    def of(cls, picture: Picture) -> ChartView:
        """The picture as data."""
        return cls(
            title=picture.title,
            chart=picture.kind,
            unit=picture.unit,
            target=picture.target,
            panels=[PanelView.of(one) for one in picture.panels],
            text=picture.text,
        )


def _points(panel: Panel) -> list[PointView]:
    lines = panel.chart.points if panel.chart else (None,) * len(panel.series.figures)
    return [
        PointView(
            label=figure.label,
            on=figure.on,
            value=figure.value,
            withheld=figure.withheld,
            low=figure.low,
            high=figure.high,
            centre=at.centre if at else None,
            lower_limit=at.lower if at else None,
            upper_limit=at.upper if at else None,
        )
        for figure, at in zip(panel.series.figures, lines, strict=True)
    ]
