"""What is planned for a session, between a form and training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.clients.sessions import Session
from services.portal.pages.lead.several import PEOPLE
from services.portal.web.moments import moment, typed_day, typed_time
from services.portal.web.numbers import typed_number
from services.portal.web.problems import FieldProblem
from services.portal.web.words import spoken_time
from shared.local_time import LONDON
from shared.web.forms import Form

MOST_PLACES, MOST_DAYS = 500, 365
FIELDS = {
    "starts_at": "starts",
    "ends_at": "ends",
    "held_places": "held",
    "module_id": "part",
    "facilitators": "email",
}
CODES = {
    "ends-before-it-starts": "ends",
    "place-needed": "place",
    "held-above-capacity": "held",
    "capacity-below-confirmed": "capacity",
    "facilitator-unknown": "email",
    "no-such-part": "part",
    "version-not-released": "part",
    "no-such-college": "college",
}
SAID = {
    "part": "Select which part is given",
    "college": "Select which Recovery College gives it",
    "day": "Enter a day, like 15 1 2018",
    "starts": "Enter a time, like 9:30am or 14:00",
    "ends": "Enter a time, like 9:30am or 14:00",
    "place": "Enter a place of up to 500 characters, a link, or both",
    "link": "Enter a link of up to 500 characters, or leave it out",
    "capacity": "Enter how many places there are, from 1 to 500",
    "held": "Enter how many places are held, from 0 to 500",
    "release_days": "Enter how many days before, from 0 to 365",
}


def plan_in(form: Form) -> tuple[dict[str, Any], list[FieldProblem]]:
    """As training takes it, and what is wrong with what was typed."""
    day = typed_day(form, "day")
    starts, ends = typed_time(form.text("starts")), typed_time(form.text("ends"))
    numbers = {
        "capacity": typed_number(form.text("capacity"), 1, MOST_PLACES),
        "held": typed_number(form.text("held") or "0", 0, MOST_PLACES),
        "release_days": typed_number(form.text("release_days"), 0, MOST_DAYS),
    }
    typed: Mapping[str, object] = {"day": day, "starts": starts, "ends": ends}
    there = bool(form.text("place") or form.text("link"))
    missing = [field for field, value in typed.items() if value is None]
    missing += [] if there else ["place"]
    missing += [field for field, value in numbers.items() if value is None]
    problems = [FieldProblem(field, SAID[field]) for field in missing]
    if problems or day is None or starts is None or ends is None:
        return {}, problems
    body: dict[str, Any] = {
        "starts_at": moment(day, starts).isoformat(),
        "ends_at": moment(day, ends).isoformat(),
        "capacity": numbers["capacity"],
        "held_places": numbers["held"],
        "release_days": numbers["release_days"],
        "facilitators": form.all(PEOPLE),
        "supports": form.all("supports"),
    }
    return body | {name: value for name in ("place", "link") if (value := form.text(name))}, []


def form_of(session: Session) -> Form:
    """The form with what is planned."""
    starts = session.starts_at.astimezone(LONDON)
    return Form(
        {
            "day-day": [str(starts.day)],
            "day-month": [str(starts.month)],
            "day-year": [str(starts.year)],
            "starts": [spoken_time(session.starts_at)],
            "ends": [spoken_time(session.ends_at)],
            "place": [session.place or ""],
            "link": [session.link or ""],
            "capacity": [str(session.capacity)],
            "held": [str(session.held_places)],
            "release_days": [str(session.release_days)],
            "supports": list(session.supports),
            PEOPLE: [one.participant_id for one in session.facilitators if one.participant_id],
            "version": [session.version],
        }
    )
