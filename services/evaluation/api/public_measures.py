"""The one measure that everybody sees: who is in the room. It counts people there in sight of each other."""

from __future__ import annotations

from fastapi import APIRouter

from services.evaluation.api.measure_models import MeasureView
from services.evaluation.api.wiring import Wiring
from services.evaluation.domain.drawing import draw
from shared.web.access import TenantId, public
from shared.web.files import SvgResponse

_REPRESENTATION = "representation"


def public_measures_router(wiring: Wiring) -> APIRouter:
    """The routes of representation, for everybody."""
    router = APIRouter(prefix="/v1/{tenant}/public", tags=["measures for everybody"])

    @router.get("/representation", dependencies=[public()])
    async def read(tenant: TenantId) -> MeasureView:
        """Shows the share of people with lived experience at each meeting, and what its rules found."""
        return MeasureView.of(await wiring.measures.read(tenant, _REPRESENTATION))

    @router.get("/representation.svg", dependencies=[public()], response_class=SvgResponse)
    async def chart(tenant: TenantId) -> SvgResponse:
        """Draws the same. It has a name, and a description that says what its rules found."""
        return SvgResponse(draw((await wiring.measures.read(tenant, _REPRESENTATION)).picture))

    return router
