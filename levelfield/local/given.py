"""A Kafka or a MongoDB that the environment names: it wins over the embedded one, and is never stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from levelfield.local import record
from levelfield.local.errors import PartFailed
from levelfield.local.layout import Layout
from levelfield.local.process import LocalProcess
from levelfield.local.record import Record


def given_url(layout: Layout, name: str) -> str | None:
    """What the environment named when the stack was started, if it did."""
    known = record.read(layout.run / f"{name}.json")
    return known.url if known is not None and known.pid is None else None


class GivenPart:
    """Somebody else's server, looked at and noted down, so that ``status`` knows it too."""

    def __init__(self, root: Path, name: str, url: str, answers: Callable[[str], bool]) -> None:
        self.name = name
        self.url = url
        self._process = LocalProcess(Layout(root), name)
        self._answers = answers
        self._record_path = Layout(root).run / f"{name}.json"

    def record(self) -> Record | None:
        """What was noted down, or None before ``launch``."""
        return record.read(self._record_path)

    def launch(self) -> bool:
        """Note it down; refused while an embedded one of that name runs, because nobody would stop that."""
        if self._process.record() is not None:
            raise PartFailed(f"An embedded {self.name} runs here already: `levelfield down` first.")
        record.write(self._record_path, Record(name=self.name, url=self.url))
        return True

    def await_ready(self) -> None:
        """It is there already, or the start fails."""
        if not self.is_ready():
            raise PartFailed(f"The {self.name} that the environment names does not answer.")

    def is_ready(self) -> bool:
        """Whether it answers."""
        return self._answers(self.url)

    def terminate(self) -> None:
        """Not ours to end."""

    def stop(self) -> None:
        """Forget it."""
        self._record_path.unlink(missing_ok=True)
