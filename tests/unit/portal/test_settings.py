"""What the portal is told, and what it does not start with."""

from __future__ import annotations

import secrets
from base64 import b64encode
from typing import Any

import pytest
from pydantic import ValidationError

from services.portal.settings import PortalSettings

_SERVICES = ("registration", "training", "evaluation", "notifications")
_TOLD: dict[str, Any] = {
    **{f"{name}_url": f"http://{name}:8000" for name in _SERVICES},
    "env": "production",
    "issuer": "https://issuer.example.org",
    "portal_url": "https://levelfield.example.org",
    "portal_key": b64encode(secrets.token_bytes(32)).decode(),
}


def told(**other: Any) -> PortalSettings:
    return PortalSettings.model_validate(_TOLD | other)


def test_in_production_people_reach_it_over_https() -> None:
    assert told().reached_at == "https://levelfield.example.org"


def test_on_a_developer_s_machine_it_is_where_it_listens() -> None:
    assert told(env="local", portal_url="", port=4567).reached_at == "http://127.0.0.1:4567"


@pytest.mark.parametrize(
    "other",
    [
        {"portal_url": "http://levelfield.example.org"},
        {"portal_url": "https://levelfield.example.org/portal"},
        {"portal_url": "", "port": 0},
        {"portal_key": b64encode(b"too short").decode()},
        {"portal_key": "no base64!"},
        {"issuer": ""},
        {"training_url": "training:8000"},
    ],
    ids=str,
)
def test_it_does_not_start_where_it_could_not_be_safe_or_could_not_work(other: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        told(**other)
