"""The services over HTTP, as the loader meets them.

Invariant: whatever is sent may be sent again. What makes something has an ``Idempotency-Key`` that follows
from the file and the row, so a load that was cut short goes on where it was, and a second changes nothing.
A service that is away or busy is asked again, for ``PATIENCE_SECONDS`` at most.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

PATIENCE_SECONDS = 120.0
_PAUSE_SECONDS = 0.2
_TRY_AGAIN = (429, 502, 503, 504)
AT_ONCE = 48
"""Requests under way at a time: what is saved and applied together costs less than one by one."""


class LoadFailed(Exception):
    """A service refused what the files tell, or did not answer; the sentence says which, and why."""


class Door:
    """One collaborative at all services.

    Args:
        urls: of each service, by its name.
        token: makes a token: of the lead (also of the collaborative that this one is made from), or of the
            member with this id.
    """

    def __init__(
        self, http: httpx.AsyncClient, urls: Mapping[str, str], tenant: str, token: Callable[[str], str]
    ) -> None:
        self._http, self._urls, self._token, self.tenant = http, urls, token, tenant
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._reached: dict[str, tuple[str, int]] = {}
        self._tokens: dict[str, str] = {}

    def at(self, tenant: str) -> Door:
        """The same services, at another collaborative in which the lead's token holds as well."""
        return Door(self._http, self._urls, tenant, self._token)

    async def ask(
        self,
        service: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = "",
        member: str = "",
        after: Sequence[str] = (),
        allowed: Sequence[str] = (),
        **more: Any,
    ) -> httpx.Response:
        """Asks until there is an answer.

        Args:
            path: below the collaborative's.
            key: makes a creation the same one however often it is asked for.
            member: asks as the participant with this id, and as a lead without.
            after: events that have to be applied before, as ``Levelfield-Event`` gave them.
            allowed: codes of problems that the caller deals with.

        Raises:
            LoadFailed: it was refused, or nobody answered in time.
        """
        headers = {"Authorization": f"Bearer {self._bearer(member)}"}
        headers |= {"Idempotency-Key": key} if key else {}
        headers |= {"Levelfield-After": ",".join(after)} if after else {}
        headers |= more.pop("headers", {})
        url = f"{self._urls[service]}/v1/{self.tenant}{path}"
        async with self._gate:
            answer = await self._patiently(service, method, url, headers=headers, json=body, **more)
        if answer.is_error and _problem(answer).get("code") not in allowed:
            raise LoadFailed(f"{service} refused {method} {path}: {_reason(answer)}")
        self._note(service, answer)
        return answer

    async def begin(self, description: Mapping[str, Any]) -> None:
        """The collaborative begins, unless it has; what is in it stays as it is then."""
        url = f"{self._urls['registration']}/v1/collaboratives"
        headers = {"Authorization": f"Bearer {self._bearer('')}"}
        answer = await self._patiently("registration", "POST", url, headers=headers, json=description)
        if answer.is_error:
            raise LoadFailed(f"registration refused the collaborative: {_reason(answer)}")
        self._note("registration", answer)

    async def create(self, service: str, path: str, body: Any, key: str, **more: Any) -> str:
        """Makes something, or finds what was made before under this key; returns its id."""
        answer = await self.ask(service, "POST", path, body, key=key, **more)
        return str(answer.json()["id"])

    def take_events(self) -> Mapping[str, Sequence[str]]:
        """By service, the last event of everything that was changed there since this was last asked."""
        taken: defaultdict[str, list[str]] = defaultdict(list)
        for subject, (owner, sequence) in self._reached.items():
            taken[owner].append(f"{subject}#{sequence}")
        self._reached.clear()
        return taken

    async def _patiently(self, service: str, method: str, url: str, **more: Any) -> httpx.Response:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = await self._http.request(method, url, **more)
                if answer.status_code not in _TRY_AGAIN or time.monotonic() > deadline:
                    return answer
            except httpx.TransportError as error:
                if time.monotonic() > deadline:
                    raise LoadFailed(f"{service} does not answer ({type(error).__name__}).") from error
            await asyncio.sleep(_PAUSE_SECONDS)

    def _bearer(self, member: str) -> str:
        if member not in self._tokens:
            self._tokens[member] = self._token(member)
        return self._tokens[member]

    def _note(self, service: str, answer: httpx.Response) -> None:
        subject, _, sequence = answer.headers.get("levelfield-event", "").partition("#")
        if sequence.isdigit() and int(sequence) > 0:  # something that has told nothing yet is at 0
            known = self._reached.get(subject, (service, 0))[1]
            self._reached[subject] = service, max(known, int(sequence))


def _problem(answer: httpx.Response) -> dict[str, Any]:
    """The problem as the service tells it; it never repeats what was sent. Empty if the answer is none."""
    try:
        told: dict[str, Any] = answer.json()
    except ValueError:
        return {}
    return told


def _reason(answer: httpx.Response) -> str:
    told = _problem(answer)
    errors: list[dict[str, str]] = told.get("errors") or []
    places = "; ".join(f"{one['pointer']}: {one['sentence']}" for one in errors)
    return f"{told.get('detail', answer.status_code)}{f' ({places})' if places else ''}"
