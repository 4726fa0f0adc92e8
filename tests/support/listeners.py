"""Another program on a port that we wanted."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from collections.abc import Generator, Iterable

from levelfield.local.ports import LOOPBACK


class _HangsUp(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Say nothing and close."""


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextlib.contextmanager
def occupied(ports: Iterable[int]) -> Generator[None]:
    """Hold the ports with a server that accepts connections and hangs up."""
    with contextlib.ExitStack() as stack:
        for port in ports:
            listener = stack.enter_context(_Listener((LOOPBACK, port), _HangsUp))
            threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}).start()
            stack.callback(listener.shutdown)
        yield
