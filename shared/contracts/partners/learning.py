"""What a partner's learning system says."""

from __future__ import annotations

from typing import Any, ClassVar

from shared.contracts.partners.message import PartnerMessage
from shared.contracts.partners.staff import ParticipantId
from shared.contracts.registration.words import Barrier
from shared.contracts.training.words import Attendance


class AttendanceReported(PartnerMessage, direction="in"):
    """Whether somebody of the partner's own was at a session. A later one takes the place of an earlier."""

    session_id: ParticipantId
    participant_id: ParticipantId
    attendance: Attendance
    barrier: Barrier | None = None
    """Of apologies: what kept them away."""

    example: ClassVar[dict[str, Any]] = {
        "session_id": "01993c74-5b3c-7d1e-8f60-2a9c4e7b1d35",
        "participant_id": "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11",
        "attendance": "attended",
        "barrier": None,
    }
