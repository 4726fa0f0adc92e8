"""Learner records over HTTP, with all that a certificate needs but the name."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from services.training.api.paths import ParticipantId
from services.training.api.wiring import Wiring
from services.training.domain.learner_record import Completion
from services.training.domain.module import Module
from services.training.queries.read_learner import LearnedModule, read_learner
from shared.contracts.training import Track
from shared.web.access import TenantId, allow


class AttendedView(BaseModel):
    """A part that was attended."""

    version: int
    part: int
    held_on: date


class CertificateView(BaseModel):
    """A version that was completed: what a certificate says, beside the name of whose it is."""

    version: int
    title: str
    outcomes: list[str]
    parts: int
    minutes: int
    completed_on: date


class RecordView(BaseModel):
    """What somebody has learned of one module."""

    module_id: str
    code: str
    track: Track
    attended: list[AttendedView]
    completed: list[CertificateView]

    @classmethod
    def of(cls, learned: LearnedModule) -> RecordView:
        record, module = learned.record, learned.module
        return cls(
            module_id=module.id,
            code=module.code,
            track=module.track,
            attended=[
                AttendedView(version=one.version, part=one.part, held_on=one.held_on)
                for one in record.attended
            ],
            completed=[_certificate(one, module) for one in record.completions],
        )


class LearnerView(BaseModel):
    """All that somebody has learned."""

    participant_id: str
    records: list[RecordView]


def learners_router(wiring: Wiring) -> APIRouter:
    """The routes of learner records."""
    router = APIRouter(prefix="/v1/{tenant}/learners", tags=["learners"])

    @router.get(
        "/{participant_id}",
        dependencies=[allow("lead", "facilitator", "member", own_record="participant_id")],
    )
    async def read(tenant: TenantId, participant_id: ParticipantId) -> LearnerView:
        """Shows what somebody has attended and completed."""
        learned = await read_learner(
            participant_id, wiring.people(tenant), wiring.records(tenant), wiring.modules(tenant)
        )
        return LearnerView(participant_id=participant_id, records=[RecordView.of(one) for one in learned])

    return router


def _certificate(completion: Completion, module: Module) -> CertificateView:
    content = module.version_number(completion.version).content
    return CertificateView(
        version=completion.version,
        title=content.title,
        outcomes=content.outcomes,
        parts=len(content.parts),
        minutes=sum(part.minutes for part in content.parts),
        completed_on=completion.completed_on,
    )
