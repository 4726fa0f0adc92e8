"""The events that notifications owns, one file for each subject, and the words they use."""

from shared.contracts.notifications.celebration import (
    Celebration,
    CelebrationProposed,
    CelebrationPublished,
    CelebrationRetracted,
)
from shared.contracts.notifications.delivery import (
    NotificationFailed,
    NotificationSent,
    NotificationSuppressed,
)
from shared.contracts.notifications.subscription import SubscriptionDisabled
from shared.contracts.notifications.words import (
    CelebrationKind,
    DisabledFor,
    FailedFor,
    MessageKind,
    RetractedFor,
    SuppressedFor,
)

__all__ = [
    "Celebration",
    "CelebrationKind",
    "CelebrationProposed",
    "CelebrationPublished",
    "CelebrationRetracted",
    "DisabledFor",
    "FailedFor",
    "MessageKind",
    "NotificationFailed",
    "NotificationSent",
    "NotificationSuppressed",
    "RetractedFor",
    "SubscriptionDisabled",
    "SuppressedFor",
]
