"""What evaluation brings along when a collaborative is made from another one."""

from __future__ import annotations

from datetime import UTC, date, datetime

from services.evaluation.domain.driver_diagram import DIAGRAM_ID, DriverDiagram
from services.evaluation.kinds import DIAGRAMS
from shared.contracts.registration import CollaborativeSpread
from tests.support.evaluation import TENANT, Evaluated
from tests.unit.evaluation.told import DAY, drawing

_NEW = "diabetes-ni"
_AT = datetime(2019, 1, 14, 12, tzinfo=UTC)
_SPREAD = CollaborativeSpread(
    collaborative=_NEW, origin=TENANT, with_organisations=False, spread_on=date(2019, 1, 14)
)


async def _diagram(evaluation: Evaluated, tenant: str) -> DriverDiagram | None:
    found = await evaluation.store(DIAGRAMS, tenant).find(DIAGRAM_ID)
    return found if isinstance(found, DriverDiagram) else None


async def test_the_driver_diagram_comes_along_and_the_origins_stays_as_it_is(evaluation: Evaluated) -> None:
    origin = DriverDiagram.draw(TENANT, drawing(), DAY)
    origin.redraw(drawing("What it says now"), DAY)
    await evaluation.store(DIAGRAMS).add(origin)

    heard = await evaluation.hear(_SPREAD, _NEW, _AT, _NEW)
    await evaluation.replica.apply(heard)

    brought = await _diagram(evaluation, _NEW)
    assert brought is not None
    assert (brought.number, brought.origin, brought.drawing) == (1, TENANT, drawing("What it says now"))
    assert await _diagram(evaluation, TENANT) == origin


async def test_a_diagram_that_is_drawn_already_is_kept(evaluation: Evaluated) -> None:
    await evaluation.store(DIAGRAMS).add(DriverDiagram.draw(TENANT, drawing(), DAY))
    own = DriverDiagram.draw(_NEW, drawing("Our own"), DAY)
    await evaluation.store(DIAGRAMS, _NEW).add(own)

    await evaluation.hear(_SPREAD, _NEW, _AT, _NEW)

    assert await _diagram(evaluation, _NEW) == own


async def test_without_a_diagram_nothing_comes_along(evaluation: Evaluated) -> None:
    await evaluation.hear(_SPREAD, _NEW, _AT, _NEW)
    assert await _diagram(evaluation, _NEW) is None
