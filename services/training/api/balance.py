"""The balance over HTTP: who teaches whom."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from services.training.api.wiring import Wiring
from services.training.domain.balance import Balance
from services.training.queries.read_balance import read_balance
from shared.contracts.refusal import Invalid
from shared.contracts.registration import Role
from shared.contracts.training import Track
from shared.web.access import TenantId, allow


class Share(BaseModel):
    """Sessions and people, on one track or on all of them together."""

    sessions_held: int
    sessions_paired: int = Field(description="Given by people of both sides together.")
    paired_share: float | None = Field(description="From 0 to 1; null without a session.")
    learners: dict[Role, int] = Field(description="How many people, each once for each role they had.")
    facilitators: dict[Role, int] = Field(description="How many people, each once for each role they had.")

    @classmethod
    def of(cls, balance: Balance, *tracks: Track) -> Share:
        return cls(
            sessions_held=balance.sessions_held(*tracks),
            sessions_paired=balance.sessions_paired(*tracks),
            paired_share=balance.paired_share(*tracks),
            learners=balance.learners(*tracks),
            facilitators=balance.facilitators(*tracks),
        )


class BalanceView(BaseModel):
    """Who taught whom in a period."""

    begin: date | None = Field(alias="from")
    end: date | None = Field(alias="to")
    tracks: dict[Track, Share]
    total: Share


def balance_router(wiring: Wiring) -> APIRouter:
    """The route of the balance."""
    router = APIRouter(prefix="/v1/{tenant}/balance", tags=["balance"])

    @router.get("", dependencies=[allow("lead", "facilitator", "evaluator", "member")])
    async def read(
        tenant: TenantId,
        begin: Annotated[date | None, Query(alias="from", description="The first day, in London.")] = None,
        end: Annotated[date | None, Query(alias="to", description="The last day, in London.")] = None,
    ) -> BalanceView:
        """Shows who taught whom in the sessions that were held, from the first day to the last."""
        if begin and end and end < begin:
            raise Invalid("period-backwards", "The last day can't be before the first one.")
        balance = await read_balance(wiring.sessions(tenant), begin, end)
        tracks = {track: Share.of(balance, track) for track in Track}
        return BalanceView.model_validate(
            {"from": begin, "to": end, "tracks": tracks, "total": Share.of(balance, *Track)}
        )

    return router
