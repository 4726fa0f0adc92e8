"""What notifications is told by its environment, beside what every service is."""

from __future__ import annotations

from pydantic import SecretStr

from shared.settings import ServiceSettings


class NotificationsSettings(ServiceSettings):
    """The master key is registration's (base64 of 96 bytes): with it contacts are opened, and nothing else."""

    master_key: SecretStr
