"""The messages that partner organisations send, and how they are answered."""

from shared.contracts.partners.answers import Accepted, Rejected
from shared.contracts.partners.learning import AttendanceReported
from shared.contracts.partners.message import PartnerMessage
from shared.contracts.partners.staff import StaffJoined, StaffLeft, StaffMember, StaffMoved

PARTNER_MESSAGES: tuple[type[PartnerMessage], ...] = (
    StaffJoined,
    StaffMoved,
    StaffLeft,
    AttendanceReported,
    Accepted,
    Rejected,
)
"""All of them, for whoever publishes what they look like."""

__all__ = [
    "PARTNER_MESSAGES",
    "Accepted",
    "AttendanceReported",
    "PartnerMessage",
    "Rejected",
    "StaffJoined",
    "StaffLeft",
    "StaffMember",
    "StaffMoved",
]
