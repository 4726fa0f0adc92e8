"""A collaborative with something of everything in it, made over the services' own APIs. All is invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from levelfield.local.plain_http import ask
from shared.local_time import day_in_london
from tests.support.collaboratives import collaborative
from tests.support.portal import SERVICES, PortalSite
from tests.support.services import INVENTED

MEMBERS = ("carer", "service_user", "professional")
_SECONDS = 20.0


@dataclass
class Lively:
    """What is in it.

    Args:
        people: the records of three who take part, by their roles. The professional is a member of Q and
            mentors the carer, who has completed a module.
        modules: ``released``, and ``to_read``, which waits for sign-offs.
        sessions: in three weeks ``free``, ``full`` (the professional has its place) and ``given`` by the
            service user; and one of the ``past``.
        meetings: ``planned`` for tomorrow, all invited; and one that was ``held``.
    """

    site: PortalSite
    tenant: str
    extra: str
    people: dict[str, str] = field(default_factory=dict[str, str])
    modules: dict[str, str] = field(default_factory=dict[str, str])
    sessions: dict[str, str] = field(default_factory=dict[str, str])
    meetings: dict[str, str] = field(default_factory=dict[str, str])
    after: list[str] = field(default_factory=list[str])

    def ask(
        self, service: str, method: str, path: str, body: Any = None, *, own: str = "", seen: str = ""
    ) -> httpx.Response:
        """Asks a service below the collaborative, not before it has heard of the last changes.

        Args:
            own: the role of the one who takes part that asks; the lead if empty.
            seen: the ETag of what is changed.
        """
        issuer = self.site.site.issuer
        headers = issuer.headers("lead", tenant=self.tenant)
        if own:
            headers = issuer.headers("member", tenant=self.tenant, participant=self.people[own])
        url = f"{self.site.site.processes[SERVICES.index(service)].url}/v1/{self.tenant}{path}"
        headers |= {"Levelfield-After": ", ".join(self.after[-8:])} if self.after else {}
        headers |= {"If-Match": seen} if seen else {}
        answer = ask(method, url, headers=headers, json=body, timeout=_SECONDS)
        assert answer.status_code < 300, f"{method} {path}: {answer.text}"
        if event := answer.headers.get("levelfield-event"):
            self.after.append(event)
        return answer

    def made(self, service: str, path: str, body: Any) -> str:
        """Makes something, and gives its id."""
        return self.ask(service, "POST", path, body).json()["id"]


def lively(site: PortalSite, tenant: str, extra: str = "") -> Lively:
    """Makes one.

    Args:
        extra: put behind the names of the collaborative and its people, behind titles and places.
    """
    name = f"Collaborative {tenant} (invented){extra}"
    aims = [{"measure": "representation", "target": 0.3, "by": "2099-12-31"}]
    site.begin(tenant, **collaborative(tenant, name=name, aims=aims))
    there = Lively(site, tenant, extra)
    _join(there)
    _teach(there)
    _learn(there)
    _meet(there)
    _mentor(there)
    return there


def today() -> date:
    """In London."""
    return day_in_london(datetime.now(UTC))


def times(days: int) -> dict[str, str]:
    """The times of something so many days from now."""
    begin = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=days)
    return {"starts_at": begin.isoformat(), "ends_at": (begin + timedelta(hours=2)).isoformat()}


def _join(there: Lively) -> None:
    for role in MEMBERS:
        somebody = {
            "role": role,
            "name": f"{INVENTED} {role} (invented){there.extra}",
            "email": f"{INVENTED.lower()}.{role}.{there.tenant}@example.org",
            "organisation": "BHSCT" if role == "professional" else None,
        }
        there.people[role] = there.made("registration", "/participants", somebody)
        path = f"/participants/{there.people[role]}"
        there.ask("registration", "PUT", f"{path}/consents/evaluation", {"given": True})
    journey = {"journey": "member"}
    there.ask("registration", "PUT", f"/participants/{there.people['professional']}/q-journey", journey)


def _teach(there: Lively) -> None:
    for at, label in enumerate(("released", "to_read"), start=1):
        content = {
            "title": f"Improvement science {at} (invented){there.extra}",
            "outline": f"What improvement is.{there.extra}",
            "outcomes": ["Can read a run chart."],
            "parts": [{"title": "Part 1", "minutes": 90}],
        }
        kind = {"code": f"QI-{at}", "track": "quality_improvement", "audience": "everyone"}
        module = there.modules[label] = there.made("training", "/modules", kind | content)
        version = f"/modules/{module}/versions/1"
        there.ask("training", "PUT", f"{version}/contributors/{there.people['carer']}/design")
        there.ask("training", "POST", f"{version}/review")
    version = f"/modules/{there.modules['released']}/versions/1"
    for role in ("service_user", "professional"):
        there.ask("training", "PUT", f"{version}/sign-offs/{there.people[role]}")
    there.ask("training", "POST", f"{version}/release")


def _learn(there: Lively) -> None:
    plan = {
        "module_id": there.modules["released"],
        "module_version": 1,
        "part": 1,
        "college": "BRC",
        "place": f"Room 2{there.extra}",
        "link": "https://meet.example.org/room-2",
        "capacity": 12,
        "held_places": 0,
        "supports": ["expenses", "quiet_room"],
    }
    for label, days, more in (
        ("free", 21, {}),
        ("full", 22, {"capacity": 1}),
        ("given", 23, {"facilitators": [there.people["service_user"]]}),
        ("past", -1, {}),
    ):
        there.sessions[label] = there.made("training", "/sessions", plan | times(days) | more)
    professional, carer = there.people["professional"], there.people["carer"]
    there.ask("training", "PUT", f"/sessions/{there.sessions['full']}/enrolments/{professional}")
    past = f"/sessions/{there.sessions['past']}"
    there.ask("training", "PUT", f"{past}/enrolments/{carer}")
    there.ask("training", "PUT", f"{past}/attendance/{carer}", {"attendance": "attended"})


def _meet(there: Lively) -> None:
    everybody = sorted(there.people.values())
    planned = {"kind": "steering", "place": f"Mossley Mill{there.extra}", "invited": everybody}
    there.meetings["planned"] = there.made("registration", "/meetings", planned | times(1))
    attendance = [{"participant_id": one, "status": "attended"} for one in everybody]
    held = {"kind": "collaborative", "held_on": today().isoformat(), "attendance": attendance}
    there.meetings["held"] = there.made("registration", "/meetings/held", held)
    hoped = {"place": "meeting", "place_id": there.meetings["held"], "hoped": f"Plain letters.{there.extra}"}
    said = there.made("evaluation", "/influence", hoped | {"role": "carer"})
    seen = there.ask("evaluation", "GET", f"/influence/{said}").headers["etag"]
    became = {"outcome": "accepted", "changed": "The letter is new.", "matters": "People come."}
    there.ask("evaluation", "PUT", f"/influence/{said}/resolution", became, seen=seen)


def _mentor(there: Lively) -> None:
    professional, carer = there.people["professional"], there.people["carer"]
    terms = {"participant_id": professional, "topics": ["measurement"], "capacity": 2}
    there.made("training", "/mentors", terms)
    path = f"/mentors/{professional}/mentorships"
    mentorship = there.made("training", path, {"learner_id": carer, "topics": ["measurement"]})
    met = {"held_on": today().isoformat(), "minutes": 45}
    there.made("training", f"{path}/{mentorship}/sessions", met)
    # Registration has heard of it, so that pages name the two at once.
    there.ask("registration", "GET", f"/participants/{carer}/mentoring", own="carer")
    offer = {"participant_id": professional, "offer": "deliver", "note": f"Gladly.{there.extra}"}
    there.made("training", "/offers", offer)
