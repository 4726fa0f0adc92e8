"""A subscription: what it is sent, what signs, and when it is disabled."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.notifications.adapters.webhook_secrets import WebhookSecrets
from services.notifications.domain.attempts import DELAYS, MOST_ATTEMPTS, Outcome, next_delay, outcome_of
from services.notifications.domain.subscription import MOST_SECRETS, Subscription
from services.notifications.settings import NotificationsSettings
from shared.contracts.notifications import Celebration, DisabledFor, SubscriptionDisabled
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.registration import ParticipantJoined, ProjectStarted

DAY = date(2018, 3, 12)
NOON = datetime(2018, 3, 12, 12, tzinfo=UTC)
HOURS = timedelta(hours=1)


def _begun(*types: str, organisation: str | None = None) -> Subscription:
    return Subscription.begin(
        "mental-health-ni",
        "s-1",
        organisation=organisation,
        url="https://hooks.example.org/",
        types=types,
        sealed=b"first",
        on=DAY,
    )


def _disabled(one: Subscription) -> list[DisabledFor]:
    told = [event for event, _ in one.recorded]
    return [event.reason for event in told if isinstance(event, SubscriptionDisabled)]


def test_without_types_all_are_wanted_and_with_them_only_those() -> None:
    assert _begun().wants(ParticipantJoined.type, [])
    assert _begun(ProjectStarted.type).wants(ProjectStarted.type, [])
    assert not _begun(ProjectStarted.type).wants(ParticipantJoined.type, [])


@pytest.mark.parametrize("name", ["levelfield.registration.Nothing.v1", "", Celebration.type])
def test_a_type_that_is_never_told_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="unknown-event-type"):
        _begun(name)


def test_a_partner_wants_only_what_concerns_its_organisation() -> None:
    one = _begun(organisation="BHSCT")
    assert one.wants(ProjectStarted.type, ["SHSCT", "BHSCT"])
    assert not one.wants(ProjectStarted.type, ["SHSCT"])
    assert not one.wants(ProjectStarted.type, [])


def test_after_a_rotation_both_secrets_sign_until_the_time_is_over() -> None:
    one = _begun()
    one.rotate(b"second", 24 * HOURS, NOON)
    assert one.signing(NOON + 23 * HOURS) == [b"second", b"first"]
    assert one.signing(NOON + 24 * HOURS) == [b"second"]


def test_a_secret_that_somebody_may_have_seen_ends_at_once() -> None:
    one = _begun()
    one.rotate(b"second", 24 * HOURS, NOON)
    one.rotate(b"third", 0 * HOURS, NOON)
    assert one.signing(NOON) == [b"third"]


def test_only_so_many_secrets_are_valid_at_a_time() -> None:
    one = _begun()
    for at in range(MOST_SECRETS - 1):
        one.rotate(b"%d" % at, 24 * HOURS, NOON)
    with pytest.raises(Refused, match="too-many-secrets"):
        one.rotate(b"one more", 24 * HOURS, NOON)
    one.rotate(b"later", 24 * HOURS, NOON + 25 * HOURS)


def test_five_days_without_a_delivery_disable_and_one_delivery_begins_anew() -> None:
    one = _begun()
    one.failed(NOON, DAY)
    one.failed(NOON + 119 * HOURS, DAY)
    assert one.is_active
    one.delivered()
    one.failed(NOON + 121 * HOURS, DAY)
    one.failed(NOON + 240 * HOURS, DAY)
    assert one.is_active
    one.failed(NOON + 241 * HOURS, DAY)
    assert _disabled(one) == [DisabledFor.LASTING_FAILURE]


def test_a_message_given_up_disables_only_if_nothing_else_got_through_meanwhile() -> None:
    one = _begun()
    one.failed(NOON + HOURS, DAY)
    one.gave_up(NOON, DAY)
    assert one.is_active
    one.gave_up(NOON + HOURS, DAY)
    assert _disabled(one) == [DisabledFor.LASTING_FAILURE]


def test_disabling_is_told_once_and_enabling_begins_anew() -> None:
    one = _begun()
    one.is_gone(DAY)
    one.switch(enabled=False, on=DAY)
    assert _disabled(one) == [DisabledFor.GONE]
    assert not one.wants(ProjectStarted.type, [])
    one.failing_since = NOON
    one.switch(enabled=True, on=DAY)
    assert (one.is_active, one.failing_since) == (True, None)
    one.switch(enabled=False, on=DAY)
    assert _disabled(one) == [DisabledFor.GONE, DisabledFor.BY_HAND]


def test_what_has_ended_keeps_no_address_and_no_secret() -> None:
    one = _begun()
    one.end()
    assert (one.is_active, one.url, one.secrets) == (False, "", [])


@given(st.text(max_size=50))
def test_ten_attempts_take_about_three_days_whatever_the_message(message_id: str) -> None:
    delays = [next_delay(made, message_id) for made in range(1, MOST_ATTEMPTS + 1)]
    assert delays[-1] is None
    waits = [one for one in delays if one is not None]
    assert all(0.9 * plan <= wait <= 1.1 * plan for plan, wait in zip(DELAYS, waits, strict=True))
    assert waits == [next_delay(made, message_id) for made in range(1, MOST_ATTEMPTS)]
    assert timedelta(days=2.8) < sum(waits, timedelta()) < timedelta(days=3.6)


@given(st.timedeltas(min_value=timedelta()), st.integers(1, MOST_ATTEMPTS - 1))
def test_a_subscriber_can_ask_for_a_longer_wait_up_to_a_day_and_for_no_shorter(
    asked: timedelta, made: int
) -> None:
    usual, wait = next_delay(made, "m"), next_delay(made, "m", asked)
    assert usual is not None
    assert wait is not None
    assert wait >= usual
    assert wait == max(usual, min(asked, timedelta(hours=24)))


def test_only_success_is_success() -> None:
    told = {status: outcome_of(status) for status in (200, 204, 299, 301, 404, 410, 429, 500)}
    assert [status for status, one in told.items() if one is Outcome.DELIVERED] == [200, 204, 299]
    assert [status for status, one in told.items() if one is Outcome.GONE] == [410]


def test_a_sealed_secret_opens_as_its_own_subscriptions_alone() -> None:
    secrets = WebhookSecrets(b"k" * 32)
    secret = secrets.make()
    assert secret.startswith("whsec_")
    assert secret != secrets.make()
    sealed = secrets.seal("north", "s-1", secret)
    assert secret.encode() not in sealed
    assert secrets.open("north", "s-1", sealed) == secret
    for tenant, name, key in (("south", "s-1", b"k"), ("north", "s-2", b"k"), ("north", "s-1", b"x")):
        with pytest.raises(InvalidTag):
            WebhookSecrets(key * 32).open(tenant, name, sealed)


def test_private_targets_are_for_a_developers_machine_alone() -> None:
    told = {
        "KAFKA_BOOTSTRAP_SERVERS": "k",
        "MONGODB_URI": "m",
        "master_key": "x",
        "webhook_key": "x",
        "webhook_private_targets": True,
    }
    assert NotificationsSettings.model_validate(told | {"env": "local"}).webhook_private_targets
    with pytest.raises(ValidationError, match="LEVELFIELD_ENV=local"):
        NotificationsSettings.model_validate(told | {"env": "production"})
