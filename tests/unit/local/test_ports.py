"""Ports are chosen once and kept while they are free."""

from __future__ import annotations

import socket
from pathlib import Path

from levelfield.local.layout import Layout
from levelfield.local.ports import LOOPBACK, answers, free_port, is_free, remembered_port


def test_a_port_is_kept(tmp_path: Path) -> None:
    assert remembered_port(Layout(tmp_path), "part") == remembered_port(Layout(tmp_path), "part")


def test_a_port_that_another_program_took_is_replaced_for_good(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    first = remembered_port(layout, "part")

    with socket.create_server((LOOPBACK, first)):
        assert not is_free(first)
        assert answers(first)
        second = remembered_port(layout, "part")

    assert second != first
    assert remembered_port(layout, "part") == second


def test_a_spoilt_note_is_replaced(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.run.mkdir(parents=True)
    (layout.run / "part.port").write_text("?")

    assert is_free(remembered_port(layout, "part"))


def test_ports_stay_out_of_the_range_of_outgoing_connections() -> None:
    assert all(20_000 <= free_port() < 32_000 for _ in range(50))
