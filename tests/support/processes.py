"""Which processes a local installation has left."""

from __future__ import annotations

from pathlib import Path

import psutil


def processes_of(root: Path) -> list[int]:
    """Every process that names the folder on its command line or in its environment."""
    marks = {str(root), str(root.resolve())}
    found: list[int] = []
    for process in psutil.process_iter():
        try:
            told = [*process.cmdline(), *process.environ().values()]
        except psutil.Error:
            continue
        if process.pid != psutil.Process().pid and any(mark in word for mark in marks for word in told):
            found.append(process.pid)
    return found
