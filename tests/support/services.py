"""Services as processes, the way an installation runs them, and what can be seen of them from outside.

Every wait has a bound, every process is ended by its pid, and whatever a test leaves running is killed when
its installation is left. All people in the tests are invented and carry ``INVENTED`` in their name and
address, so that one search tells whether anything personal has got somewhere it must not be.
"""

from __future__ import annotations

import asyncio
import base64
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import jwt
from prometheus_client.parser import text_string_to_metric_families
from pymongo import MongoClient

from levelfield.issuer.keyring import ALGORITHM, Keyring
from levelfield.issuer.mint import mint
from levelfield.local.plain_http import ask, trusts_nobody
from levelfield.local.ports import LOOPBACK, answers, free_port
from levelfield.local.probes import http_reasons, run_apart
from shared.messaging.topics import apply_topics, in_namespace
from tests.support.collaboratives import begin_collaborative
from tests.support.leaks import Leaks
from tests.support.nursery import Process, nursery
from tests.support.parts import Parts

REPOSITORY = Path(__file__).resolve().parents[2]
INVENTED = "Zwetlana"
READY_SECONDS = 90.0
_POLL_SECONDS = 0.02

type Databases = MongoClient[dict[str, Any]]


class NotInTime(AssertionError):
    """What a test waited for did not come within its bound."""


async def eventually(
    condition: Callable[[], bool | Awaitable[bool]], within: float, what: str = "", every: float = 0.03
) -> float:
    """Waits until the condition holds, at most ``within`` seconds; returns how many it took."""
    begun = time.monotonic()
    while True:
        held = condition()
        if held if isinstance(held, bool) else await held:
            return time.monotonic() - begun
        if time.monotonic() - begun > within:
            raise NotInTime(f"not within {within:g} s: {what or condition}")
        await asyncio.sleep(every)


class Running:
    """One process of ours.

    Args:
        module: what ``python -m`` runs.
    """

    def __init__(self, module: str, arguments: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self.port = int(env["LEVELFIELD_PORT"])
        self.url = f"http://{LOOPBACK}:{self.port}"
        self.log = log
        # Where a process kills itself is decided as it imports, so that one cannot be forked from another.
        begin = _started if "LEVELFIELD_FAULT" in env else nursery().bear
        self._process: Process = begin(module, arguments, env, log)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How it ended (minus the signal that killed it), or None while it runs."""
        return self._process.poll()

    def await_ready(self, within: float = READY_SECONDS) -> float:
        """Waits until it says that it is ready; returns how many seconds that took."""
        begun = time.monotonic()
        reasons = ["it does not listen"]
        while reasons:
            if self.exit_code is not None:
                raise NotInTime(f"{self.log.stem} ended with {self.exit_code}: {self._last_lines()}")
            if time.monotonic() - begun > within:
                raise NotInTime(f"{self.log.stem} not ready within {within:g} s: {reasons}")
            time.sleep(_POLL_SECONDS)
            reasons = http_reasons(self.url) if answers(self.port) else reasons
        return time.monotonic() - begun

    def await_draining(self, within: float = 5.0) -> None:
        """Waits until it says that it is stopping: the signal was heard."""
        deadline = time.monotonic() + within
        while not any("stopping" in reason for reason in http_reasons(self.url)):
            if time.monotonic() > deadline:
                raise NotInTime(f"{self.log.stem} did not begin to stop within {within:g} s")
            time.sleep(_POLL_SECONDS)

    def terminate(self) -> None:
        """SIGTERM, and go on."""
        self._process.send_signal(signal.SIGTERM)

    def await_exit(self, within: float) -> int:
        """How it ended, waiting for it at most ``within`` seconds."""
        try:
            return self._process.wait(within)
        except subprocess.TimeoutExpired:
            raise NotInTime(
                f"{self.log.stem} did not end within {within:g} s: {self._last_lines()}"
            ) from None

    def kill(self) -> None:
        """SIGKILL; returns when it is gone. Nothing happens to one that has ended."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's samples that have these labels."""
        text = ask("GET", f"{self.url}/metrics", timeout=5).text
        return sum(
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    def _last_lines(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-10:])


async def all_ready(*processes: Running, within: float = READY_SECONDS) -> None:
    """Waits for several at once, while the loop goes on."""
    await asyncio.gather(*(asyncio.to_thread(process.await_ready, within) for process in processes))


class Issuer:
    """The development issuer as a process, and the tokens it vouches for."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "issuer"
        env = _environment() | {"LEVELFIELD_ROOT": str(self.root), "LEVELFIELD_PORT": str(free_port())}
        self.process = Running("levelfield.issuer", [], env, folder / "issuer.log")
        self.url = self.process.url
        self.minted: list[str] = []
        self.process.await_ready()

    def token(self, *roles: str, tenant: str | None = None, **more: Any) -> str:
        """A token with these roles; ``more`` as for ``levelfield.issuer.mint.mint``."""
        self.minted.append(mint(self.root, self.url, roles=roles, tenant=tenant, **more))
        return self.minted[-1]

    def headers(self, *roles: str, tenant: str | None = None, **more: Any) -> dict[str, str]:
        """The header that carries such a token."""
        return {"Authorization": f"Bearer {self.token(*roles, tenant=tenant, **more)}"}

    def altered(self, token: str, **claims: Any) -> str:
        """The token with other claims, signed by the issuer all the same."""
        signer = Keyring(self.root).signer()
        told: dict[str, Any] = jwt.decode(token, options={"verify_signature": False}) | claims
        self.minted.append(jwt.encode(told, signer.key, algorithm=ALGORITHM, headers={"kid": signer.kid}))
        return self.minted[-1]


@contextmanager
def running_issuer(folder: Path) -> Generator[Issuer]:
    """An issuer while the block runs."""
    issuer = Issuer(folder)
    try:
        yield issuer
    finally:
        issuer.process.kill()


class Installation:
    """One installation: its own namespace on the parts, its topics, its keys, its processes.

    Args:
        folder: where the processes' logs go.
    """

    def __init__(self, parts: Parts, namespace: str, issuer: Issuer, folder: Path) -> None:
        self.parts, self.namespace, self.issuer = parts, namespace, issuer
        self._folder = folder
        master_key = _key(96)
        self._keys = {
            "registration": {"LEVELFIELD_MASTER_KEY": master_key, "LEVELFIELD_INDEX_KEY": _key(32)},
            "evaluation": {"LEVELFIELD_PSEUDONYM_KEY": _key(32)},
            "notifications": {
                "LEVELFIELD_MASTER_KEY": master_key,
                "LEVELFIELD_WEBHOOK_KEY": _key(32),
                "LEVELFIELD_WEBHOOK_PRIVATE_TARGETS": "true",
            },
        }
        self.processes: list[Running] = []
        self._leaks = Leaks()

    def launch(
        self, service: str, *, only: str = "", fault: str = "", port: int = 0, **settings: str
    ) -> Running:
        """Starts a process of a service and returns before it is ready.

        Args:
            only: ``api`` or ``worker``.
            fault: where it shall kill itself, see ``shared.messaging.faults``.
            port: that of a process which has ended, to stand in its place, in ``processes`` as well.
            settings: further ``LEVELFIELD_`` variables, in small letters.
        """
        env = self.environment() | {"LEVELFIELD_PORT": str(port or free_port())}
        env |= self._keys.get(service, {})
        env |= {"LEVELFIELD_FAULT": fault} if fault else {}
        env |= {f"LEVELFIELD_{name.upper()}": value for name, value in settings.items()}
        log = self._folder / f"{self.namespace}-{service}-{len(self.processes)}.log"
        process = Running(f"services.{service}", ["--only", only] if only else [], env, log)
        self.processes.append(process)
        if port:
            at = [one.port for one in self.processes].index(port)
            self.processes[at], self.processes[-1] = process, self.processes[at]
        return process

    def start(self, service: str, **how: Any) -> Running:
        """Starts a process of a service and waits until it is ready."""
        process = self.launch(service, **how)
        process.await_ready()
        return process

    def begin(self, *tenants: str) -> None:
        """Begins collaboratives, which a process of registration must run for; again without harm."""
        registration = next(one for one in self.processes if "registration" in one.log.stem)
        for tenant in tenants:
            begin_collaborative(registration.url, tenant, self.issuer.headers("lead", tenant=tenant))

    def environment(self) -> dict[str, str]:
        """What every process of the installation is told."""
        return _environment() | {
            "LEVELFIELD_NAMESPACE": self.namespace,
            "LEVELFIELD_ISSUER": self.issuer.url,
            "KAFKA_BOOTSTRAP_SERVERS": self.parts.bootstrap_servers,
            "MONGODB_URI": self.parts.mongodb_uri,
        }

    def database(self, service: str) -> str:
        return f"{self.namespace}-levelfield-{service}"

    @property
    def topic(self) -> str:
        """Where registration publishes."""
        return f"{self.namespace}-registration.events.v1"

    @contextmanager
    def databases(self) -> Generator[Databases]:
        """A client of the installation's MongoDB."""
        with MongoClient[dict[str, Any]](self.parts.mongodb_uri, timeoutMS=15_000) as client:
            yield client

    def logs(self) -> bytes:
        """Everything that all its processes have written."""
        return b"".join(process.log.read_bytes() for process in self.processes)

    def leaks(self, *more: str) -> list[str]:
        """What no process may write and one of them has, since this was last asked: a trace, anything of an
        invented person, a token."""
        words = ("Traceback", INVENTED, "@example", *more)
        return self._leaks.found((process.log for process in self.processes), words, self.issuer.minted)

    def stop(self) -> None:
        for process in self.processes:
            process.kill()


@contextmanager
def installation(parts: Parts, namespace: str, issuer: Issuer, folder: Path) -> Generator[Installation]:
    """An installation with its topics; whatever still runs of it at the end is killed."""
    run_apart(lambda: apply_topics(parts.bootstrap_servers, in_namespace(namespace)), READY_SECONDS)
    made = Installation(parts, namespace, issuer, folder)
    try:
        yield made
    finally:
        made.stop()


@asynccontextmanager
async def http_client(**more: Any) -> AsyncGenerator[httpx.AsyncClient]:
    """A client for local processes: no proxy, no redirect, every request bounded."""
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
    async with httpx.AsyncClient(
        timeout=20.0, trust_env=False, limits=limits, verify=trusts_nobody(), **more
    ) as client:
        yield client


def person(number: int | str, **more: Any) -> dict[str, Any]:
    """The body of a creation: somebody invented."""
    name = f"{INVENTED} Example {number} (invented)"
    return {"role": "carer", "name": name, "email": f"{INVENTED.lower()}.{number}@example.org"} | more


def _started(module: str, arguments: Sequence[str], env: Mapping[str, str], log: Path) -> Process:
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=REPOSITORY,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def _environment() -> dict[str, str]:
    ours = ("LEVELFIELD_", "KAFKA_BOOTSTRAP", "MONGODB_URI")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return env | {"LEVELFIELD_ENV": "local", "LEVELFIELD_HOST": LOOPBACK, "PYTHONUNBUFFERED": "1"}


def _key(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode()
