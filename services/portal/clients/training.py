"""Training, which each subject's own client asks."""

from __future__ import annotations

from services.portal.clients.service import ServiceClient


class Training:
    """Asks training."""

    def __init__(self, client: ServiceClient) -> None:
        self.client = client
