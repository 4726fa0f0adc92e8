"""One service, asked over its public API with the token of whoever is signed in.

Invariants: every question is bounded in time; what a person has just changed is named with it
(``Levelfield-After``),
so that no page is older than what they did; nothing of a question or an answer is logged.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import structlog
from pydantic import BaseModel, ValidationError

from services.portal.web.problems import FieldProblem, ServiceAway, ServiceRefusal
from shared.web.authorities import authorities
from shared.web.context import HEADER as CORRELATION
from shared.web.context import request_context

_log = structlog.get_logger("levelfield.portal")
_LATE = "not-yet-applied"


@dataclass(frozen=True)
class Caller:
    """On whose behalf a service is asked.

    Args:
        token: empty for what everybody may read.
        after: what they have just changed, as ``Levelfield-After`` names it.
    """

    token: str = ""
    after: str = ""

    def headers(self) -> dict[str, str]:
        """What says so."""
        told = {CORRELATION: request_context().correlation_id}
        if self.token:
            told["Authorization"] = f"Bearer {self.token}"
        if self.after:
            told["Levelfield-After"] = self.after
        return told


ANYBODY = Caller()


class _Item(BaseModel):
    pointer: str = ""
    sentence: str = ""


class _Problem(BaseModel):
    code: str = ""
    detail: str = ""
    errors: list[_Item] = []


class ServiceClient:
    """Asks one service.

    Args:
        name: as people are told, when it is away.
        seconds: how long an answer may take.
    """

    def __init__(self, name: str, url: str, seconds: float) -> None:
        self.name = name
        self._seconds = seconds
        self._http = httpx.AsyncClient(
            base_url=url,
            timeout=seconds,
            trust_env=False,
            verify=authorities(),
            headers={"Accept": "application/json, */*;q=0.5"},
        )

    async def close(self) -> None:
        """Ends its connections."""
        await self._http.aclose()

    async def get(self, caller: Caller, path: str, **query: str | int | None) -> httpx.Response:
        """Reads something; parameters that are None are left out."""
        asked = {name.rstrip("_"): value for name, value in query.items() if value is not None}
        return await self.ask(caller, "GET", path, query=asked)

    async def read[M: BaseModel](
        self, kind: type[M], caller: Caller, path: str, **query: str | int | None
    ) -> M:
        """Reads something of a kind that the portal knows."""
        return self.understood(kind, await self.get(caller, path, **query))

    async def seen[M: BaseModel](
        self, kind: type[M], caller: Caller, path: str, **query: str | int | None
    ) -> M:
        """The same with the version that was seen, in its field ``version``: a change names it."""
        answer = await self.get(caller, path, **query)
        return self.understood(kind, answer).model_copy(update={"version": answer.headers.get("etag", "")})

    def understood[M: BaseModel](self, kind: type[M], answer: httpx.Response) -> M:
        """The answer, with the fields that the portal uses; what else is in it is passed over.

        Raises:
            ServiceAway: it is not what the service promises, so nothing can be shown.
        """
        try:
            return kind.model_validate_json(answer.content)
        except ValidationError:
            _log.error("answer not understood", service=self.name, type=kind.__name__)
            raise ServiceAway(self.name) from None

    async def change(
        self,
        caller: Caller,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str = "",
        version: str = "",
    ) -> str:
        """Changes something, and gives the event by which that is followed, empty if nothing changed.

        Args:
            key: makes a creation happen once, however often it is sent.
            version: the ETag of what was seen.
        """
        headers = ({"Idempotency-Key": key} if key else {}) | ({"If-Match": version} if version else {})
        answer = await self.ask(caller, method, path, body=body, headers=headers)
        return answer.headers.get("Levelfield-Event", "")

    async def ask(
        self,
        caller: Caller,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Asks anything.

        Args:
            content: what is sent where that is a file and no JSON; its type stands in ``headers``.

        Raises:
            ServiceAway: it did not answer in time, or failed.
            ServiceRefusal: it said no.
        """
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._http.request(
                    method,
                    path,
                    params=query,
                    json=body,
                    content=content,
                    headers=caller.headers() | dict(headers or {}),
                )
        except (httpx.HTTPError, TimeoutError) as error:
            _log.warning("service away", service=self.name, error=type(error).__name__)
            raise ServiceAway(self.name) from None
        if answer.status_code >= 400:
            raise self._failure(answer)
        return answer

    def _failure(self, answer: httpx.Response) -> ServiceAway | ServiceRefusal:
        try:
            told = _Problem.model_validate_json(answer.content)
        except ValidationError:
            told = _Problem()
        if answer.status_code >= 500 or not told.code:
            _log.warning("service failed", service=self.name, status=answer.status_code)
            return ServiceAway(self.name, late=told.code == _LATE)
        problems = [FieldProblem(_field(one.pointer), one.sentence, one.pointer) for one in told.errors]
        return ServiceRefusal(answer.status_code, told.code, told.detail, problems)


def subject_of(event: str) -> str:
    """The id of what an event is about, as ``change`` gives it: of what was just made."""
    return event.partition("#")[0].partition("/")[2]


def _field(pointer: str) -> str:
    """The field of a form that a JSON pointer into the body means: ``/body/invited/3`` is ``invited``."""
    parts = pointer.split("/")[1:]
    return parts[1] if len(parts) > 1 and parts[0] == "body" else ""
