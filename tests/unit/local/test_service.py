"""What a service of a local installation is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from levelfield.local.service import Declared, LocalService


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
