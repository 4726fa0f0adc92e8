"""What the pages are given by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from services.portal.clients.evaluation import Evaluation
from services.portal.clients.notifications import Notifications
from services.portal.clients.registration import Registration
from services.portal.clients.service import ANYBODY, Caller, ServiceClient
from services.portal.web.carrying import session_of
from services.portal.web.rendering import Pages
from services.portal.web.sign_in import SignIn


@dataclass(frozen=True)
class Wiring:
    """The outside, as the pages see it."""

    pages: Pages
    sign_in: SignIn
    registration: Registration
    training: ServiceClient
    """Which the client of each subject asks."""

    evaluation: Evaluation
    notifications: Notifications
    clock: Callable[[], datetime]

    def caller(self, request: Request, tenant: str = "") -> Caller:
        """Whoever is signed in, and what they have just changed in this collaborative."""
        session = session_of(request)
        return Caller(session.token, session.followed_in(tenant)) if session else ANYBODY


def follow(request: Request, tenant: str, event: str, note: str) -> None:
    """Notes a change: the next page comes after it, and says ``note``."""
    session = session_of(request)
    if session is not None:
        session.note = note
        if event:
            session.follow(tenant, event)
