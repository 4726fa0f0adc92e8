"""The weekly digest over HTTP: who receives it, and on which day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.notifications.api.wiring import Wiring
from services.notifications.commands.arrange_digest import ArrangeDigest, arrange_digest
from services.notifications.commands.own_or_given import version_of
from services.notifications.domain.digest import MOST_RECIPIENTS, Digest
from shared.web.access import TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion, etag

_BY_THE_LEAD = [allow("lead")]
_ParticipantId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
_ARRANGED: dict[str, Any] = {"recipients": ["01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"], "weekday": 1}


class DigestBody(BaseModel):
    """Who receives the digest, and when; without anybody it is off."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_ARRANGED]})

    recipients: list[_ParticipantId] = Field(
        max_length=MOST_RECIPIENTS,
        description="Ids of participants, who have to consent to being contacted.",
    )
    weekday: int = Field(1, ge=1, le=7, description="1 is Monday, 7 is Sunday.")


class DigestView(DigestBody):
    """The same, and the day of the next one."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ARRANGED | {"next_on": "2018-03-05"}]})

    next_on: date | None = Field(description="Null if it is off.")

    @classmethod
    def of(cls, digest: Digest | None) -> DigestView:
        """As it is now."""
        if digest is None:
            return cls(recipients=[], weekday=1, next_on=None)
        return cls(recipients=digest.recipients, weekday=digest.weekday, next_on=digest.due_on)


def digest_router(wiring: Wiring) -> APIRouter:
    """The routes of the digest."""
    router = APIRouter(prefix="/v1/{tenant}/digest", tags=["deliveries"])

    @router.get("", dependencies=_BY_THE_LEAD)
    async def read(tenant: TenantId, response: Response) -> DigestView:
        """Shows who receives the weekly digest, and when the next one is due."""
        digest = await wiring.digests(tenant).find(tenant)
        response.headers["ETag"] = etag(version_of(digest))
        return DigestView.of(digest)

    @router.put("", status_code=204, dependencies=_BY_THE_LEAD)
    async def arrange(
        tenant: TenantId, body: DigestBody, expected: ExpectedVersion, response: Response
    ) -> None:
        """Says who receives it from now on, and on which day of the week; with nobody it is off."""
        with wiring.meter.measure("arrange_digest"):
            command = ArrangeDigest(
                tenant=tenant,
                recipients=body.recipients,
                weekday=body.weekday,
                on=wiring.today(),
                expected=expected,
            )
            saved = await arrange_digest(command, wiring.digests(tenant))
        tell(response, saved)

    return router
