"""What every process at the edge, and every service, is told by its environment.

Each ``settings.py`` adds its own.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class EdgeSettings(BaseSettings):
    """Of a process that answers requests. A missing required value stops the start with its name."""

    model_config = SettingsConfigDict(env_prefix="LEVELFIELD_", populate_by_name=True, extra="ignore")

    env: Literal["local", "production"] = "production"
    host: str = "127.0.0.1"
    port: int = Field(0, ge=0, le=65535)
    issuer: str = ""
    """The OIDC issuer whose tokens are believed; its discovery document is read from here."""

    audience: str = "levelfield"
    causal_wait_seconds: float = Field(2.0, gt=0, le=10)
    drain_seconds: float = Field(15.0, ge=10, le=120)
    """How long a stop may take, from SIGTERM to exit."""

    revision: str = Field("", max_length=64)
    """From which revision of the source this was built, for the metrics to tell."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"


class ServiceSettings(EdgeSettings):
    """Of a service, which keeps its data in MongoDB and tells on Kafka what happened."""

    kafka_bootstrap_servers: str = Field(validation_alias="KAFKA_BOOTSTRAP_SERVERS")
    mongodb_uri: str = Field(validation_alias="MONGODB_URI")
    namespace: str = Field("", pattern=r"^([a-z0-9-]{1,30})?$")
    """Put before every database, topic and group name, so that several installations share parts."""

    def database(self, service: str) -> str:
        """The name of a service's own MongoDB database."""
        return f"{self.namespace}{'-' if self.namespace else ''}levelfield-{service}"

    def topic(self, name: str) -> str:
        """The name of a topic in this installation."""
        return f"{self.namespace}{'-' if self.namespace else ''}{name}"

    def group(self, service: str) -> str:
        """The consumer group in which all replicas of a service share the work."""
        return f"{self.namespace}{'-' if self.namespace else ''}levelfield-{service}"
