"""Requests to the processes of this machine: plain http, and no proxy on the way.

httpx makes everything ready for https before its first request, which reads every authority's certificate and
takes 40 ms of a processor. What asks ten times a second whether something is ready has no use for that.
"""

from __future__ import annotations

import ssl
from functools import cache
from typing import Any

import httpx


def ask(method: str, url: str, *, timeout: float, **sent: Any) -> httpx.Response:
    """One request.

    Args:
        timeout: in seconds, for connecting, sending and each part of the answer.
        sent: headers, json and the like, as httpx takes them.

    Raises:
        httpx.HTTPError: no answer came.
    """
    return httpx.request(method, url, timeout=timeout, trust_env=False, verify=trusts_nobody(), **sent)


@cache
def trusts_nobody() -> ssl.SSLContext:
    """What https would be checked against: no authority at all, so that it fails instead of being trusted."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
