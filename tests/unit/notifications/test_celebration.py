"""A celebration: proposed, put in words, shown, and taken back."""

from __future__ import annotations

import pytest

from services.notifications.domain.celebration import Celebration, CelebrationState
from shared.contracts.notifications import Celebration as Shown
from shared.contracts.notifications import CelebrationPublished, CelebrationRetracted, RetractedFor
from shared.contracts.refusal import Refused
from tests.unit.notifications.good_news import (
    ANN,
    BEN,
    DAY,
    EDITED,
    OCCASION,
    OURS,
    STAGE,
    TENANT,
    WILLING,
    proposed,
    published,
    told,
)

S = CelebrationState


def test_what_needs_approval_waits_for_the_lead() -> None:
    made = Celebration.propose(TENANT, "one", OCCASION, DAY, needs_approval=True)
    assert (made.state, made.publish_on, told(made)) == (S.PROPOSED, None, ["CelebrationProposed"])


def test_what_needs_none_is_due_on_the_day_it_was_proposed() -> None:
    made = Celebration.propose(TENANT, "one", OCCASION, DAY, needs_approval=False)
    assert (made.state, made.publish_on, told(made)) == (S.APPROVED, DAY, ["CelebrationProposed"])


def test_published_it_is_told_with_its_words_and_names_on_the_topic_alone() -> None:
    made = proposed()
    made.edit(EDITED, [ANN], WILLING)
    made.publish(STAGE, WILLING)

    [(event, latest)] = made.recorded
    assert isinstance(event, CelebrationPublished)
    assert isinstance(latest, Shown)
    assert event.named == ("ann",)
    assert "Zwetlana" not in event.model_dump_json()
    assert (latest.title, latest.named, latest.page) == (EDITED.title, ("Zwetlana A.",), STAGE.page)
    assert "Celebrating Zwetlana A." in latest.picture_text
    assert (made.shown, made.publish_on) == (True, None)


def test_published_again_it_stays_as_it_is() -> None:
    made = published(ANN)
    made.publish(STAGE, {})
    assert (made.state, told(made)) == (S.PUBLISHED, [])


@pytest.mark.parametrize("known", [{}, {"ann": False}, {"ben": True}])
def test_nobody_is_named_who_has_not_agreed(known: dict[str, bool]) -> None:
    made = proposed()
    with pytest.raises(Refused, match="may-not-be-named"):
        made.edit(EDITED, [ANN], known)
    assert (made.named, made.edited) == ([], None)


def test_it_is_not_published_if_somebody_has_stopped_agreeing_since() -> None:
    made = proposed()
    made.edit(EDITED, [ANN, BEN], WILLING)
    with pytest.raises(Refused, match="may-not-be-named"):
        made.publish(STAGE, {"ann": True, "ben": False})
    assert (made.state, made.recorded) == (S.PROPOSED, [])


def test_the_words_of_the_event_again_are_no_edit() -> None:
    made = proposed()
    made.edit(EDITED, [], {})
    made.edit(OURS, [], {})
    assert (made.edited, made.words) == (None, OURS)


def test_declined_it_is_never_published() -> None:
    made = proposed()
    made.edit(EDITED, [ANN], WILLING)
    made.decline()
    made.decline()
    assert (made.state, made.named, made.edited, made.recorded) == (S.DECLINED, [], None, [])
    with pytest.raises(Refused, match="celebration-ended"):
        made.publish(STAGE, WILLING)


def test_retracted_it_ends_on_the_topic_and_no_name_and_no_word_of_the_lead_stays() -> None:
    made = published(ANN)
    made.retract(RetractedFor.BY_HAND, DAY)
    made.retract(RetractedFor.ERASED, DAY)

    [(event, latest)] = made.recorded
    assert isinstance(event, CelebrationRetracted)
    assert (event.reason, latest) == (RetractedFor.BY_HAND, Shown)
    assert (made.state, made.shown, made.words) == (S.RETRACTED, False, OURS)
    made.recorded.clear()
    assert "Zwetlana" not in repr(made)


def test_retracted_it_is_never_published_again() -> None:
    made = published()
    made.retract(RetractedFor.BY_HAND, DAY)
    with pytest.raises(Refused, match="celebration-ended"):
        made.publish(STAGE, WILLING)


def test_what_was_never_published_can_only_be_declined() -> None:
    with pytest.raises(Refused, match="not-published"):
        proposed().retract(RetractedFor.BY_HAND, DAY)


def test_what_is_published_is_changed_by_nothing_but_a_retraction() -> None:
    made = published()
    with pytest.raises(Refused, match="not-proposed"):
        made.decline()
    with pytest.raises(Refused, match="not-proposed"):
        made.edit(EDITED, [], {})


@pytest.mark.parametrize("reason", [RetractedFor.CONSENT_WITHDRAWN, RetractedFor.LEFT, RetractedFor.ERASED])
def test_published_it_is_retracted_once_somebody_named_may_not_be(reason: RetractedFor) -> None:
    made = published(ANN, BEN)
    made.no_longer_name("ben", reason, DAY)
    assert (made.state, made.taken_back_for, told(made)) == (S.RETRACTED, reason, ["CelebrationRetracted"])


def test_proposed_it_loses_the_name_and_the_words_in_which_it_may_stand() -> None:
    made = proposed()
    made.edit(EDITED, [ANN, BEN], WILLING)
    made.no_longer_name("ann", RetractedFor.LEFT, DAY)
    assert (made.state, made.named, made.words, made.recorded) == (S.PROPOSED, [BEN], OURS, [])


def test_whoever_is_not_named_changes_nothing() -> None:
    made = published(ANN)
    made.no_longer_name("ben", RetractedFor.LEFT, DAY)
    assert (made.state, told(made)) == (S.PUBLISHED, [])


def test_what_it_is_about_being_taken_back_retracts_it() -> None:
    made = published()
    made.no_longer_so(DAY)
    made.no_longer_so(DAY)
    assert (made.state, made.taken_back_for) == (S.RETRACTED, RetractedFor.NO_LONGER_SO)
    assert told(made) == ["CelebrationRetracted"]


@pytest.mark.parametrize("needs_approval", [True, False])
def test_or_declines_it_if_it_is_not_published_yet(needs_approval: bool) -> None:
    made = proposed(needs_approval=needs_approval)
    made.no_longer_so(DAY)
    assert (made.state, made.publish_on, made.recorded) == (S.DECLINED, None, [])
