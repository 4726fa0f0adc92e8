"""What notifications is told by its environment, beside what every service is."""

from __future__ import annotations

from pydantic import Field, SecretStr

from shared.settings import ServiceSettings


class NotificationsSettings(ServiceSettings):
    """The master key is that of registration, base64 of 96 bytes: it opens contacts and nothing else."""

    master_key: SecretStr

    public_url: str = Field("", pattern=r"^(https?://[^\s/]+(/[^\s]*[^\s/])?)?$")
    """Under which everybody reaches notifications, without a slash at its end: it stands in what is
    published. Without it, the address that this process listens on."""

    celebrate_seconds: float = Field(1.0, gt=0)
    """How often a worker publishes what nobody has to look at."""

    @property
    def reached_at(self) -> str:
        """Under which everybody reaches notifications."""
        return self.public_url or f"http://{self.host}:{self.port}"
