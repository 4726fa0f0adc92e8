"""Instruments over HTTP: what may be asked, brought in from files, and chosen."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request

from services.evaluation.api.instrument_models import FILE, ChoiceBody, InstrumentView, Published
from services.evaluation.api.wiring import Wiring
from services.evaluation.commands.choose_instrument import ChooseInstrument, choose_instrument
from services.evaluation.commands.import_instrument import ImportInstrument, import_instrument
from services.evaluation.commands.instrument_file import MOST_BYTES, file_schema, read_instrument
from services.evaluation.domain.definition import InstrumentUse
from services.evaluation.domain.instrument import NotSound
from services.evaluation.queries.read_instruments import chosen_instruments, list_instruments
from shared.web.access import TenantId, allow
from shared.web.answers import tell
from shared.web.body import body_limit
from shared.web.paging import Page, PageQuery, encode_cursor

_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": file_schema(), "example": FILE}
            for kind in ("application/json", "application/yaml")
        },
    }
}


def instruments_router(wiring: Wiring) -> APIRouter:
    """The routes of instruments."""
    router = APIRouter(prefix="/v1/{tenant}", tags=["instruments"])

    @router.post(
        "/instruments", status_code=201, dependencies=[allow("lead", "evaluator")], openapi_extra=_FILE
    )
    @body_limit(MOST_BYTES)
    async def bring_in(tenant: TenantId, request: Request, response: Response) -> Published:
        """Publishes a version of an instrument from its file, in YAML or JSON; again is harmless."""
        with wiring.meter.measure("import_instrument"):
            try:
                definition = read_instrument(await request.body())
                command = ImportInstrument(tenant=tenant, definition=definition, on=wiring.today())
                saved = await import_instrument(command, wiring.instruments(tenant))
            except NotSound as error:
                raise _all_faults(error) from None
        tell(response, saved, f"/v1/{tenant}/instruments/{definition.code}")
        return Published(code=definition.code)

    @router.get("/instruments", dependencies=[allow("lead", "facilitator", "member", "evaluator", "partner")])
    async def list_all(tenant: TenantId, page: PageQuery) -> Page[InstrumentView]:
        """Lists what may be asked, and what is."""
        after = page.after_as(str)
        found, following = await list_instruments(
            page.limit, str(after[0]) if after else "", wiring.instruments(tenant)
        )
        chosen = await chosen_instruments(tenant, wiring.choices(tenant))
        views = [InstrumentView.of(one, chosen) for one in found]
        return Page(items=views, next=encode_cursor(following) if following else None)

    @router.put("/instrument-choices/{use}", status_code=204, dependencies=[allow("lead")])
    async def choose(tenant: TenantId, use: InstrumentUse, body: ChoiceBody, response: Response) -> None:
        """Chooses which instrument is asked from now on."""
        with wiring.meter.measure("choose_instrument"):
            command = ChooseInstrument(tenant=tenant, use=use, instrument=body.instrument)
            saved = await choose_instrument(command, wiring.choices(tenant), wiring.instruments(tenant))
        tell(response, saved)

    return router


def _all_faults(error: NotSound) -> RequestValidationError:
    return RequestValidationError(
        [{"type": fault.code, "loc": ("body", *fault.where), "msg": fault.sentence} for fault in error.faults]
    )
