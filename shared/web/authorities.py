"""Whom https trusts, read once in each process: for every client anew it would take 40 ms of a processor."""

from __future__ import annotations

import ssl
from functools import cache

import httpx


@cache
def authorities() -> ssl.SSLContext:
    """What every client of ours checks certificates against, as httpx would by itself."""
    return httpx.create_ssl_context()
