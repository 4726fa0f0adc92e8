"""Every page: the time it takes and what it asks, of a collaborative small and large.

The floor is ourselves when small: 50 people, 5 sessions, 5 meetings. Fair, because the pages and the services
are the same and only how much there is differs: 10,000 people, 500 sessions, 100 meetings. What is measured
is the portal's whole answer, with all that it waits for; beside it stands how often it asks each service.
What is of no collaborative (the national page, operations) shows both of them each time.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import httpx

from bench.portal_doings import fill
from bench.portal_fill import Fill, Size, Tokens
from bench.portal_pages import Look, portal_here
from bench.processes import running
from bench.row import Row
from bench.setting import Setting, run
from levelfield.issuer.mint import mint
from levelfield.local.ports import free_port
from shared.contracts.event import topic_of_owner

SMALL, LARGE = Size(50, 5, 5), Size(10_000, 500, 100)
TIMES = 5
WITHIN = 600.0
_KEYS: Mapping[str, Mapping[str, int]] = {
    "registration": {"MASTER": 96, "INDEX": 32},
    "training": {},
    "evaluation": {"PSEUDONYM": 32},
    "notifications": {"MASTER": 96, "WEBHOOK": 32},
}
_TOPICS = ("registration.contacts.v1", "celebrations.v1")


def bench(setting: Setting) -> list[Row]:
    """A line for each page; the note says what it asks when large."""
    with ExitStack() as stack:
        site = _Site(setting, stack)
        small, large = run(site.look_at_both, WITHIN)
    setting.drop_databases("portal")
    before = {one.page: one for one in small}
    return [_row(before[one.page], one) for one in large if one.page in before]


def _row(small: Look, large: Look) -> Row:
    same = "" if small.questions == large.questions else f"; when small {small.in_short}"
    return Row(
        bench="portal",
        name=large.page,
        unit="ms",
        floors=[small.milliseconds],
        ours=[large.milliseconds],
        target=1.5,
        better="lower",
        note=f"{large.status}: {large.in_short}{same}",
    )


class _Site:
    """The four services and the development issuer, as processes."""

    def __init__(self, setting: Setting, stack: ExitStack) -> None:
        self._say = setting.say
        setting.say("portal: starting the services")
        settings = setting.services("portal")
        names = [*(topic_of_owner(owner) for owner in _KEYS), *_TOPICS]
        setting.make_topics([settings.topic(name) for name in names])
        self._root, port = setting.folder / "portal-issuer", free_port()
        self._issuer = f"http://127.0.0.1:{port}"
        local = {"LEVELFIELD_ENV": "local", "LEVELFIELD_PORT": str(port), "LEVELFIELD_ROOT": str(self._root)}
        stack.enter_context(running("levelfield.issuer", port, local, setting.folder / "portal-issuer.log"))
        keys = {name: _key(size) for wanted in _KEYS.values() for name, size in wanted.items()}
        told = {
            "LEVELFIELD_ENV": "local",
            "KAFKA_BOOTSTRAP_SERVERS": setting.bootstrap_servers,
            "MONGODB_URI": setting.mongodb_uri,
            "LEVELFIELD_NAMESPACE": settings.namespace,
            "LEVELFIELD_ISSUER": self._issuer,
        }
        self._urls: dict[str, str] = {}
        for service, wanted in _KEYS.items():
            port = free_port()
            env = told | {"LEVELFIELD_PORT": str(port)}
            env |= {f"LEVELFIELD_{name}_KEY": keys[name] for name in wanted}
            # A webhook may lead to this machine, where nobody listens: none of it is ever sent.
            env |= {"LEVELFIELD_WEBHOOK_PRIVATE_TARGETS": "true"} if service == "notifications" else {}
            log: Path = setting.folder / f"portal-{service}.log"
            stack.enter_context(running(f"services.{service}", port, env, log))
            self._urls[service] = f"http://127.0.0.1:{port}"

    async def look_at_both(self) -> tuple[list[Look], list[Look]]:
        """The pages when small, and the pages when large; both are there all the time."""
        async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
            tenants = ("bench-small", "bench-large")
            fills = [Fill(http, self._urls, tenant, self._tokens_of(tenant)) for tenant in tenants]
            for there, size in zip(fills, (SMALL, LARGE), strict=True):
                self._say(f"portal: {there.tenant}, {size.people:,} people and {size.sessions} sessions")
                await fill(there, size)
            async with portal_here(self._urls, self._issuer) as portal:
                self._say("portal: asking for every page")
                small, large = [await portal.look_at_all(there, TIMES) for there in fills]
        return small, large

    def _tokens_of(self, tenant: str) -> Tokens:
        def token(roles: Sequence[str], own: str) -> str:
            of = None if "operator" in roles else tenant
            return mint(self._root, self._issuer, roles=roles, tenant=of, participant=own or None)

        return token


def _key(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode()
