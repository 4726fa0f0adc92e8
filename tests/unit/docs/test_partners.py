"""Every reason for which a partner's message may be rejected is on the page that partners read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.unit.docs.pages import REPOSITORY

_WHERE = (
    "shared/messaging/partner_message.py",
    "shared/messaging/partner_desk.py",
    "services/registration/commands/own_staff.py",
    "services/registration/commands/take_staff.py",
    "services/training/commands/take_attendance.py",
)
_SAYING_NO = {"Reason", "Refused", "Invalid", "NotFound"}


def _codes(path: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((REPOSITORY / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _SAYING_NO:
            code = node.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield code.value


def test_the_page_for_partners_explains_every_reason() -> None:
    told = set(re.findall(r"`([a-z-]+)`", (REPOSITORY / "docs/partners.md").read_text(encoding="utf-8")))
    given = {code for path in _WHERE for code in _codes(path)}

    assert len(given) > 15
    assert given - told == set()
