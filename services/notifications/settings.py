"""What notifications is told by its environment, beside what every service is."""

from __future__ import annotations

from pydantic import SecretStr

from shared.settings import ServiceSettings


class NotificationsSettings(ServiceSettings):
    """The master key is that of registration, base64 of 96 bytes: it opens contacts and nothing else."""

    master_key: SecretStr
