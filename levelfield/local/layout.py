"""Where a local installation keeps its things: everything below ``<root>/.levelfield``.

Invariant: nothing is written outside it but the Kafka jars, which are kept once per user.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """The folders of one local installation."""

    root: Path

    @property
    def home(self) -> Path:
        """The one folder that holds the installation."""
        return self.root.resolve() / ".levelfield"

    @property
    def run(self) -> Path:
        """What runs now, one record per part, and the ports that were chosen."""
        return self.home / "run"

    @property
    def logs(self) -> Path:
        """One log file per part."""
        return self.home / "logs"

    @property
    def secrets(self) -> Path:
        """Keys made for this installation, readable by their owner alone."""
        return self.home / "secrets"

    def data(self, name: str) -> Path:
        """A part's own data."""
        return self.home / "data" / name

    def log(self, name: str) -> Path:
        """A part's log file."""
        return self.logs / f"{name}.log"
