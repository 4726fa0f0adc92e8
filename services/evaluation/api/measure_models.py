"""What the API of measures takes and gives. What must be withheld is null, and says that it is withheld."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from services.evaluation.domain.measure_settings import HIGHEST, MeasureSettings, Phase
from services.evaluation.domain.measures.catalogue import ChartKind, Protection, Unit
from services.evaluation.domain.measures.finding import Figure
from services.evaluation.domain.spc import Direction
from services.evaluation.domain.suppression import FEWEST
from services.evaluation.queries.read_measures import MeasureNow

_FIGURE: dict[str, Any] = {
    "label": "15 January 2018",
    "on": "2018-01-15",
    "value": 0.06,
    "count": 3,
    "of": 50,
    "low": None,
    "high": None,
    "effect": None,
    "withheld": False,
}


class FigureView(BaseModel):
    """One figure. A value is null if there is none, or if it is withheld."""

    model_config = ConfigDict(json_schema_extra={"examples": [_FIGURE]}, from_attributes=True)

    label: str
    on: date | None = Field(description="The day, or the first day of the period.")
    value: float | None = Field(description="In the measure's unit; a share is from 0 to 1.")
    count: int | None = Field(description="How many are counted, or from how many people a score is.")
    of: int | None
    low: float | None = Field(description="With `high`, where the value lies with 95 % confidence.")
    high: float | None
    effect: float | None = Field(description="How large a change is: rank-biserial, from -1 to 1.")
    withheld: bool = Field(description="Too few people are behind it, or others could be told from it.")

    @classmethod
    def told(cls, figure: Figure | None) -> FigureView | None:
        """The figure, if there is one."""
        return cls.model_validate(figure) if figure else None


class SeriesView(BaseModel):
    """Figures that belong together."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    figures: list[FigureView]


class AimView(BaseModel):
    """What the measure is to reach, and when it first did."""

    model_config = ConfigDict(from_attributes=True)

    target: float
    by: date
    reached_on: date | None


class DefinitionView(BaseModel):
    """What a measure is, whatever it stands at."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "representation",
                    "title": "Lived experience in the room",
                    "says": "Of all who came to a meeting, the share with lived experience.",
                    "why": "Nobody can take part as an equal who is not in the room.",
                    "burden": "None beyond the list of who came.",
                    "limits": "It counts who is there, and not who is heard.",
                    "unit": "share",
                    "direction": "more",
                    "chart": "run",
                    "protection": "none",
                }
            ]
        },
        from_attributes=True,
    )

    code: str
    title: str
    says: str
    why: str = Field(description="Why it helps.")
    burden: str = Field(description="What it asks of whom.")
    limits: str = Field(description="What it cannot say.")
    unit: Unit
    direction: Direction
    chart: ChartKind
    protection: Protection


class MeasureLine(BaseModel):
    """A measure in the list: what it says, and where it stands."""

    code: str
    title: str
    says: str
    unit: Unit
    direction: Direction
    chart: ChartKind
    protection: Protection
    aims: list[AimView]
    latest: FigureView | None

    @classmethod
    def of(cls, now: MeasureNow) -> MeasureLine:
        """As the list shows it."""
        return cls.model_validate(_line(now))


class MeasureView(MeasureLine):
    """A measure: why it helps, its burden and its limits, all its figures, and what its rules found."""

    why: str
    burden: str
    limits: str
    smallest_group: int = Field(description="Of how many people a figure has to be before it is shown.")
    series: list[SeriesView]
    found: str = Field(description="What the chart shows, and what its rules found, in plain English.")

    @classmethod
    def of(cls, now: MeasureNow) -> MeasureView:
        """All of it."""
        one = now.definition
        more = {
            "why": one.why,
            "burden": one.burden,
            "limits": one.limits,
            "smallest_group": now.smallest_group,
            "series": [SeriesView.model_validate(series) for series in now.finding.series],
            "found": now.picture.text,
        }
        return cls.model_validate(_line(now) | more)


def _line(now: MeasureNow) -> dict[str, Any]:
    one = now.definition
    return {
        "code": one.code,
        "title": one.title,
        "says": one.says,
        "unit": one.unit,
        "direction": one.direction,
        "chart": one.chart,
        "protection": one.protection,
        "aims": [AimView.model_validate(aim) for aim in now.aims],
        "latest": FigureView.told(now.finding.latest),
    }


class PhaseBody(BaseModel):
    """From this day on a measure's lines are drawn anew. The note stands beside it; name nobody in it."""

    model_config = ConfigDict(
        extra="forbid",
        from_attributes=True,
        json_schema_extra={
            "examples": [{"measure": "representation", "starts_on": "2018-03-01", "note": "Fares are paid"}]
        },
    )

    measure: Annotated[str, Field(min_length=1, max_length=60)]
    starts_on: date
    note: Annotated[str, Field(max_length=200)] = ""

    def phase(self) -> Phase:
        """As the domain has it."""
        return Phase(measure=self.measure, starts_on=self.starts_on, note=self.note)


class SettingsBody(BaseModel):
    """What is withheld, and where charts begin new phases. The smallest group only ever grows."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"smallest_group": 5, "phases": []}]}
    )

    smallest_group: Annotated[int, Field(ge=FEWEST, le=HIGHEST)]
    phases: Annotated[list[PhaseBody], Field(max_length=100)] = []


class SettingsView(BaseModel):
    """What is settled for the collaborative's measures."""

    smallest_group: int
    phases: list[PhaseBody]

    @classmethod
    def of(cls, settings: MeasureSettings) -> SettingsView:
        """As they are."""
        phases = [PhaseBody.model_validate(one) for one in settings.phases]
        return cls(smallest_group=settings.smallest_group, phases=phases)
