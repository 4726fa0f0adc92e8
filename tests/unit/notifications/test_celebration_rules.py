"""What a collaborative celebrates, and when a cohort is one."""

from __future__ import annotations

import pytest

from services.notifications.domain.celebration_rules import RULES_ID, CelebrationRules, Rule
from services.notifications.domain.cohort_progress import CohortProgress
from services.notifications.domain.known_person import Completed, KnownPerson
from shared.contracts.notifications import CelebrationKind
from shared.contracts.refusal import Invalid
from shared.contracts.training import Track
from tests.unit.notifications.good_news import TENANT


def _rules(tenant: str = TENANT) -> CelebrationRules:
    return CelebrationRules(tenant=tenant, id=RULES_ID)


def test_at_first_everything_is_proposed_and_nothing_shown_without_the_lead() -> None:
    rules = _rules()
    assert all(rules.of(kind) == Rule(on=True, needs_approval=True) for kind in CelebrationKind)
    assert rules.smallest_cohort == 5


def test_a_cohort_of_fewer_than_five_singles_people_out_and_is_refused() -> None:
    rules = _rules()
    with pytest.raises(Invalid, match="cohort-too-small"):
        rules.settle({}, 4)
    assert rules == _rules()


def test_what_is_not_told_stays_as_it_was() -> None:
    rules = _rules()
    rules.settle({CelebrationKind.MODULE_RELEASED: Rule(on=False)}, 8)
    assert rules.of(CelebrationKind.MODULE_RELEASED).on is False
    assert rules.of(CelebrationKind.REPORT_PUBLISHED) == Rule()
    assert rules.smallest_cohort == 8


def test_the_rules_come_along_and_are_changed_apart_from_then_on() -> None:
    origin, new = _rules(), _rules("diabetes-ni")
    origin.settle({CelebrationKind.MODULE_RELEASED: Rule(on=False)}, 8)
    new.bring_along(origin)
    new.settle({CelebrationKind.MODULE_RELEASED: Rule(on=True)}, 5)
    assert origin.of(CelebrationKind.MODULE_RELEASED).on is False


def test_a_cohort_is_celebrated_once_from_the_set_number_of_people_on() -> None:
    progress = CohortProgress(tenant=TENANT, id="p", module_id="m", module_version=1)
    asked: list[bool] = []
    for who in ("a", "b", "b", "c", "d", "e", "f"):
        progress.counts(who)
        asked.append(progress.is_to_be_celebrated(5))
    assert asked == [False, False, False, False, False, True, False]


def test_whoever_has_gone_to_another_cohort_counts_there() -> None:
    progress = CohortProgress(tenant=TENANT, id="p", module_id="m", module_version=1)
    for who in "abcd":
        progress.counts(who)
    progress.counts_no_longer("a")
    progress.counts("e")
    assert progress.is_to_be_celebrated(5) is False


def test_only_those_may_be_named_who_have_agreed_and_take_part() -> None:
    person = KnownPerson(tenant=TENANT, id="ann")
    seen = [person.may_be_named]
    for step in (
        lambda: person.agreed(True),
        lambda: person.joined("spring"),
        person.left,
        lambda: person.joined("spring"),
        lambda: person.agreed(False),
    ):
        step()
        seen.append(person.may_be_named)
    assert seen == [False, False, True, False, True, False]


def test_nothing_is_known_of_an_erased_person_but_that_they_are_gone_whatever_comes_after() -> None:
    person = KnownPerson(tenant=TENANT, id="ann")
    person.joined("spring")
    person.erase()
    person.agreed(True)
    person.joined("autumn")
    person.has_completed(Completed("m", 1, Track.JOINT))
    assert person == KnownPerson(tenant=TENANT, id="ann", erased=True)


def test_what_somebody_completes_is_known_once() -> None:
    person = KnownPerson(tenant=TENANT, id="ann")
    one = Completed("m", 1, Track.JOINT)
    person.has_completed(one)
    person.has_completed(one)
    assert person.all_completed() == [one]
