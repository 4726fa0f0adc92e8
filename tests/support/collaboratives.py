"""Collaboratives for tests: what begins in one needs that it is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from levelfield.local.plain_http import ask

TRUSTS = ("BHSCT", "NHSCT", "SEHSCT", "SHSCT", "WHSCT")


def collaborative(slug: str, **more: Any) -> dict[str, Any]:
    """The body of a creation: the five Trusts, each with its Recovery College, such as ``BRC``."""
    trusts = [{"code": code, "name": f"{code} Trust", "kind": "trust"} for code in TRUSTS]
    colleges = [
        {
            "code": f"{code.removesuffix('HSCT')}RC",
            "name": f"{code} Recovery College",
            "kind": "recovery_college",
            "trust": code,
        }
        for code in TRUSTS
    ]
    told = {"name": slug, "specialty": "mental health", "region": "Northern Ireland"}
    return {"slug": slug, **told, "organisations": [*trusts, *colleges]} | more


def begin_collaborative(url: str, slug: str, lead: Mapping[str, str], **more: Any) -> httpx.Response:
    """Creates one over HTTP, as its lead; again and again without harm.

    Args:
        url: of registration.
        lead: the headers with the token of a lead in it, or of an operator.

    Raises:
        httpx.HTTPStatusError: it was refused.
    """
    body = collaborative(slug, **more)
    answer = ask("POST", f"{url}/v1/collaboratives", headers=dict(lead), json=body, timeout=20)
    return answer.raise_for_status()
