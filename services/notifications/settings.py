"""What notifications is told by its environment, beside what every service is."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Self

from pydantic import Field, SecretStr, model_validator

from shared.settings import ServiceSettings


class NotificationsSettings(ServiceSettings):
    """The master key is that of registration, base64 of 96 bytes: it opens contacts and nothing else."""

    master_key: SecretStr

    public_url: str = Field("", pattern=r"^(https?://[^\s/]+(/[^\s]*[^\s/])?)?$")
    """Under which everybody reaches notifications, without a slash at its end: it stands in what is
    published. Without it, the address that this process listens on."""

    celebrate_seconds: float = Field(1.0, gt=0)
    """How often a worker publishes what nobody has to look at."""

    # The feed.
    feed_seconds: float = Field(0.25, gt=0)
    """How often a worker looks for events that wait for their position."""

    # Webhooks.
    webhook_key: SecretStr
    """Base64 of 32 bytes: under it the secrets of subscriptions are sealed. It can never change."""

    webhook_private_targets: bool = False
    """For a developer's own machine: send anywhere, and over http."""

    webhook_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Private networks that may be sent to all the same, such as a Trust's that is reached by a tunnel."""

    webhook_seconds: float = Field(0.25, gt=0)
    """How often a worker looks for what is to be sent."""

    @model_validator(mode="after")
    def _only_at_home(self) -> Self:
        if self.webhook_private_targets and self.env != "local":
            raise ValueError("LEVELFIELD_WEBHOOK_PRIVATE_TARGETS is for LEVELFIELD_ENV=local alone")
        return self

    @property
    def reached_at(self) -> str:
        """Under which everybody reaches notifications."""
        return self.public_url or f"http://{self.host}:{self.port}"
