"""Imports of people, as far as the pages need them."""

from __future__ import annotations

from datetime import datetime

import httpx
from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient

MOST_BYTES = 5 * 1024 * 1024
"""Of a file; see the API."""

_CSV = {"Content-Type": "text/csv"}


class Totals(BaseModel):
    """How many rows became what, or would."""

    accepted: int
    merged: int
    unchanged: int
    rejected: int


class Remark(BaseModel):
    """Something about a column of the file."""

    sentence: str


class Reason(BaseModel):
    """Why a row is rejected; without a column it is the row as a whole."""

    column: str
    sentence: str


class Row(BaseModel):
    """One row of the file, by the number that a spreadsheet gives it."""

    number: int
    outcome: str
    participant_id: str | None = None
    reasons: list[Reason]


class Import(BaseModel):
    """How far an import is; ``noted`` of its ``rows`` have been taken."""

    id: str
    state: str
    rows: int
    noted: int
    totals: Totals
    remarks: list[Remark]
    begun_at: datetime


class Imports(BaseModel):
    items: list[Import]
    next: str | None = None


class Preview(BaseModel):
    """What an import would do. ``before`` is the import of this very file, if there was one."""

    rows: int
    looked_at: int
    totals: Totals
    remarks: list[Remark]
    first: list[Row]
    rejected: list[Row]
    before: Import | None = None


class Rows(BaseModel):
    items: list[Row]
    next: str | None = None


class WholeImport(Import):
    """An import with a page of its rows."""

    report: Rows


class ImportDesk:
    """Asks registration about imports."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def preview(self, caller: Caller, tenant: str, file: bytes) -> Preview:
        """What the import of a file would do; nothing is done."""
        path = f"/v1/{tenant}/imports/preview"
        answer = await self._client.ask(caller, "POST", path, content=file, headers=_CSV)
        return self._client.understood(Preview, answer)

    async def begin(self, caller: Caller, tenant: str, file: bytes) -> Import:
        """Imports a file, in the background; the same file again is the same import."""
        answer = await self._client.ask(caller, "POST", f"/v1/{tenant}/imports", content=file, headers=_CSV)
        return self._client.understood(Import, answer)

    async def recent(self, caller: Caller, tenant: str, limit: int, cursor: str | None = None) -> Imports:
        """Imports, the newest first, a page at a time."""
        return await self._client.read(Imports, caller, f"/v1/{tenant}/imports", limit=limit, cursor=cursor)

    async def one(self, caller: Caller, tenant: str, import_id: str, cursor: str | None) -> WholeImport:
        """How far one is, with a page of its rows."""
        path = f"/v1/{tenant}/imports/{import_id}"
        return await self._client.read(WholeImport, caller, path, limit=50, cursor=cursor)

    async def rejected(self, caller: Caller, tenant: str, import_id: str) -> httpx.Response:
        """The rejected rows as a table in CSV."""
        return await self._client.get(caller, f"/v1/{tenant}/imports/{import_id}/rejected.csv")
