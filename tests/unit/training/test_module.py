"""The rules of modules: learning is made together, and what is released stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

import pytest

from services.training.domain.module import Module, ModuleOrigin
from services.training.domain.module_version import Missing, VersionState
from shared.contracts.refusal import Invalid, NotFound, Refused
from shared.contracts.registration import RecordedBy, Role
from shared.contracts.training import Contribution, ModuleReleased, ModuleSignedOff
from tests.unit.training.making import (
    CARER,
    DAY,
    PROFESSIONAL,
    SERVICE_USER,
    a_module,
    content,
    events,
    in_review,
    lived,
    professional,
    ready,
    released,
    told,
)


def test_a_module_begins_with_a_draft() -> None:
    module = a_module()

    assert (module.latest.number, module.latest.state) == (1, VersionState.DRAFT)
    assert told(module) == ["ModuleDrafted"]


def test_a_version_made_and_signed_by_both_sides_is_released() -> None:
    module = ready()
    before = len(module.recorded)

    module.release(1, DAY)

    assert (module.latest.state, module.released_version) == (VersionState.RELEASED, 1)
    (event,) = events(module, before)
    assert isinstance(event, ModuleReleased)
    assert (event.title, event.parts, event.version) == ("Improvement science for everyone", 2, 1)
    assert [one.role for one in event.contributors] == [Role.CARER, Role.PROFESSIONAL]


def test_a_version_without_a_contributor_with_lived_experience_is_not_released() -> None:
    module = a_module()
    module.record_contribution(1, PROFESSIONAL, Contribution.WRITE, DAY)
    module.request_review(1, DAY)
    module.sign_off(1, SERVICE_USER, RecordedBy.SELF, DAY)
    module.sign_off(1, PROFESSIONAL, RecordedBy.SELF, DAY)

    assert _refusal(module) == "it needs a contributor with lived experience."


def test_a_version_without_the_sign_off_of_a_person_with_lived_experience_is_not_released() -> None:
    module = in_review()
    module.sign_off(1, professional(7), RecordedBy.SELF, DAY)

    assert _refusal(module) == "it needs a sign-off by a person with lived experience."


def test_a_version_without_the_sign_off_of_a_professional_is_not_released() -> None:
    module = in_review()
    module.sign_off(1, SERVICE_USER, RecordedBy.SELF, DAY)

    assert _refusal(module) == "it needs a sign-off by a professional."


def test_a_version_signed_off_by_those_alone_who_wrote_it_is_not_released() -> None:
    module = in_review()
    module.sign_off(1, CARER, RecordedBy.SELF, DAY)
    module.sign_off(1, PROFESSIONAL, RecordedBy.SELF, DAY)

    assert _refusal(module) == "it needs a sign-off by somebody who neither designed nor wrote it."


def test_a_signer_who_turns_out_to_have_written_it_is_no_independent_reader() -> None:
    module = ready()
    module.record_contribution(1, SERVICE_USER, Contribution.WRITE, DAY)

    assert module.latest.missing() == [Missing.INDEPENDENT_SIGN_OFF]


@pytest.mark.parametrize("contribution", [Contribution.TEST, Contribution.REVIEW])
def test_who_tested_or_reviewed_a_version_can_be_its_independent_reader(contribution: Contribution) -> None:
    module = in_review()
    module.record_contribution(1, SERVICE_USER, contribution, DAY)
    module.sign_off(1, SERVICE_USER, RecordedBy.SELF, DAY)
    module.sign_off(1, PROFESSIONAL, RecordedBy.SELF, DAY)

    assert module.latest.missing() == []


def test_the_refusal_says_in_one_sentence_everything_that_is_missing() -> None:
    module = a_module(content=replace(content(), title=" ", parts=[]))

    assert _refusal(module) == (
        "it needs a title, at least one part, a contributor with lived experience, "
        "a sign-off by a person with lived experience, a sign-off by a professional "
        "and a sign-off by somebody who neither designed nor wrote it."
    )


_CHANGES: dict[str, Callable[[Module], object]] = {
    "its content": lambda module: module.revise(1, content("Another title")),
    "its contributors": lambda module: module.record_contribution(1, lived(1), Contribution.WRITE, DAY),
    "a new review": lambda module: module.request_review(1, DAY),
    "its sign-offs": lambda module: module.sign_off(1, lived(1), RecordedBy.SELF, DAY),
}


@pytest.mark.parametrize("change", _CHANGES.values(), ids=_CHANGES)
def test_a_released_version_never_changes(change: Callable[[Module], object]) -> None:
    module = released()
    before = deepcopy(module)

    with pytest.raises(Refused) as refused:
        change(module)

    assert refused.value.code == "version-released"
    assert module == before


def test_releasing_again_changes_nothing() -> None:
    module = released()
    before = deepcopy(module)

    module.release(1, DAY)

    assert module == before
    assert told(module) == told(before)


def test_a_change_of_a_released_version_is_a_new_version_that_begins_as_a_copy() -> None:
    module = released()

    version = module.begin_version(DAY)

    assert (version.number, version.state) == (2, VersionState.DRAFT)
    assert version.content == module.versions[0].content


def test_neither_contributors_nor_sign_offs_are_copied_into_a_new_version() -> None:
    version = released().begin_version(DAY)

    assert (version.contributors, version.sign_offs) == ([], [])


def test_beginning_a_version_while_one_is_being_written_gives_that_one() -> None:
    module = released()
    module.begin_version(DAY)
    before = len(module.recorded)

    assert module.begin_version(DAY).number == 2
    assert told(module, before) == []


def test_what_is_changed_during_the_review_has_to_be_read_again() -> None:
    module = ready()

    module.revise(1, content("Another title"))

    assert (module.latest.state, module.latest.sign_offs) == (VersionState.DRAFT, [])
    assert [one.participant_id for one in module.latest.contributors] == ["carer", "professional"]


def test_saying_the_same_again_voids_no_sign_off() -> None:
    module = ready()
    before = deepcopy(module)

    module.revise(1, content())
    module.request_review(1, DAY)
    module.record_contribution(1, CARER, Contribution.DESIGN, DAY)
    module.sign_off(1, SERVICE_USER, RecordedBy.SELF, DAY)

    assert module == before
    assert told(module) == told(before)


def test_a_version_that_is_still_being_written_can_not_be_signed_off() -> None:
    with pytest.raises(Refused) as refused:
        a_module().sign_off(1, SERVICE_USER, RecordedBy.SELF, DAY)

    assert refused.value.code == "not-in-review"


def test_a_sign_off_tells_whether_the_signer_wrote_it() -> None:
    module = in_review()
    module.sign_off(1, CARER, RecordedBy.SELF, DAY)
    module.sign_off(1, SERVICE_USER, RecordedBy.LEAD, DAY)

    signed = [event for event in events(module) if isinstance(event, ModuleSignedOff)]

    assert [(one.participant_id, one.wrote_it) for one in signed] == [
        ("carer", True),
        ("service-user", False),
    ]
    assert [one.recorded_by for one in module.latest.sign_offs] == [RecordedBy.SELF, RecordedBy.LEAD]


def test_a_contributor_keeps_the_role_of_that_day() -> None:
    module = a_module()
    module.record_contribution(1, CARER, Contribution.WRITE, DAY)

    module.record_contribution(1, replace(CARER, role=Role.PROFESSIONAL), Contribution.WRITE, DAY)

    assert [one.role for one in module.latest.contributors] == [Role.CARER]


def test_a_retired_module_gets_no_new_version() -> None:
    module = released()
    module.retire(DAY)

    with pytest.raises(Refused) as refused:
        module.begin_version(DAY)

    assert refused.value.code == "module-retired"


def test_a_retired_module_can_not_be_given_any_longer() -> None:
    module = released()
    module.retire(DAY)

    with pytest.raises(Refused) as refused:
        module.part_to_teach(1, 1)

    assert refused.value.code == "module-retired"


def test_a_draft_of_a_retired_module_is_never_released() -> None:
    module = ready()
    module.retire(DAY)

    with pytest.raises(Refused) as refused:
        module.release(1, DAY)

    assert refused.value.code == "module-retired"


def test_retiring_again_changes_nothing() -> None:
    module = released()
    module.retire(DAY)
    module.retire(DAY)

    assert told(module).count("ModuleRetired") == 1


def test_only_a_released_version_can_be_given() -> None:
    with pytest.raises(Refused) as refused:
        ready().part_to_teach(1, 1)

    assert refused.value.code == "version-not-released"


@pytest.mark.parametrize(("version", "part"), [(1, 3), (2, 1), (0, 1)])
def test_a_part_that_there_is_not_can_not_be_given(version: int, part: int) -> None:
    with pytest.raises(Invalid):
        released().part_to_teach(version, part)


@pytest.mark.parametrize("number", [0, -1, 2])
def test_a_version_that_is_none_is_not_found(number: int) -> None:
    with pytest.raises(NotFound):
        a_module().revise(number, content())


def test_a_copy_from_another_collaborative_names_its_origin_when_drafted_and_when_released() -> None:
    origin = ModuleOrigin(collaborative="first-ni", module_id="there", version=3)

    module = released(origin=origin)

    told_origins = [getattr(event, "origin", None) for event in events(module)]
    assert told_origins[0] == told_origins[-1] == origin.told()


def _refusal(module: Module) -> str:
    before = deepcopy(module)
    with pytest.raises(Refused) as refused:
        module.release(1, DAY)
    assert refused.value.code == "module-not-ready"
    assert module == before
    return refused.value.sentence.removeprefix("This version can't be released yet: ")
