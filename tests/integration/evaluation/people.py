"""What happens to somebody, as events tell it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from shared.contracts.registration import (
    ConsentChanged,
    ConsentPurpose,
    ParticipantErased,
    ParticipantJoined,
    RecordedBy,
    Role,
)
from shared.contracts.training import (
    Attendance,
    AttendanceRecorded,
    ModuleCompleted,
    ModuleReleased,
)
from tests.support.evaluation import Evaluated

DAY = date(2018, 3, 12)
NOON = datetime(2018, 3, 12, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CONFIDENT = {"speak-up": 8, "methods": 6, "out-of-depth": 2}
WELCOME = {"welcome": 5, "heard": 4, "useful": 3}


def joined(who: str, role: Role = Role.CARER) -> ParticipantJoined:
    return ParticipantJoined(participant_id=who, role=role, organisation=None, cohort=None, joined_on=DAY)


def consent(
    who: str, given: bool = True, purpose: ConsentPurpose = ConsentPurpose.EVALUATION
) -> ConsentChanged:
    return ConsentChanged(
        participant_id=who,
        purpose=purpose,
        given=given,
        recorded_by=RecordedBy.SELF,
        changed_on=DAY,
    )


def erased(who: str) -> ParticipantErased:
    return ParticipantErased(participant_id=who, erased_on=DAY)


def attended(who: str, attendance: Attendance = Attendance.ATTENDED, **more: Any) -> AttendanceRecorded:
    told = AttendanceRecorded.example | {"participant_id": who, "attendance": attendance.value}
    return AttendanceRecorded.model_validate(told | more)


def completed(who: str) -> ModuleCompleted:
    return ModuleCompleted.model_validate(
        ModuleCompleted.example | {"participant_id": who, "completed_on": DAY.isoformat()}
    )


def released(*contributors: str) -> ModuleReleased:
    made = [{"participant_id": who, "role": "carer", "contribution": "design"} for who in contributors]
    return ModuleReleased.model_validate(ModuleReleased.example | {"contributors": made})


async def willing(evaluation: Evaluated, *people: str, role: Role = Role.CARER) -> None:
    """They take part and consent, both in the morning."""
    for who in people:
        await evaluation.hear(joined(who, role), who, NOON - 3 * HOUR)
        await evaluation.hear(consent(who), who, NOON - 2 * HOUR)
