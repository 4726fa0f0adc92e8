"""What every refusal of the real services must look like, and the mark that all bad input carries."""

from __future__ import annotations

import re

import httpx

MARKER = "Xyzzy7Q"
"""Stands in everything bad that is sent, and must stand in no answer and no log."""

NOBODY = "00000000-0000-7000-8000-000000000000"
TENANT = "bad-input-ni"


def check_problem(response: httpx.Response, status: int, code: str = "") -> None:
    told = response.json()
    assert (response.status_code, told["code"]) == (status, code or told["code"])
    assert response.headers["content-type"] == "application/problem+json"
    assert told["status"] == status
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", told["code"])
    assert re.fullmatch(r"[A-Z].{10,}[.?!]", told["detail"])
    shown = (response.text + str(response.headers.raw)).lower()
    assert MARKER.lower() not in shown
    assert "traceback" not in shown
    assert "pydantic" not in shown
