"""The driver diagram over HTTP, as data, as a picture and as a page."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from services.evaluation.api.created import Created
from services.evaluation.api.diagram_models import DiagramView, DrawingBody, DrawingView
from services.evaluation.api.diagram_svg import diagram_svg, tree_of
from services.evaluation.api.pages import page, style
from services.evaluation.api.texts import Number
from services.evaluation.api.wiring import Wiring
from services.evaluation.commands.draw_diagram import DrawDiagram, draw_diagram
from services.evaluation.commands.redraw_diagram import RedrawDiagram, redraw_diagram
from services.evaluation.domain.driver_diagram import DIAGRAM_ID
from services.evaluation.queries.read_diagram import read_diagram, read_drawing
from shared.web.access import TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion, etag
from shared.web.files import PageResponse, SvgResponse
from shared.web.idempotency import fingerprint_of

_BY_LEADS = [allow("lead", "facilitator")]
_BY_READERS = [allow("lead", "facilitator", "evaluator", "member")]


def diagram_router(wiring: Wiring) -> APIRouter:
    """The routes of the driver diagram, of which a collaborative has one."""
    router = APIRouter(prefix="/v1/{tenant}/driver-diagram", tags=["driver diagram"])

    @router.post("", status_code=201, dependencies=_BY_LEADS)
    async def draw(tenant: TenantId, body: DrawingBody, request: Request, response: Response) -> Created:
        """Draws the collaborative's driver diagram."""
        with wiring.meter.measure("draw_diagram"):
            command = DrawDiagram(
                tenant=tenant,
                drawing=body.drawing(),
                on=wiring.today(),
                fingerprint=await fingerprint_of(request, wiring.secret),
            )
            saved = await draw_diagram(command, wiring.diagrams(tenant))
        tell(response, saved, f"/v1/{tenant}/driver-diagram")
        return Created(id=DIAGRAM_ID)

    @router.put("", status_code=204, dependencies=_BY_LEADS)
    async def redraw(
        tenant: TenantId, body: DrawingBody, expected: ExpectedVersion, response: Response
    ) -> None:
        """Makes a new version of the diagram; the ones before can still be read."""
        with wiring.meter.measure("redraw_diagram"):
            command = RedrawDiagram(drawing=body.drawing(), on=wiring.today(), expected=expected)
            saved = await redraw_diagram(command, wiring.diagrams(tenant), wiring.drawn_before(tenant))
        tell(response, saved)

    @router.get("", dependencies=_BY_READERS)
    async def read(tenant: TenantId, response: Response) -> DiagramView:
        """Shows what the diagram says."""
        diagram = await read_diagram(wiring.diagrams(tenant))
        response.headers["ETag"] = etag(diagram.version)
        return DiagramView.now(diagram)

    @router.get("/page.html", dependencies=_BY_READERS, response_class=PageResponse)
    async def show(tenant: TenantId) -> PageResponse:
        """Shows the diagram as a page, with the same in words."""
        diagram = await read_diagram(wiring.diagrams(tenant))
        content = page(
            "diagram.html",
            collaborative=tenant,
            number=diagram.number,
            drawn_on=diagram.drawn_on,
            svg=diagram_svg(diagram.drawing),
            root=tree_of(diagram.drawing),
        )
        return PageResponse(content, style=style())

    @router.get("/versions/{number}.svg", dependencies=_BY_READERS, response_class=SvgResponse)
    async def picture(tenant: TenantId, number: Number) -> SvgResponse:
        """Draws what the diagram says, or has said once, as a picture."""
        drawn = await read_drawing(number, wiring.diagrams(tenant), wiring.drawn_before(tenant))
        return SvgResponse(diagram_svg(drawn.drawing))

    @router.get("/versions/{number}", dependencies=_BY_READERS)
    async def read_version(tenant: TenantId, number: Number) -> DrawingView:
        """Shows what the diagram says, or has said once."""
        drawn = await read_drawing(number, wiring.diagrams(tenant), wiring.drawn_before(tenant))
        return DrawingView.of(drawn)

    return router
