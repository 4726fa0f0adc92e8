"""Imports of people over HTTP: a file is looked at, or taken, and what became of its rows is told."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse

from services.registration.api.import_views import ImportSummary, ImportView, PreviewView, RowView
from services.registration.api.wiring import Wiring
from services.registration.commands.import_people import ImportPeople, import_people
from services.registration.domain.table import MOST_BYTES
from services.registration.queries.preview_import import preview_import
from services.registration.queries.read_import import list_imports, read_import, rejected_rows
from shared.web.access import TenantId, allow
from shared.web.body import body_limit
from shared.web.edge import header_values
from shared.web.paging import Page, PageQuery, encode_cursor
from shared.web.refusals import UnsupportedMedia

_TAKEN = (
    *("text/csv", "text/tab-separated-values", "text/plain", "application/csv"),
    *("application/vnd.ms-excel", "application/octet-stream"),
)
"""What browsers and tools call such a file; Windows calls it a workbook of Excel's."""

_FILE = (
    "Role,Name,E-mail,Trust,Date joined\r\n"
    "carer,Example Person (invented),example.person@example.org,,05/01/2018\r\n"
)
_BODY: dict[str, Any] = {
    "required": True,
    "description": (
        "The file as it is, at most 5 MiB, 20,000 rows and 100 columns: UTF-8, UTF-16 or Windows-1252; "
        "commas, semicolons or tabs. A role and a name are needed, the other columns are not."
    ),
    "content": {"text/csv": {"schema": {"type": "string"}, "example": _FILE}},
}
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "A line for each reason.", "content": {"text/csv": {"schema": {"type": "string"}}}}
}

ImportId = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$", examples=["3f0e5a54-7b1f-5c52-9c2b-0d9a4e6f8123"])
]


class CsvResponse(StreamingResponse):
    """A table that a spreadsheet opens."""

    media_type = "text/csv"


def imports_router(wiring: Wiring) -> APIRouter:
    """The routes of imports."""
    desk = wiring.imports
    router = APIRouter(prefix="/v1/{tenant}/imports", tags=["imports"])

    @router.post(
        "",
        status_code=202,
        dependencies=[allow("lead")],
        openapi_extra={"requestBody": _BODY},
        responses={200: {"model": ImportSummary, "description": "The same file was imported before."}},
    )
    @body_limit(MOST_BYTES)
    async def take(tenant: TenantId, request: Request, response: Response) -> ImportSummary:
        """Imports people from a CSV file; the same file again goes on with it, or changes nothing."""
        _check_kind(request)
        with wiring.meter.measure("import_people"):
            command = ImportPeople(tenant=tenant, content=await request.body())
            job = await import_people(command, desk)
        response.headers["Location"] = f"/v1/{tenant}/imports/{job.id}"
        response.status_code = 200 if job.done else 202
        return ImportSummary.of(job, desk.now())

    @router.post("/preview", dependencies=[allow("lead")], openapi_extra={"requestBody": _BODY})
    @body_limit(MOST_BYTES)
    async def preview(tenant: TenantId, request: Request) -> PreviewView:
        """Tells what an import of the file would do at this moment, and does nothing."""
        _check_kind(request)
        told = await preview_import(ImportPeople(tenant=tenant, content=await request.body()), desk)
        return PreviewView.of(told, desk.now())

    @router.get("", dependencies=[allow("lead")])
    async def list_all(tenant: TenantId, page: PageQuery) -> Page[ImportSummary]:
        """Lists imports, the newest first, a page at a time."""
        after = [str(part) for part in page.after_as(str, str) or ()]
        found, more = await list_imports(page.limit, after, desk.imports(tenant))
        following = encode_cursor(found[-1].newest_first, found[-1].id) if more else None
        return Page(items=[ImportSummary.of(one, desk.now()) for one in found], next=following)

    @router.get("/{import_id}", dependencies=[allow("lead")])
    async def read(tenant: TenantId, import_id: ImportId, page: PageQuery) -> ImportView:
        """Shows how far an import is and what became of its rows."""
        after = page.after_as(int)
        start = max(0, int(after[0])) if after else 0
        shown = await read_import(import_id, start, page.limit, desk.imports(tenant), desk.parts(tenant))
        following = None if shown.following is None else encode_cursor(shown.following)
        report = Page(items=[RowView.of(row) for row in shown.rows], next=following)
        return ImportView.with_rows(shown.job, desk.now(), report)

    @router.get(
        "/{import_id}/rejected.csv",
        dependencies=[allow("lead")],
        response_class=CsvResponse,
        responses=_CSV,
    )
    async def rejected(tenant: TenantId, import_id: ImportId) -> CsvResponse:
        """Gives the rejected rows with their reasons as CSV: so far, while the import runs."""
        job = await desk.imports(tenant).load(import_id)
        headers = {"Content-Disposition": 'attachment; filename="rejected.csv"'}
        return CsvResponse(rejected_rows(job, desk.parts(tenant)), headers=headers)

    return router


def _check_kind(request: Request) -> None:
    sent = header_values(request, b"content-type")
    kind = sent[0].partition(";")[0].strip().lower() if len(sent) == 1 else ""
    if kind not in _TAKEN:
        raise UnsupportedMedia(
            "csv-expected", "Send the file itself as the body, with Content-Type: text/csv."
        )
