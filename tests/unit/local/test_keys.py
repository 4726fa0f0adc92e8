"""The keys of a local installation."""

from __future__ import annotations

import base64
from pathlib import Path

from levelfield.local.keys import KEY_BYTES, local_keys, without_keys
from levelfield.local.layout import Layout

_REGISTRATIONS = ("LEVELFIELD_MASTER_KEY", "LEVELFIELD_INDEX_KEY")


def test_keys_are_made_once_in_the_lengths_that_are_needed(tmp_path: Path) -> None:
    layout = Layout(tmp_path)

    first, second = local_keys(layout, KEY_BYTES, {}), local_keys(layout, KEY_BYTES, {})

    assert first == second
    assert len(base64.b64decode(first["LEVELFIELD_MASTER_KEY"])) == 96
    assert len(base64.b64decode(first["LEVELFIELD_INDEX_KEY"])) == 32


def test_a_part_is_given_the_keys_that_it_names_and_no_other(tmp_path: Path) -> None:
    assert set(local_keys(Layout(tmp_path), ["LEVELFIELD_PSEUDONYM_KEY"], {})) == {"LEVELFIELD_PSEUDONYM_KEY"}


def test_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    layout = Layout(tmp_path)

    local_keys(layout, KEY_BYTES, {})

    assert {file.stat().st_mode & 0o777 for file in layout.secrets.iterdir()} == {0o600}
    assert layout.secrets.stat().st_mode & 0o777 == 0o700


def test_a_key_that_the_environment_names_wins_and_is_not_kept(tmp_path: Path) -> None:
    layout = Layout(tmp_path)

    keys = local_keys(layout, _REGISTRATIONS, {"LEVELFIELD_MASTER_KEY": "chosen"})

    assert keys["LEVELFIELD_MASTER_KEY"] == "chosen"
    assert [file.name for file in layout.secrets.iterdir()] == ["LEVELFIELD_INDEX_KEY"]


def test_no_key_stays_in_the_environment_of_other_parts() -> None:
    assert without_keys({"LEVELFIELD_MASTER_KEY": "a", "LEVELFIELD_INDEX_KEY": "b", "PATH": "c"}) == {
        "PATH": "c"
    }
