"""What registration is told by its environment, beside what every service is."""

from __future__ import annotations

from pydantic import SecretStr

from shared.settings import ServiceSettings


class RegistrationSettings(ServiceSettings):
    """Keys are base64: 96 bytes for the master key, 32 for the index key."""

    master_key: SecretStr
    index_key: SecretStr
