"""What the API says of representation and barriers."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.registration.domain.counts import Presence, presence
from services.registration.queries.barriers import Barriers
from services.registration.queries.representation import Representation
from shared.contracts.registration import Barrier, MeetingKind, Role

_JANUARY: dict[str, Any] = {"lived_experience": 3, "all": 50, "share": 0.06}
_ROLES: dict[str, Any] = {"service_user": 1, "carer": 2, "professional": 47}
_REASON: dict[str, Any] = {"barrier": "carer_cover", "role": "carer", "count": 3}


class PresenceView(BaseModel):
    """How many of those who came had lived experience."""

    model_config = ConfigDict(json_schema_extra={"examples": [_JANUARY]})

    lived_experience: int
    all: int
    share: float | None = Field(description="Between 0 and 1; null if nobody came.")

    @classmethod
    def told(cls, came: Presence, **more: Any) -> Any:
        """With whatever else stands beside it."""
        return cls(lived_experience=came.lived_experience, all=came.all, share=came.share, **more)


class RolesView(PresenceView):
    """The same, and by role."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_JANUARY, "roles": _ROLES}]})

    roles: dict[Role, int] = Field(description="Who came; a role that nobody had is left out.")


class MeetingPresence(RolesView):
    """One meeting."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01993c61-02b7-7f0e-8d1b-52f0e6a1c9d4",
                    "held_on": "2018-01-15",
                    "kind": "collaborative",
                    **_JANUARY,
                    "roles": _ROLES,
                }
            ]
        }
    )

    id: str
    held_on: date
    kind: MeetingKind


class KindPresence(RolesView):
    """All meetings of one kind."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"kind": "collaborative", "meetings": 1, **_JANUARY, "roles": _ROLES}]
        }
    )

    kind: MeetingKind
    meetings: int


class OrganisationPresence(PresenceView):
    """All who came from one organisation; from none, if it is null."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"organisation": "BHSCT", **_JANUARY}]})

    organisation: str | None


class TotalPresence(RolesView):
    """All meetings together."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"meetings": 1, **_JANUARY, "roles": _ROLES}]})

    meetings: int


class RepresentationView(BaseModel):
    """How many of those in the room had lived experience."""

    meetings: list[MeetingPresence] = Field(description="By day.")
    kinds: list[KindPresence]
    organisations: list[OrganisationPresence] = Field(description="By where people came from.")
    organisation_unknown: PresenceView = Field(
        description="Those at meetings that were entered without organisations."
    )
    total: TotalPresence

    @classmethod
    def of(cls, found: Representation) -> RepresentationView:
        """As it was worked out."""
        organisations = sorted(found.by_organisation.items(), key=lambda one: one[0] or "")
        return cls(
            meetings=[
                _by_roles(MeetingPresence, one.roles, id=one.id, held_on=one.held_on, kind=one.kind)
                for one in found.meetings
            ],
            kinds=[
                _by_roles(KindPresence, roles, kind=kind, meetings=number)
                for kind, (number, roles) in sorted(found.by_kind.items())
            ],
            organisations=[
                OrganisationPresence.told(came, organisation=code) for code, came in organisations
            ],
            organisation_unknown=PresenceView.told(found.organisation_unknown),
            total=_by_roles(TotalPresence, found.roles, meetings=len(found.meetings)),
        )


def _by_roles[V: RolesView](view: type[V], roles: Counter[Role], **more: Any) -> V:
    shown: V = view.told(presence(roles), roles={role: roles[role] for role in Role if roles[role]}, **more)
    return shown


class Reason(BaseModel):
    """How many of one role sent apologies for one reason."""

    model_config = ConfigDict(json_schema_extra={"examples": [_REASON]})

    barrier: Barrier
    role: Role
    count: int


class Month(BaseModel):
    """The apologies to one month's meetings."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"month": "2018-01", "apologies": [_REASON]}]})

    month: str
    apologies: list[Reason]


class BarriersView(BaseModel):
    """What kept people away who would have come."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "meetings": 1,
                    "months": [{"month": "2018-01", "apologies": [_REASON]}],
                    "total": [_REASON],
                }
            ]
        }
    )

    meetings: int = Field(description="How many were held.")
    months: list[Month] = Field(description="Those in which a meeting was held.")
    total: list[Reason]

    @classmethod
    def of(cls, found: Barriers) -> BarriersView:
        """As they were summed up."""
        return cls(
            meetings=found.meetings,
            months=[
                Month(month=month, apologies=_reasons(apologies))
                for month, apologies in sorted(found.months.items())
            ],
            total=_reasons(found.total),
        )


def _reasons(apologies: Counter[tuple[Barrier, Role]]) -> list[Reason]:
    return [
        Reason(barrier=barrier, role=role, count=apologies[barrier, role])
        for barrier in Barrier
        for role in Role
        if apologies[barrier, role]
    ]
