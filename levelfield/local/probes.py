"""Whether a part answers, asked in its own protocol, each question bounded in time.

They run in a thread of their own with a loop of their own, so that they can be called from anywhere,
also from inside a running event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import httpx
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError
from pydantic import BaseModel, ValidationError
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from levelfield.local.plain_http import ask
from levelfield.local.ports import answers


def run_apart[T](question: Callable[[], Awaitable[T]], timeout: float) -> T:
    """Run a coroutine to its end, at most ``timeout`` seconds, whatever loop the caller is in."""

    async def bounded() -> T:
        async with asyncio.timeout(timeout):
            return await question()

    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, bounded()).result()


def kafka_answers(bootstrap_servers: str, timeout: float = 3.0) -> bool:
    """Whether a broker that takes work can be reached; one that is still joining does not count."""

    async def ask() -> bool:
        client = AIOKafkaClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=int(timeout * 1000))
        try:
            await client.bootstrap()
            return bool(cast("set[object]", client.cluster.brokers()))
        finally:
            await client.close()

    if not any(answers(int(port), host) for host, _, port in _addresses(bootstrap_servers)):
        return False  # asked first because aiokafka logs each refused connection as an error
    try:
        return run_apart(ask, timeout)
    except (KafkaError, OSError, TimeoutError):
        return False


def mongo_answers(uri: str, timeout: float = 3.0) -> bool:
    """Whether a primary that takes writes can be reached."""
    milliseconds = int(timeout * 1000)
    try:
        with MongoClient[dict[str, object]](
            uri, serverSelectionTimeoutMS=milliseconds, connectTimeoutMS=milliseconds
        ) as client:
            return bool(client.admin.command("hello").get("isWritablePrimary"))
    except PyMongoError:
        return False


def http_reasons(url: str, timeout: float = 4.0) -> list[str]:
    """Why a process of ours is not ready, in its own words; empty when it is."""
    try:
        answer = ask("GET", f"{url}/health/ready", timeout=timeout)
    except httpx.HTTPError as problem:
        return [f"does not answer ({type(problem).__name__})"]
    if answer.status_code == 200:
        return []
    try:
        return _Readiness.model_validate_json(answer.content).reasons
    except ValidationError:
        return [f"answers {answer.status_code}"]


class _Readiness(BaseModel):
    reasons: list[str]


def _addresses(bootstrap_servers: str) -> list[tuple[str, str, str]]:
    return [server.strip().rpartition(":") for server in bootstrap_servers.split(",")]
