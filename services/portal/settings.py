"""What the portal is told by its environment, beside what every process at the edge is."""

from __future__ import annotations

from base64 import b64decode
from typing import Self

from pydantic import Field, SecretStr, model_validator

from shared.settings import EdgeSettings

KEY_BYTES = 32
_URL = r"^https?://[^\s/]+(/[^\s]*[^\s/])?$"


class PortalSettings(EdgeSettings):
    """Each service by its address, and how people sign in."""

    registration_url: str = Field(pattern=_URL)
    training_url: str = Field(pattern=_URL)
    evaluation_url: str = Field(pattern=_URL)
    notifications_url: str = Field(pattern=_URL)
    service_seconds: float = Field(6.0, gt=0, le=30)
    """How long a service may take to answer before its part of a page says that it is away."""

    portal_url: str = Field("", pattern=r"^(https?://[^\s/]+)?$")
    """The origin under which people reach the portal, such as https://levelfield.example.org. Without it,
    the address that this process listens on."""

    portal_key: SecretStr
    """Base64 of 32 bytes: sessions are sealed with it. Who has another one has to sign in again."""

    client_id: str = "levelfield-portal"
    client_secret: SecretStr = SecretStr("")
    """Only for an issuer that gives its clients one."""

    sign_in_scope: str = "openid"
    """What is asked for at sign-in; some issuers want more before a token is one for the services."""

    @model_validator(mode="after")
    def _can_work(self) -> Self:
        if not self.portal_url and not self.port:
            raise ValueError("LEVELFIELD_PORTAL_URL is needed where LEVELFIELD_PORT is not set")
        if self.env != "local" and not self.portal_url.startswith("https://"):
            raise ValueError("LEVELFIELD_PORTAL_URL has to begin with https:// unless LEVELFIELD_ENV=local")
        if not self.issuer:
            raise ValueError("LEVELFIELD_ISSUER is needed: it is where people sign in")
        if len(b64decode(self.portal_key.get_secret_value())) != KEY_BYTES:
            raise ValueError("LEVELFIELD_PORTAL_KEY is base64 of 32 bytes")
        return self

    @property
    def reached_at(self) -> str:
        """Under which people reach the portal."""
        return self.portal_url or f"http://{self.host}:{self.port}"
