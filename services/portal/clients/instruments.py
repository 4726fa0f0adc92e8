"""Instruments and how many have answered, as far as the pages need it."""

from __future__ import annotations

from pydantic import BaseModel

from services.portal.clients.service import Caller, ServiceClient


class InstrumentVersion(BaseModel):
    version: int
    title: str
    licence: str
    licence_terms: str
    source: str
    validated: bool
    items: int


class Instrument(BaseModel):
    """What may be asked, in all its versions, the latest last."""

    code: str
    use: str
    shipped: bool
    chosen: bool
    versions: list[InstrumentVersion]


class Instruments(BaseModel):
    items: list[Instrument]
    next: str | None = None


class Count(BaseModel):
    """How many surveys of a purpose there are; None where too few people are behind it."""

    purpose: str
    issued: int | None = None
    answered: int | None = None
    open: int | None = None


class Counts(BaseModel):
    purposes: list[Count]

    @property
    def withheld(self) -> bool:
        """Whether anything is."""
        return any(None in (one.issued, one.answered, one.open) for one in self.purposes)


class InstrumentsClient:
    """Asks evaluation about what people are asked."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def all(self, caller: Caller, tenant: str, cursor: str | None = None) -> Instruments:
        """What may be asked, a page at a time."""
        return await self._client.read(
            Instruments, caller, f"/v1/{tenant}/instruments", limit=50, cursor=cursor
        )

    async def counts(self, caller: Caller, tenant: str) -> Counts:
        """How many surveys there are."""
        return await self._client.read(Counts, caller, f"/v1/{tenant}/surveys/counts")

    async def bring_in(self, caller: Caller, tenant: str, file: str) -> str:
        """Publishes an instrument from its file, in YAML or JSON."""
        path, headers = f"/v1/{tenant}/instruments", {"Content-Type": "application/yaml"}
        answer = await self._client.ask(caller, "POST", path, content=file.encode(), headers=headers)
        return answer.headers.get("Levelfield-Event", "")

    async def choose(self, caller: Caller, tenant: str, use: str, code: str) -> str:
        """Asks this one from now on."""
        path, body = f"/v1/{tenant}/instrument-choices/{use}", {"instrument": code}
        return await self._client.change(caller, "PUT", path, body)
