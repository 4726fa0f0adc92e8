"""What people see of a status."""

from __future__ import annotations

import re

from rich.table import Column, Table
from rich.text import Text

from levelfield.local.status import PartStatus, ServiceStatus, StackStatus

_PASSWORD = re.compile(r"(?<=://)([^:@/]+):[^@/]*@")


def status_table(status: StackStatus) -> Table:
    """Where to look, and how each part is."""
    table = Table("part", Column("where", overflow="fold"), "process", "state", "lag", "outbox age")
    for name, part in status.parts.items():
        lag, age = _measures(part)
        pid = "" if part.pid is None else str(part.pid)
        table.add_row(name, Text(without_password(part.url or "")), pid, _state(part), lag, age)
    return table


def without_password(url: str) -> str:
    """The address with its password hidden: tables end up in screenshots."""
    return _PASSWORD.sub(r"\1:***@", url)


def _state(part: PartStatus) -> Text:
    if not part.running:
        return Text("stopped", style="red")
    if part.ready:
        given = part.pid is None
        return Text("ready (given)" if given else "ready", style="green")
    reasons = part.reasons if isinstance(part, ServiceStatus) else []
    return Text("\n".join(["not ready", *reasons]), style="yellow")


def _measures(part: PartStatus) -> tuple[str, str]:
    if not isinstance(part, ServiceStatus):
        return "", ""
    lag = "" if part.lag_events is None else f"{part.lag_events:.0f} events"
    age = part.outbox_oldest_pending_seconds
    return lag, "" if age is None else f"{age:.1f} s"
