"""A part of a page, which may be missing while the rest of the page is there."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass

from services.portal.web.problems import ServiceAway, ServiceRefusal


@dataclass(frozen=True)
class Part[T]:
    """What a service answered, or that it did not."""

    value: T | None
    away: ServiceAway | None = None


async def part[T](asked: Awaitable[T]) -> Part[T]:
    """Waits for an answer. A service that is away leaves its part empty; a refusal goes on as one."""
    try:
        return Part(await asked)
    except ServiceAway as away:
        return Part(None, away)


async def or_nothing[T](asked: Awaitable[T], nothing: T) -> T:
    """Waits for an answer; a service that does not know the person yet has nothing to say of them.

    Such is anybody who was invited and has not joined.
    """
    try:
        return await asked
    except ServiceRefusal as refusal:
        if refusal.status != 404:
            raise
        return nothing
