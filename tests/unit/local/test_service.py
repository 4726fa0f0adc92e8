"""What a service of a local installation is told."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from levelfield.local.layout import Layout
from levelfield.local.ports import LOOPBACK, free_port, kept_port, remembered_port
from levelfield.local.process import LocalProcess
from levelfield.local.service import Declared, LocalService
from levelfield.local.stack import SERVICES, Stack


def test_a_service_is_told_which_folders_of_the_installation_it_writes_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = Declared("post", "services.post", folders=(("LEVELFIELD_MAIL_FOLDER", "mail"),))
    service = LocalService(tmp_path, declared, dict)
    told: dict[str, str] = {}

    def launch(_: list[str], *, env: dict[str, str], **__: Any) -> None:
        told.update(env)

    monkeypatch.setattr(service.process, "launch", launch)
    service.spawn()
    assert told["LEVELFIELD_MAIL_FOLDER"] == str(tmp_path / ".levelfield" / "mail")


def test_notifications_are_told_where_the_portal_will_be_and_there_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9", "MONGODB_URI": "mongodb://127.0.0.1:9"}
    stack = Stack(tmp_path, issuer=None, services=[one for one in SERVICES if not one.reaches], environ=parts)
    portal = LocalService(tmp_path, Declared("portal", "services.portal", port=free_port()), dict)
    with_it = Stack(tmp_path, issuer=None, environ=parts, brief=True)
    told: dict[str, dict[str, str]] = {}

    def note(self: LocalProcess, _: list[str], *, url: str, env: dict[str, str], **__: Any) -> None:
        told[self.name] = env | {"at": url}

    monkeypatch.setattr(LocalProcess, "launch", note)
    for part in stack.services:
        part.launch()
    assert "LEVELFIELD_PORTAL_URL" not in told["notifications"], "there is none to tell of"
    for part in with_it.services[:4]:
        part.launch()
    portal.launch()

    assert told["notifications"]["LEVELFIELD_PORTAL_URL"] == told["portal"]["at"]
    assert "LEVELFIELD_PORTAL_URL" not in told["training"]


def test_a_port_that_is_best_found_is_taken_if_it_is_free_and_kept(tmp_path: Path) -> None:
    layout, wished = Layout(tmp_path), free_port()

    with socket.create_server((LOOPBACK, wished)):
        other = remembered_port(layout, "one", wished)
    assert other != wished
    assert remembered_port(layout, "one", wished) == other
    assert remembered_port(layout, "two", wished) == wished
    assert (kept_port(layout, "two"), kept_port(layout, "three")) == (wished, None)
