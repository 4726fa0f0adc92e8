"""The words of messages over HTTP: a collaborative may put its own in the place of ours, after a look."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.notifications.api.template_models import (
    PreviewView,
    TemplatesView,
    TemplateView,
    WordingBody,
)
from services.notifications.api.wiring import Wiring
from services.notifications.commands.put_template import (
    DropTemplate,
    PutTemplate,
    drop_template,
    put_template,
)
from services.notifications.queries.read_templates import read_all_words, read_words
from shared.contracts.notifications import MessageKind
from shared.web.access import TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion, etag

_BY_THE_LEAD = [allow("lead")]


def templates_router(wiring: Wiring) -> APIRouter:
    """The routes of templates."""
    router = APIRouter(prefix="/v1/{tenant}/templates", tags=["deliveries"])

    @router.get("", dependencies=_BY_THE_LEAD)
    async def list_all(tenant: TenantId) -> TemplatesView:
        """Shows what messages of each kind say, and what their words may name."""
        found = await read_all_words(wiring.templates(tenant), wiring.renderer)
        return TemplatesView(items=[TemplateView.of(one) for one in found])

    @router.get("/{message}", dependencies=_BY_THE_LEAD)
    async def read(tenant: TenantId, message: MessageKind, response: Response) -> TemplateView:
        """Shows what messages of a kind say."""
        found = await read_words(message, wiring.templates(tenant), wiring.renderer)
        response.headers["ETag"] = etag(found.version)
        return TemplateView.of(found)

    @router.post("/{message}/preview", dependencies=_BY_THE_LEAD)
    async def preview(tenant: TenantId, message: MessageKind, body: WordingBody) -> PreviewView:
        """Tries words on invented facts; to name what there is not is an error. Nothing is kept."""
        own = {"collaborative": await wiring.collaborative_names.name_of(tenant)}
        facts = {**wiring.renderer.example(message), **own}
        return PreviewView.of(wiring.renderer.render(body.wording(), facts))

    @router.put("/{message}", status_code=204, dependencies=_BY_THE_LEAD)
    async def put(
        tenant: TenantId,
        message: MessageKind,
        body: WordingBody,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Says it in the collaborative's own words from now on."""
        with wiring.meter.measure("put_template"):
            command = PutTemplate(
                tenant=tenant, message=message, wording=body.wording(), on=wiring.today(), expected=expected
            )
            saved = await put_template(command, wiring.templates(tenant), wiring.renderer)
        tell(response, saved)

    @router.delete("/{message}", status_code=204, dependencies=_BY_THE_LEAD)
    async def drop(
        tenant: TenantId, message: MessageKind, expected: ExpectedVersion, response: Response
    ) -> None:
        """Lets the words that come with it stand again."""
        with wiring.meter.measure("drop_template"):
            command = DropTemplate(tenant=tenant, message=message, on=wiring.today(), expected=expected)
            saved = await drop_template(command, wiring.templates(tenant))
        tell(response, saved)

    return router
