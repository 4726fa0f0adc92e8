"""What there is to celebrate, approved by the lead as one would who has read it."""

from __future__ import annotations

import asyncio

from levelfield.load.door import Door


async def approve_all(door: Door) -> int:
    """Publishes every celebration that is proposed, and returns how many those are.

    Raises:
        LoadFailed: a service refused, or did not answer.
    """
    path = "/celebrations"
    listed = (await door.ask("notifications", "GET", f"{path}?state=proposed&limit=100")).json()["items"]

    async def approve(celebration: str) -> None:
        seen = await door.ask("notifications", "GET", f"{path}/{celebration}")
        headers = {"If-Match": seen.headers["etag"]}
        await door.ask("notifications", "POST", f"{path}/{celebration}/approval", headers=headers)

    await asyncio.gather(*(approve(str(one["id"])) for one in listed))
    return len(listed)
