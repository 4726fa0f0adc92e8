"""What notifications is told by its environment, beside what every service is."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal, Self

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

    # Messages to people. Without any way to send them they wait.
    portal_url: str = Field("", pattern=r"^(https?://[^\s/]+(/[^\s]*[^\s/])?)?$")
    """Where people find the collaborative's pages; it stands in messages."""

    smtp_host: str = ""
    """The server that takes e-mails over; empty for none."""

    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """How the way to it is encrypted; its certificate has to be trusted. Without, no password is sent."""

    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    mail_from: str = Field("", pattern=r"^([^@\s<>]+@[^@\s<>]+)?$")
    """The address that e-mails come from."""

    notify_api_key: SecretStr = SecretStr("")
    """Of GOV.UK Notify, for texts, and for e-mails where there is no SMTP server; empty for none."""

    notify_url: str = "https://api.notifications.service.gov.uk"
    notify_email_template: str = ""
    notify_text_template: str = ""
    """Ids of the templates there that take what a message says; empty if that channel is not served."""

    mail_folder: Path | None = None
    """For a developer's own machine: what nobody else takes over is put here, as .eml files."""

    delivery_seconds: float = Field(0.5, gt=0)
    """How often a worker looks for messages that are due, and for digests."""

    delivery_lease_seconds: float = Field(120.0, gt=0, le=3_600)
    """For how long a message is a worker's own: longer than an attempt can take. Then it is tried again."""

    delivery_patience_seconds: float = Field(60.0, ge=0, le=3_600)
    """For how long it is waited for what is not known of a person yet, before that is taken for no."""
    # Partners.
    partner_seconds: float = Field(0.5, gt=0)
    """How often a worker looks after the partners' topics, and for what there is to tell them."""

    topic_replication: int = Field(1, ge=1, le=100)
    """How many brokers hold each of a partner's topics; 3 in production."""

    @model_validator(mode="after")
    def _only_at_home(self) -> Self:
        if self.env != "local":
            if self.webhook_private_targets:
                raise ValueError("LEVELFIELD_WEBHOOK_PRIVATE_TARGETS is for LEVELFIELD_ENV=local alone")
            if self.mail_folder:
                raise ValueError("LEVELFIELD_MAIL_FOLDER is for LEVELFIELD_ENV=local alone")
        return self

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.smtp_host and not self.mail_from:
            raise ValueError("LEVELFIELD_SMTP_HOST needs LEVELFIELD_MAIL_FROM")
        if self.smtp_security == "none" and (self.smtp_user or self.smtp_password.get_secret_value()):
            raise ValueError("LEVELFIELD_SMTP_USER needs an encrypted way: LEVELFIELD_SMTP_SECURITY")
        if self.notify_api_key.get_secret_value() and not (
            self.notify_email_template or self.notify_text_template
        ):
            raise ValueError("LEVELFIELD_NOTIFY_API_KEY needs the id of a template")
        return self

    @property
    def sent_from(self) -> str:
        """The address that e-mails come from; where none reaches anybody, one that nobody can have."""
        return self.mail_from or "levelfield@levelfield.invalid"

    @property
    def delivery_lease(self) -> timedelta:
        """For how long a message is a worker's own."""
        return timedelta(seconds=self.delivery_lease_seconds)

    @property
    def delivery_patience(self) -> timedelta:
        """For how long it is waited for what is not known."""
        return timedelta(seconds=self.delivery_patience_seconds)

    @property
    def reached_at(self) -> str:
        """Under which everybody reaches notifications."""
        return self.public_url or f"http://{self.host}:{self.port}"
