"""A Python process of ours on top of the parts: the development issuer or a service."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from levelfield.local import probes
from levelfield.local.errors import PartFailed
from levelfield.local.keys import local_keys, without_keys
from levelfield.local.part import START_SECONDS, LocalPart
from levelfield.local.ports import LOOPBACK, answers, remembered_port


@dataclass(frozen=True)
class Declared:
    """A process that belongs to the stack."""

    name: str
    module: str
    keys: tuple[str, ...] = ()
    """The secret keys that it is given, by the names of their variables."""

    folders: tuple[tuple[str, str], ...] = ()
    """The folders of the installation that it writes to, each behind the name of its variable."""
    reaches: tuple[str, ...] = ()
    """Those whose addresses it is told, such as ``LEVELFIELD_TRAINING_URL``. They are started before it."""
    names: tuple[str, ...] = ()
    """The same of those that are started after it and that it only tells people of."""
    port: int = 0
    """On which it is best found, if that is free."""


class LocalService(LocalPart):
    """``python -m <module>``, told by its environment where everything is.

    Args:
        surroundings: what to add to the environment, asked for when the process is started.
        brief: it is there for some minutes only, so no port that is best found is taken.
    """

    # Its own bound (15 s) and some time to spare.
    stop_seconds = 20.0

    def __init__(
        self,
        root: Path,
        declared: Declared,
        surroundings: Callable[[], dict[str, str]],
        *,
        brief: bool = False,
    ) -> None:
        super().__init__(root, declared.name)
        self._declared = declared
        self._wished = 0 if brief else declared.port
        self._surroundings = surroundings
        self._reasons: list[str] = []

    def spawn(self) -> list[int]:
        """Start it on a port of its own."""
        port = remembered_port(self.layout, self.name, self._wished)
        env = without_keys(os.environ)
        env.pop("LEVELFIELD_ISSUER", None)  # here it is always the development issuer, under its own URL
        env |= self._surroundings()
        env |= {"LEVELFIELD_ENV": "local", "LEVELFIELD_HOST": LOOPBACK, "LEVELFIELD_PORT": str(port)}
        env |= {"LEVELFIELD_ROOT": str(self.layout.home), "PYTHONUNBUFFERED": "1"}
        env |= {name: str(self.layout.home / folder) for name, folder in self._declared.folders}
        env |= local_keys(self.layout, self._declared.keys)
        url = _url(port)
        self.process.launch([sys.executable, "-m", self._declared.module], url=url, port=port, env=env)
        return [port]

    @property
    def url_to_be(self) -> str:
        """Where it is, or will be once it is started, unless somebody takes its port before."""
        known = self.record()
        return known.url if known else _url(remembered_port(self.layout, self.name, self._wished))

    def is_ready(self) -> bool:
        """Whether it says so itself."""
        known = self.record()
        if known is None or known.port is None or not answers(known.port):
            return False
        self._reasons = probes.http_reasons(known.url)
        return not self._reasons

    def await_ready(self, timeout: float = START_SECONDS) -> None:
        """Wait until it says so; a failure carries its own reasons."""
        try:
            super().await_ready(timeout)
        except PartFailed as failure:
            failure.last_lines += [f"not ready: {reason}" for reason in self._reasons]
            raise


def _url(port: int) -> str:
    return f"http://{LOOPBACK}:{port}"
