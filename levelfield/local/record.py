"""What is written down about a running part, so that another command can find and stop it.

Invariant: a record speaks of one process for ever. A pid alone would not: it is given to another
process after the first one's death, so the time of creation is kept beside it.
"""

from __future__ import annotations

import os
from pathlib import Path

import psutil
from pydantic import BaseModel, ValidationError

# The kernel tells a process's age to the hundredth, but the clock it is counted from may be stepped.
_CLOCK_TOLERANCE_SECONDS = 2.0


class Record(BaseModel, frozen=True):
    """A part that was started here (with a pid), or one that was given by the environment (without)."""

    name: str
    url: str
    port: int | None = None
    pid: int | None = None
    created: float | None = None

    def process(self) -> psutil.Process | None:
        """The very process that was recorded, or None when it has ended or its pid is another's now."""
        if self.pid is None or self.created is None:
            return None
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.created) <= _CLOCK_TOLERANCE_SECONDS
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except (psutil.NoSuchProcess, psutil.AccessDenied):  # ended, or another user's by now
            return None


def write(path: Path, record: Record) -> None:
    """Write the record in one step: a reader sees the old or the new one, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.new")
    fresh.touch(mode=0o600)  # a URI that was given may carry a password
    fresh.write_text(record.model_dump_json(indent=2) + "\n")
    fresh.replace(path)


def read(path: Path) -> Record | None:
    """The record, or None when there is none or it is not readable as one."""
    try:
        return Record.model_validate_json(path.read_text())
    except (FileNotFoundError, ValidationError):
        return None
