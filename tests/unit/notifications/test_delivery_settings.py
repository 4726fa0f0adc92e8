"""What notifications refuses to start with, where messages to people are concerned."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from services.notifications.settings import NotificationsSettings

_TOLD: dict[str, Any] = {
    "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9",
    "MONGODB_URI": "mongodb://127.0.0.1:9",
    "master_key": "x",
    "webhook_key": "x",
    "env": "production",
}
_SMTP = {"smtp_host": "post.example.org", "mail_from": "people@example.org"}


def _settings(**more: Any) -> NotificationsSettings:
    return NotificationsSettings.model_validate(_TOLD | more)


def test_nothing_has_to_be_said_and_e_mail_is_encrypted_unless_it_is_said_otherwise() -> None:
    assert _settings().smtp_host == ""
    assert _settings(**_SMTP).smtp_security == "starttls"


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ({"smtp_host": "post.example.org"}, "LEVELFIELD_MAIL_FROM"),
        (_SMTP | {"smtp_security": "none", "smtp_password": "secret"}, "LEVELFIELD_SMTP_USER"),
        ({"notify_api_key": "key"}, "LEVELFIELD_NOTIFY_API_KEY"),
        ({"mail_folder": "/var/mail"}, "LEVELFIELD_MAIL_FOLDER"),
        ({"mail_from": "a@b.org>\r\nBcc: c@d.org"}, "mail_from"),
    ],
)
def test_what_makes_no_sense_together_or_is_for_a_developer_alone_stops_the_start(
    told: dict[str, Any], names: str
) -> None:
    with pytest.raises(ValidationError, match=names):
        _settings(**told)
