"""Services behind the portal that answer what a test tells them, and note what they were asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from tests.unit.portal.apart import TENANT


class Answering:
    """Stands below the portal's own clients, so that all of those is what it is.

    What nobody has told of is away, as a service that is not there.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[httpx.Request] = []
        self._told: dict[tuple[str, str], tuple[int, Mapping[str, str], bytes]] = {}

        async def answer(_: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
            await request.aread()
            self.asked.append(request)
            found = self._told.get((request.method, request.url.path))
            if found is None:
                raise httpx.ConnectError("Nobody is there.")
            status, headers, content = found
            return httpx.Response(status, headers=headers, content=content)

        monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer)

    def tell(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> None:
        """What is answered below the collaborative; text as it is, all else as JSON."""
        text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        kept = {name.replace("_", "-"): value for name, value in headers.items()}
        self._told[method, f"/v1/{TENANT}{path}"] = status, kept, text.encode()

    def lose(self, method: str, path: str) -> None:
        """From now on nobody answers to this."""
        del self._told[method, f"/v1/{TENANT}{path}"]

    def refuse(self, method: str, path: str, status: int, code: str, *errors: tuple[str, str]) -> None:
        """A refusal, with what is wrong by its place in what was sent."""
        problem = {
            "code": code,
            "detail": f"It is {code}.",
            "errors": [{"pointer": pointer, "sentence": sentence} for pointer, sentence in errors],
        }
        self.tell(method, path, problem, status)

    def changes(self) -> list[httpx.Request]:
        """All that was to change something."""
        return [one for one in self.asked if one.method != "GET"]
