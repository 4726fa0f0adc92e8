"""What evaluation is told by its environment, beside what every service is."""

from __future__ import annotations

from pydantic import SecretStr

from shared.settings import ServiceSettings


class EvaluationSettings(ServiceSettings):
    """The key is base64 of 32 bytes; under it a person becomes a pseudonym. It can never change."""

    pseudonym_key: SecretStr
