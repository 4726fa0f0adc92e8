"""What Kafka lets a partner do: read its out-topic in groups of its own, write to its in-topic, nothing else.

Invariant: applying leaves a partner's principal exactly these rights of its own, whatever it had before; no
other principal is touched. What everybody may (``User:*``) is nothing, or partners may it too.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, cast

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaConnectionError, for_code
from aiokafka.protocol.admin import CreateAclsRequest, DeleteAclsRequest, DescribeAclsRequest

from shared.messaging.partner_topics import Partner

_ANY, _TOPIC, _GROUP = 1, 2, 3
_ANY_PATTERN, _LITERAL, _PREFIXED = 1, 3, 4
_ANY_OPERATION, _READ, _WRITE = 1, 3, 4
_ANY_PERMISSION, _DENY, _ALLOW = 1, 2, 3
_FROM_ANYWHERE = "*"
_RESOURCES = {_TOPIC: "topic", _GROUP: "group"}
_PATTERNS = {_LITERAL: "literal", _PREFIXED: "prefixed"}
_OPERATIONS = {_READ: "Read", _WRITE: "Write"}
_HEARD_WITHIN_SECONDS, _LOOK_AGAIN_SECONDS = 10.0, 0.1


class Right(NamedTuple):
    """One entry of Kafka's access control list, in Kafka's own numbers."""

    resource: int
    name: str
    pattern: int
    principal: str
    host: str
    operation: int
    permission: int

    def __str__(self) -> str:
        """As ``kafka-acls.sh`` is told it."""
        kind, pattern = _RESOURCES.get(self.resource, "other"), _PATTERNS.get(self.pattern, "other")
        operation = _OPERATIONS.get(self.operation, "other")
        verb = "allow" if self.permission == _ALLOW else "deny"
        return (
            f"--{verb}-principal {self.principal} --operation {operation} --{kind} {self.name} "
            f"--resource-pattern-type {pattern}"
        )


def group_prefix(partner: Partner, prefix: str) -> str:
    """How the names of a partner's consumer groups begin; nobody else's do."""
    return f"{prefix}partner.{partner.tenant}.{partner.spelling}."


def rights_of(partner: Partner, principal: str, prefix: str) -> frozenset[Right]:
    """All that a partner's principal may do. To describe a topic comes with either.

    Args:
        principal: as Kafka spells it, for example ``User:belfast-trust``.
        prefix: of the installation's topics, with the hyphen behind it; or empty.
    """

    def allow(resource: int, name: str, pattern: int, operation: int) -> Right:
        return Right(resource, name, pattern, principal, _FROM_ANYWHERE, operation, _ALLOW)

    return frozenset(
        {
            allow(_TOPIC, prefix + partner.topic("out"), _LITERAL, _READ),
            allow(_GROUP, group_prefix(partner, prefix), _PREFIXED, _READ),
            allow(_TOPIC, prefix + partner.topic("in"), _LITERAL, _WRITE),
        }
    )


class Difference(NamedTuple):
    """What has to be added to, and taken from, what Kafka has."""

    missing: list[Right]
    surplus: list[Right]


async def compare(bootstrap_servers: str, wanted: Mapping[str, Iterable[Right]]) -> Difference:
    """How what Kafka has differs from what is wanted, for these principals.

    Raises:
        aiokafka.errors.KafkaError: Kafka is away, or has no authorizer.
    """
    missing: list[Right] = []
    surplus: list[Right] = []
    async with _client(bootstrap_servers) as client:
        for principal, rights in sorted(wanted.items()):
            there = await _there(client, principal)
            missing += sorted(set(rights) - there)
            surplus += sorted(there - set(rights))
    return Difference(missing, surplus)


async def apply(bootstrap_servers: str, wanted: Mapping[str, Iterable[Right]]) -> Difference:
    """Adds what is missing and takes away the surplus; returns what that was, once brokers have heard of it.

    Raises:
        aiokafka.errors.KafkaError: Kafka is away, or refused one.
        TimeoutError: a broker has not heard of it for seconds.
    """
    difference = await compare(bootstrap_servers, wanted)
    await _change(bootstrap_servers, difference)
    async with asyncio.timeout(_HEARD_WITHIN_SECONDS):
        while any(await compare(bootstrap_servers, wanted)):  # noqa: ASYNC110 - it wakes nobody
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    return difference


async def _change(bootstrap_servers: str, difference: Difference) -> None:
    async with _client(bootstrap_servers) as client:
        for right in difference.missing:
            for answer in (await _ask(client, CreateAclsRequest(*right))).creation_responses:
                _check(answer[0])
        for right in difference.surplus:
            for answer in (await _ask(client, DeleteAclsRequest(*right))).filter_responses:
                _check(answer[0])


async def _there(client: AIOKafkaClient, principal: str) -> set[Right]:
    everything: Any = DescribeAclsRequest(
        _ANY, cast("str", None), _ANY_PATTERN, principal, cast("str", None), _ANY_OPERATION, _ANY_PERMISSION
    )
    answer = await _ask(client, everything)
    _check(answer.error_code)
    return {
        Right(resource, name, pattern, *entry)
        for resource, name, pattern, entries in answer.resources
        for entry in entries
    }


def _check(code: int) -> None:
    if code:
        raise for_code(code)("the rights of partners")


async def _ask(client: AIOKafkaClient, request: Any) -> Any:
    untyped: Any = client
    node = untyped.get_random_node()
    if node is None:
        raise KafkaConnectionError
    return await untyped.send(node, request)


@asynccontextmanager
async def _client(bootstrap_servers: str) -> AsyncGenerator[AIOKafkaClient]:
    client = AIOKafkaClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=15_000)
    try:
        await client.bootstrap()
        yield client
    finally:
        await client.close()
