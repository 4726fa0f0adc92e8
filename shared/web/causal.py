"""Reading what one has just written, in whichever service.

``Levelfield-After: participant/0198...#3`` (up to eight, separated by commas) asks that the answer be
given only once this service has applied those events. Invariant: the answer is never older than
that: if they have not arrived within the bound the answer is 503, never a stale one. The wait comes
after authentication, so nobody unknown can hold a connection with it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from starlette.requests import Request

from shared.contracts.refusal import Unavailable
from shared.web.edge import edge_of, header_values
from shared.web.refusals import BadRequest

HEADER = "Levelfield-After"
_HEADER = HEADER.lower().encode()
_MOST = 8
_EVENT = re.compile(r"([a-z][a-z_]{0,39}/[A-Za-z0-9._-]{1,100})#([1-9][0-9]{0,17})")


async def wait_for_what_came_before(request: Request, tenant: str) -> None:
    """Waits for the events that the request says it follows.

    Raises:
        BadRequest: the header cannot be read.
        Unavailable: they were not applied in time.
    """
    sent = header_values(request, _HEADER)
    if not sent:
        return
    events = read_after(sent)
    edge = edge_of(request)
    # A service that applies no events has nothing that could lag behind.
    if edge.waiter is None:
        return
    clock = asyncio.get_running_loop().time
    deadline = clock() + edge.causal_wait_seconds
    for subject, sequence in events:
        if not await edge.waiter.wait(tenant, subject, sequence, max(0.0, deadline - clock())):
            raise Unavailable(
                "not-yet-applied", "The change this request follows has not arrived here yet; try again."
            )


def read_after(sent: Sequence[str]) -> list[tuple[str, int]]:
    """The events in a ``Levelfield-After`` header."""
    listed = [each.strip() for each in ",".join(sent).split(",")]
    matches = [_EVENT.fullmatch(each) for each in listed[: _MOST + 1]]
    if len(listed) > _MOST or None in matches:
        sentence = f"{HEADER} takes up to {_MOST} events, each as <subject>#<sequence>, separated by commas."
        raise BadRequest("bad-after-header", sentence)
    return [(match[1], int(match[2])) for match in matches if match is not None]
