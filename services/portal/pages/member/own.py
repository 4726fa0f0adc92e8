"""Whose pages these are.

Invariant: no page of a member has anybody's record in its address. Whose it is, the token alone says, so
changing an address leads to nobody else.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from shared.contracts.refusal import Forbidden
from shared.web.access import allow, principal

MEMBERS = [allow("member")]


async def _own_record(request: Request) -> str:
    own = sorted(principal(request).participants_in(request.path_params["tenant"]))
    if not own:
        raise Forbidden(
            "no-own-record", "Your sign-in does not say which record here is yours. Ask your lead."
        )
    return own[0]


OwnRecord = Annotated[str, Depends(_own_record)]
"""The record of whoever is signed in."""
