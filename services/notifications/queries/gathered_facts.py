"""What the words of a message are about, gathered when it goes: names of organisations, days and counts.

See ``domain.message_facts`` for what each kind has. Of people there is the name of whoever it goes to, and
nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from services.notifications.domain.delivery import Delivery, DeliveryState
from services.notifications.domain.gathering import Gathering
from services.notifications.domain.standing import Standing
from shared.contracts.notifications import MessageKind
from shared.local_time import beginning_in_london, day_in_london
from shared.persistence.read_model import ReadModel
from shared.persistence.store import Reader

DIGEST_DAYS = 7
MOST_COMING = 20


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What facts are gathered from; each is one tenant's.

    Args:
        read_model: by its name.
        portal: the address of a tenant's pages, empty if there are none.
    """

    read_model: Callable[[str, str], ReadModel]
    gatherings: Callable[[str], Reader[Gathering]]
    deliveries: Callable[[str], Reader[Delivery]]
    portal: str


class GatheredFacts:
    """``Facts`` on read models and on what is known of meetings and sessions."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    async def of(
        self, delivery: Delivery, gathering: Gathering | None, name: str, now: datetime
    ) -> Mapping[str, object]:
        """See ``Facts``."""
        tenant, said = delivery.tenant, delivery.cause.facts
        described = await self._sources.read_model("collaborative", tenant).get(tenant) or {}
        names = _names_of(described.get("organisations", ()))
        facts: dict[str, object] = {
            "name": name,
            "collaborative": described.get("name") or tenant,
            "portal": self._sources.portal,
        }
        match delivery.message:
            case MessageKind.INVITATION | MessageKind.WELCOME:
                return facts
            case MessageKind.SURVEY | MessageKind.SURVEY_REMINDER:
                return facts | await self._survey(tenant, said["survey"])
            case MessageKind.MODULE_COMPLETED:
                return facts | {"day": date.fromisoformat(said["day"])}
            case MessageKind.MENTORING_STARTED:
                return facts | {"part": said["part"]}
            case MessageKind.DIGEST:
                return facts | await self._week(tenant, delivery.queued_at, names, now)
            case MessageKind.MEETING_CANCELLED | MessageKind.SESSION_CANCELLED:
                return facts | _plan_of(gathering, names) | {"yours": said.get("yours") == "yes"}
            case _:
                return facts | _plan_of(gathering, names)

    async def _survey(self, tenant: str, survey_id: str) -> dict[str, object]:
        asked = await self._sources.read_model("asked", tenant).get(survey_id) or {}
        expires = asked.get("expires_on")
        return {"answer_by": date.fromisoformat(expires) if expires else None}

    async def _week(
        self, tenant: str, at: datetime, names: Mapping[str, str], now: datetime
    ) -> dict[str, object]:
        """The days before the digest came about, and those that come from now on."""
        until = day_in_london(at) - timedelta(days=1)
        since = until - timedelta(days=DIGEST_DAYS - 1)
        people = self._sources.read_model("people", tenant)
        days = {"$gte": since.isoformat(), "$lte": until.isoformat()}
        return {
            "since": since,
            "until": until,
            "joined": await people.count({"joined_on": days}),
            "left": await people.count({"standing": Standing.LEFT.value, "left_on": days}),
            "invited": await people.count({"standing": Standing.INVITED.value}),
            "failed": await self._failed(tenant, since, until),
            "coming": await self._coming(tenant, now, names),
        }

    async def _failed(self, tenant: str, since: date, until: date) -> int:
        ended = {
            "$gte": beginning_in_london(since),
            "$lt": beginning_in_london(until + timedelta(days=1)),
        }
        where = {"state": DeliveryState.FAILED.value, "ended_at": ended}
        return sum((await self._sources.deliveries(tenant).count_by(["state"], where)).values())

    async def _coming(
        self, tenant: str, now: datetime, names: Mapping[str, str]
    ) -> Sequence[Mapping[str, object]]:
        soon = {"$gte": now, "$lt": now + timedelta(days=DIGEST_DAYS)}
        where = {"cancelled": False, "starts_at": soon}
        found = await self._sources.gatherings(tenant).page(where, MOST_COMING, order_by="starts_at")
        return [_plan_of(one, names) for one in found]


def _plan_of(gathering: Gathering | None, names: Mapping[str, str]) -> dict[str, object]:
    """What a message says of a meeting or session; whoever judged it has seen that there is a plan."""
    if gathering is None or gathering.planned is None:
        raise ValueError("a message about a gathering that has no plan")
    plan = gathering.planned
    return {
        "what": plan.what,
        "organisation": names.get(plan.organisation or "", plan.organisation or ""),
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
    }


def _names_of(organisations: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {str(one["code"]): str(one["name"]) for one in organisations}
