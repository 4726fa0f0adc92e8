"""The impact report: drafted by the lead, signed off by a reader with their own token, and published."""

from __future__ import annotations

from levelfield.load.door import Door
from levelfield.load.files import Files
from levelfield.load.plan import Known, Tick

_PUBLISHED = ("published", "withdrawn")


async def send_report(files: Files, door: Door, known: Known, tick: Tick) -> None:
    """Publishes it, unless it is published already: then it never changes."""
    if files.report is None:
        return
    told = files.report
    period = {"period_from": told.first.isoformat(), "period_to": told.last.isoformat()}
    before = {
        one["id"] for one in (await door.ask("evaluation", "GET", "/reports?limit=100")).json()["items"]
    }
    made = await door.create("evaluation", "/reports", {"title": told.title} | period, key="load report")
    path = f"/reports/{made}"
    if (await door.ask("evaluation", "GET", path)).json()["state"] not in _PUBLISHED:
        if made in before:
            # It may have been drafted before all answers were in, when a load was cut short.
            await door.ask("evaluation", "POST", f"{path}/redraft")
        reader = known.people[told.reader]
        seen = await door.ask("evaluation", "GET", path, member=reader)
        headers = {"If-Match": seen.headers["etag"]}
        await door.ask("evaluation", "POST", f"{path}/sign-offs", member=reader, headers=headers)
        await door.ask("evaluation", "POST", f"{path}/publication")
    tick()
