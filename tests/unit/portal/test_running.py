"""What those who run a collaborative type, and how codes are said to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.attempts import Outcome
from services.portal.clients.celebrating import Rule, Rules
from services.portal.clients.imports import MOST_BYTES, Import, Imports, Preview, Totals
from services.portal.clients.planned import PlannedMeeting
from services.portal.pages.lead import celebration_rules, celebration_words, spread, webhook_form
from services.portal.pages.lead.home import rejected_lately
from services.portal.pages.lead.importing import worth_importing, wrong_with
from services.portal.pages.lead.meeting_change import as_typed
from services.portal.pages.lead.planning import read_plan
from services.portal.pages.lead.webhook import period, wrong_days
from services.portal.pages.lead.whom import Whom
from services.portal.web import running_words as said
from services.registration.domain.people_import import ImportState, RowOutcome
from services.registration.domain.table import MOST_BYTES as MOST_BYTES_OF_A_FILE
from shared.contracts.notifications import CelebrationKind, DisabledFor, FailedFor, MessageKind
from shared.contracts.registration import ConsentPurpose, LeavingReason, QJourney
from shared.contracts.registry import CONTRACTS
from shared.local_time import LONDON
from shared.web.forms import Form
from shared.web.identity import is_tenant

_NOW = datetime(2018, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (ImportState, said.IMPORT_STATES),
        (RowOutcome, said.ROW_OUTCOMES),
        (RowOutcome, said.ROW_PROSPECTS),
        (QJourney, said.JOURNEYS),
        (LeavingReason, said.THEIR_LEAVING),
        (ConsentPurpose, said.CONSENTS_OF_OTHERS),
        (MessageKind, said.MESSAGES),
        (FailedFor, said.FAILURES),
        (DisabledFor, said.WEBHOOK_ENDS),
        (Outcome, said.ATTEMPTS),
        (CelebrationKind, said.CELEBRATED_WHEN),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_every_code_has_words(codes: type[StrEnum], words: Mapping[str, object]) -> None:
    assert set(words) == {code.value for code in codes}


def test_every_event_that_is_told_has_words_of_its_own() -> None:
    told = [event.type for event in CONTRACTS if not event.is_state]

    assert set(said.EVENTS_TOLD) == set(told)
    assert len(set(said.EVENTS_TOLD.values())) == len(told)
    assert said.EVENTS_TOLD["levelfield.registration.QJourneyChanged.v1"] == "Q journey changed"


def test_what_was_sent_is_called_by_what_it_is_about_and_shows_no_id() -> None:
    assert said.about("session/01993c71#4") == "Session"
    assert said.about("people_import/x#1") == "People import"
    assert said.about("test/0199#1") == "Test message"


@given(st.text(max_size=120))
def test_a_name_for_addresses_is_right_or_none_whatever_a_collaborative_is_called(name: str) -> None:
    slug = spread.slug_of(name)

    assert slug == "" or is_tenant(slug)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Diabetes collaborative", "diabetes-collaborative"),
        ("  Síolta (NI), 2018 ", "siolta-ni-2018"),
        ("2018", ""),
        ("!?", ""),
        ("x" * 39 + " y", "x" * 39),
    ],
)
def test_a_name_for_addresses_is_proposed_from_the_one_for_people(name: str, slug: str) -> None:
    assert spread.slug_of(name) == slug


def test_a_new_collaborative_is_asked_for_as_registration_takes_it() -> None:
    told = {"name": "Diabetes", "specialty": "diabetes", "region": "NI", "with_organisations": "no"}
    form = Form({name: [value] for name, value in told.items()} | {"slug": ["diabetes-ni"]})

    assert spread.wrong_in(form) == []
    assert spread.body_of(form, "mental-health-ni") == {
        "slug": "diabetes-ni",
        "name": "Diabetes",
        "specialty": "diabetes",
        "region": "NI",
        "spread_from": "mental-health-ni",
        "with_organisations": False,
    }
    assert [one.field for one in spread.wrong_in(Form({"name": ["x" * 201]}))] == [
        *("name", "specialty", "region", "with_organisations")
    ]


def test_days_of_a_period_are_days_in_london() -> None:
    assert period(date(2018, 6, 1), date(2018, 6, 1)) == {
        "from": "2018-05-31T23:00:00+00:00",
        "to": "2018-06-01T22:59:59.999000+00:00",
    }
    assert wrong_days(date(2018, 6, 1), date(2018, 6, 1)) == []
    assert [one.field for one in wrong_days(None, None)] == ["first", "last"]
    assert [one.field for one in wrong_days(date(2018, 6, 2), date(2018, 6, 1))] == ["last"]


def test_a_webhook_is_told_everything_unless_something_is_selected() -> None:
    everything = Form({"url": ["https://x.org"], "which": ["all"], "types": ["a"]})
    some, none = Form({"which": ["some"], "types": ["a"]}), Form({"which": ["some"]})

    assert webhook_form.body_of(everything) == {"url": "https://x.org", "types": []}
    assert webhook_form.body_of(some) == {"url": "", "types": ["a"]}
    assert [webhook_form.tells_nothing(one) for one in (everything, some, none)] == [False, False, True]


class TestCelebrations:
    def test_who_is_left_out_is_not_named_and_who_is_new_stands_last(self) -> None:
        form = Form({"title": ["T"], "text": ["x"], "name-a": ["Ann"], "name-b": ["Bo"], "leave_out": ["a"]})

        body = celebration_words.body_of(form, Whom("c", "Cy"))

        assert body["named"] == [{"participant_id": "b", "name": "Bo"}, {"participant_id": "c", "name": "Cy"}]

    @given(st.tuples(*[st.sampled_from(["look", "publish", "off"])] * 4))
    def test_rules_that_are_not_touched_are_saved_as_they_were(self, choices: tuple[str, ...]) -> None:
        rules = [Rule(on=one != "off", needs_approval=one != "publish") for one in choices]
        kinds = dict(zip(said.CELEBRATED_WHEN, rules, strict=True))
        told = {kind: rule.model_dump() for kind, rule in kinds.items()}
        form = celebration_rules.as_chosen(Rules.model_validate(told | {"smallest_cohort": 6}))

        assert celebration_rules.wrong_in(form) == []
        assert celebration_rules.body_of(form) == told | {"smallest_cohort": 6}

    @pytest.mark.parametrize("number", ["", "five", "-6", "\u0667", "10000"])
    def test_what_is_no_number_of_people_is_said_so(self, number: str) -> None:
        form = Form({kind: ["look"] for kind in said.CELEBRATED_WHEN} | {"smallest_cohort": [number]})

        assert [one.field for one in celebration_rules.wrong_in(form)] == ["smallest_cohort"]


class TestImports:
    def test_a_file_is_bounded_as_registration_bounds_it(self) -> None:
        assert MOST_BYTES == MOST_BYTES_OF_A_FILE

    def test_no_file_another_one_than_before_and_one_that_is_too_large_are_told_apart(self) -> None:
        wrong = [wrong_with(None, ""), wrong_with(None, "d"), wrong_with(b"x" * (MOST_BYTES + 1), "")]
        sentences = [one.sentence for one in wrong if one]

        assert [one.partition(" ")[0] for one in sentences] == ["Choose", "Choose", "The"]
        assert len(set(sentences)) == 3
        assert wrong_with(b"", "") is None, "what is in it, registration says"

    def test_only_a_file_of_which_something_would_come_is_worth_importing(self) -> None:
        assert worth_importing(_preview(accepted=1, rejected=1))
        assert worth_importing(_preview(unchanged=1))
        assert not worth_importing(_preview(rejected=2))
        assert not worth_importing(_preview(accepted=1, before=_import("done")))
        assert worth_importing(_preview(accepted=1, before=_import("interrupted")))

    def test_rejected_rows_wait_for_two_weeks(self) -> None:
        new, old = _import("done", rejected=1), _import("done", rejected=1, days=15)
        found = rejected_lately(Imports(items=[_import("done"), new, old]), _NOW)

        assert found == [new]
        assert rejected_lately(None, _NOW) == []


def _totals(**counts: int) -> Totals:
    return Totals.model_validate(dict.fromkeys(RowOutcome, 0) | counts)


def _import(state: str, rejected: int = 0, days: int = 1) -> Import:
    return Import(
        id="i",
        state=state,
        rows=1,
        noted=1,
        totals=_totals(rejected=rejected),
        remarks=[],
        begun_at=_NOW - timedelta(days=days),
    )


def _preview(before: Import | None = None, **counts: int) -> Preview:
    looked_at = sum(counts.values())
    totals = _totals(**counts)
    return Preview(
        rows=looked_at, looked_at=looked_at, totals=totals, remarks=[], first=[], rejected=[], before=before
    )


@given(
    st.integers(0, 12 * 365 * 24 * 60).map(lambda minutes: _NOW + timedelta(minutes=minutes)),
    st.integers(1, 600),
    st.text("abc xyz", max_size=5),
)
def test_a_plan_that_is_not_touched_is_saved_as_it_was(starts: datetime, minutes: int, place: str) -> None:
    ends, place = starts + timedelta(minutes=minutes), place.strip()
    local = starts.astimezone(LONDON)
    if ends.astimezone(LONDON).date() != local.date() or local.fold:
        return  # the form asks for one day, and for no second 1:30am
    told = {"id": "m", "kind": "steering", "status": "planned", "invited": 0, "day": local.date()}
    told |= {"starts_at": starts, "ends_at": ends, "place": place or None}
    meeting = PlannedMeeting.model_validate(told)

    plan, problems = read_plan(as_typed(meeting))

    assert problems == []
    assert (plan["kind"], plan.get("place", "")) == ("steering", place)
    assert datetime.fromisoformat(plan["starts_at"]) == starts
