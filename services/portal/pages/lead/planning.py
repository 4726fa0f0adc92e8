"""What is planned of a meeting, as people type it, for planning one and for changing one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.portal.pages.failing import problems_of
from services.portal.web.moments import moment, typed_day, typed_time
from services.portal.web.problems import FieldProblem, ServiceRefusal
from shared.web.forms import Form

_FIELDS = {"starts_at": "starts", "ends_at": "ends"}
_SAID = {"kind": "Select what kind of meeting it is"}
_CODES = {"ends-before-it-begins": "ends"}
_NO_TIME = "Enter a time, like 9:30am or 14:00"


def wrong_in_plan(refusal: ServiceRefusal) -> Sequence[FieldProblem]:
    """What registration found wrong, at the fields of the form."""
    return problems_of(refusal, fields=_FIELDS, codes=_CODES, said=_SAID)


def read_plan(form: Form) -> tuple[dict[str, Any], list[FieldProblem]]:
    """As registration takes it, and what is wrong with what was typed."""
    day = typed_day(form, "day")
    starts, ends = typed_time(form.text("starts")), typed_time(form.text("ends"))
    problems = [
        FieldProblem(field, sentence)
        for field, missing, sentence in (
            ("kind", not form.text("kind"), _SAID["kind"]),
            ("day", day is None, "Enter a day, like 15 1 2018"),
            ("starts", starts is None, _NO_TIME),
            ("ends", ends is None, _NO_TIME),
        )
        if missing
    ]
    if problems or day is None or starts is None or ends is None:
        return {}, problems
    body: dict[str, Any] = {
        "kind": form.text("kind"),
        "starts_at": moment(day, starts).isoformat(),
        "ends_at": moment(day, ends).isoformat(),
    }
    return body | {name: value for name in ("place", "link") if (value := form.text(name))}, []
