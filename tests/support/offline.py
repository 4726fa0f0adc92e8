"""A machine without a network, as far as HTTP clients can tell."""

from __future__ import annotations

import pytest

_NOBODY = "http://127.0.0.1:9"


def cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send every HTTP request to a proxy that is not there."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, _NOBODY)
        monkeypatch.setenv(name.lower(), _NOBODY)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
