"""Ports on the loopback interface: chosen at the first start, kept while they are free.

Chosen below the range from which the kernel takes ports for outgoing connections: a client that keeps
trying to reach a stopped part on a port of that range can connect to itself and hold the port.
"""

from __future__ import annotations

import secrets
import socket
import sys
from pathlib import Path

from levelfield.local.layout import Layout

LOOPBACK = "127.0.0.1"
_RANGE = range(20_000, 32_000)
_TRIES = 200


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":  # as servers do: connections in TIME_WAIT do not count
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def answers(port: int, host: str = LOOPBACK, timeout: float = 1.0) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((host, port), timeout):
            return True
    except OSError:
        return False


def remembered_port(layout: Layout, name: str, wished: int = 0) -> int:
    """The port this installation gave to ``name`` before if it is free, else a new one, remembered.

    Args:
        wished: the new one, if it is free.
    """
    kept = kept_port(layout, name)
    if kept and is_free(kept):
        return kept
    port = wished if wished and is_free(wished) else free_port()
    file = _file(layout, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{port}\n")
    return port


def kept_port(layout: Layout, name: str) -> int | None:
    """The port that this installation gave to ``name`` before, if it did."""
    file = _file(layout, name)
    text = file.read_text().strip() if file.exists() else ""
    return int(text) if text.isdigit() else None


def _file(layout: Layout, name: str) -> Path:
    return layout.run / f"{name}.port"


def free_port() -> int:
    """A port that is free now."""
    for _ in range(_TRIES):
        port = _RANGE.start + secrets.randbelow(len(_RANGE))
        if is_free(port):
            return port
    raise OSError(f"no free port between {_RANGE.start} and {_RANGE.stop}")
