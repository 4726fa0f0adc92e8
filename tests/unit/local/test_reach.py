"""Where commands find the services: by the records of what runs here, or as the environment names them."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from levelfield.commands.reach import ISSUER_VARIABLE, URL_VARIABLES, urls_of
from levelfield.local import record
from levelfield.local.layout import Layout
from levelfield.local.record import Record

_ELSEWHERE = {variable: f"http://{service}:8000/" for service, variable in URL_VARIABLES.items()} | {
    ISSUER_VARIABLE: "http://issuer:8000"
}


def _runs_here(root: Path) -> dict[str, str]:
    urls = {name: f"http://127.0.0.1:{port}" for port, name in enumerate(["issuer", *URL_VARIABLES], 9000)}
    for name, url in urls.items():
        record.write(Layout(root).run / f"{name}.json", Record(name=name, url=url))
    return urls


def test_an_installation_elsewhere_is_named_by_the_environment(tmp_path: Path) -> None:
    _runs_here(tmp_path)

    found = urls_of(tmp_path, _ELSEWHERE)

    assert found == {"issuer": "http://issuer:8000"} | {name: f"http://{name}:8000" for name in URL_VARIABLES}


def test_what_runs_here_is_found_by_its_records_and_its_own_issuer(tmp_path: Path) -> None:
    running = _runs_here(tmp_path)

    assert urls_of(tmp_path, {ISSUER_VARIABLE: "https://sign-in.example.org"}) == running


def test_half_of_an_installation_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _runs_here(tmp_path)
    half = {name: url for name, url in _ELSEWHERE.items() if name != URL_VARIABLES["training"]}

    with pytest.raises(typer.Exit):
        urls_of(tmp_path, half)

    assert "LEVELFIELD_TRAINING_URL" in capsys.readouterr().err


def test_where_nothing_runs_it_says_what_to_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        urls_of(tmp_path, {})

    assert "start it with levelfield up" in capsys.readouterr().err
