"""What came of a lively collaborative: told, drawn, reported, celebrated and sent on. All is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.support.lively import Lively, today

_NOWHERE = "http://127.0.0.1:9/hook"
_LESSON = {"organisation": "BHSCT", "worked": True, "again": "Ask about the day of the week before, too."}


@dataclass(frozen=True)
class Outcomes:
    """What is in it, by what has become of each.

    Args:
        influence: ``taken_up`` and ``declined``; and ``open``.
        lessons: ``open`` to other collaboratives, and ``kept`` here, which did not work.
        reports: ``published``, ``signed_off`` and ``draft``.
        celebrations: ``published``, of a module; and ``waits``, of a report.
        offers: ``accepted`` and ``declined``, beside the one that waits.
        webhook: one that has been sent a test message, which nobody has taken.
    """

    influence: dict[str, str]
    lessons: dict[str, str]
    reports: dict[str, str]
    celebrations: dict[str, str]
    offers: dict[str, str]
    webhook: str


def outcomes(there: Lively) -> Outcomes:
    """Makes it all. The driver diagram is drawn, and redrawn once."""
    _draw(there)
    influence, lessons, reports = _listen(there), _learn(there), _report(there)
    return Outcomes(
        influence=influence,
        lessons=lessons,
        reports=reports,
        celebrations=_celebrate(there, reports["published"]),
        offers=_answer(there),
        webhook=_send(there),
    )


def _draw(there: Lively) -> None:
    fares = {"text": "Pay for carer cover and travel", "measures": ["barriers"]}
    costs: dict[str, Any] = {"text": f"What it costs to come{there.extra}", "measures": [], "ideas": []}
    drawing: dict[str, Any] = {
        "aim": "Three in ten of those in the room have lived experience",
        "measures": ["representation"],
        "primary": [{"text": "People can come", "measures": ["barriers"], "secondary": [costs]}],
    }
    there.ask("evaluation", "POST", "/driver-diagram", drawing)
    costs["ideas"] = [fares]
    seen = there.ask("evaluation", "GET", "/driver-diagram").headers["etag"]
    there.ask("evaluation", "PUT", "/driver-diagram", drawing, seen=seen)


def _listen(there: Lively) -> dict[str, str]:
    """One was taken up already."""
    told = there.ask("evaluation", "GET", "/influence?outcome=accepted").json()["items"]
    said = {"place": "module", "place_id": there.modules["released"], "role": "service_user"}
    made = {
        label: there.made("evaluation", "/influence", said | {"hoped": f"{hoped}{there.extra}"})
        for label, hoped in (("open", "A quiet room."), ("declined", "Lunch for everybody."))
    }
    path = f"/influence/{made['declined']}"
    seen = there.ask("evaluation", "GET", path).headers["etag"]
    became = {"outcome": "declined", "reason": "There is no money for it this year."}
    there.ask("evaluation", "PUT", f"{path}/resolution", became, seen=seen)
    return made | {"taken_up": told[0]["id"]}


def _learn(there: Lively) -> dict[str, str]:
    evenings = {"tried": f"Meetings in the evening.{there.extra}", "happened": "Twice as many carers came."}
    noon = {"tried": "Meetings at noon.", "happened": "Few came.", "worked": False, "organisation": None}
    lessons = {
        "open": there.made("evaluation", "/lessons", _LESSON | evenings),
        "kept": there.made("evaluation", "/lessons", _LESSON | noon),
    }
    opened = {"across_collaboratives": True}
    there.ask("evaluation", "PUT", f"/lessons/{lessons['open']}/opening", opened)
    return lessons


def _report(there: Lively) -> dict[str, str]:
    first, last = today() - timedelta(days=90), today() - timedelta(days=1)
    period = {"period_from": first.isoformat(), "period_to": last.isoformat()}
    reports: dict[str, str] = {}
    for label in ("published", "signed_off", "draft"):
        title = f"What changed, {label.replace('_', ' ')} (invented){there.extra}"
        reports[label] = there.made("evaluation", "/reports", {"title": title} | period)
    for label in ("published", "signed_off"):
        path = f"/reports/{reports[label]}"
        seen = there.ask("evaluation", "GET", path, own="service_user").headers["etag"]
        there.ask("evaluation", "POST", f"{path}/sign-offs", own="service_user", seen=seen)
    there.ask("evaluation", "POST", f"/reports/{reports['published']}/publication")
    return reports


def _celebrate(there: Lively, report: str) -> dict[str, str]:
    """What is proposed of the module and of the report is there once notifications has heard of both."""
    module = there.modules["released"]
    there.after.append(next(one for one in reversed(there.after) if module in one))
    proposed = there.ask("notifications", "GET", "/celebrations").json()["items"]
    found = {one["source"].partition("/")[2]: one["id"] for one in proposed}
    path = f"/celebrations/{found[module]}"
    seen = there.ask("notifications", "GET", path).headers["etag"]
    there.ask("notifications", "POST", f"{path}/approval", seen=seen)
    return {"published": found[module], "waits": found[report]}


def _answer(there: Lively) -> dict[str, str]:
    offers: dict[str, str] = {}
    for label, answer in (("accepted", "accept"), ("declined", "decline")):
        offer = {"participant_id": there.people["professional"], "offer": "share_experience"}
        offers[label] = there.made("training", "/offers", offer)
        said = {"message": f"Thank you.{there.extra}"}
        there.ask("training", "POST", f"/offers/{offers[label]}/{answer}", said)
    return offers


def _send(there: Lively) -> str:
    webhook = there.made("notifications", "/subscriptions", {"url": _NOWHERE, "types": []})
    there.ask("notifications", "POST", f"/subscriptions/{webhook}/test")
    return webhook
