"""Whatever is done to a module: what is released never changes, and never was released too early."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.training.domain.module_version import ModuleVersion
from services.training.domain.person import Person
from shared.contracts.refusal import Refused
from shared.contracts.registration import RecordedBy, Role
from shared.contracts.training import Contribution, ModuleReleased
from tests.unit.training.making import DAY, a_module, content, events

NUMBERS = st.integers(0, 4)
PEOPLE = st.builds(
    Person,
    id=st.sampled_from(["a", "b", "c", "d"]),
    role=st.sampled_from(Role),
    organisation=st.none(),
)


class AnyCommands(RuleBasedStateMachine):
    """A module under arbitrary commands."""

    def __init__(self) -> None:
        super().__init__()
        self.module = a_module()
        self.released: dict[int, ModuleVersion] = {}
        self.retired_with: int | None = None

    def _try(self, command: Callable[[], object]) -> None:
        before, told = deepcopy(self.module), len(self.module.recorded)
        try:
            command()
        except Refused:
            assert self.module == before, "a refusal changed something"
            assert len(self.module.recorded) == told, "a refusal recorded something"

    @rule(title=st.sampled_from(["", "One", "Another"]), parts=st.integers(0, 2), number=NUMBERS)
    def revise(self, title: str, parts: int, number: int) -> None:
        self._try(lambda: self.module.revise(number, content(title, parts)))

    @rule(person=PEOPLE, contribution=st.sampled_from(Contribution), number=NUMBERS)
    def contribute(self, person: Person, contribution: Contribution, number: int) -> None:
        self._try(lambda: self.module.record_contribution(number, person, contribution, DAY))

    @rule(number=NUMBERS)
    def request_review(self, number: int) -> None:
        self._try(lambda: self.module.request_review(number, DAY))

    @rule(person=PEOPLE)
    def sign_off_the_last(self, person: Person) -> None:
        number = self.module.latest.number
        self._try(lambda: self.module.request_review(number, DAY))
        self._try(lambda: self.module.sign_off(number, person, RecordedBy.SELF, DAY))

    @rule(person=PEOPLE, number=NUMBERS)
    def sign_off(self, person: Person, number: int) -> None:
        self._try(lambda: self.module.sign_off(number, person, RecordedBy.SELF, DAY))

    @rule(number=NUMBERS)
    def release(self, number: int) -> None:
        self._try(lambda: self.module.release(number, DAY))
        self._note_released()

    @rule()
    def release_the_last(self) -> None:
        self.release(self.module.latest.number)

    @rule(
        made_by=st.sets(PEOPLE, max_size=2),
        signed_by=st.sets(PEOPLE, min_size=2, max_size=3),
        contribution=st.sampled_from(Contribution),
    )
    def work_through_the_last(
        self, made_by: set[Person], signed_by: set[Person], contribution: Contribution
    ) -> None:
        """Most of what a release needs; chance alone would seldom come so far."""
        number = self.module.latest.number
        self.revise("Whole", 2, number)
        for person in made_by:
            self.contribute(person, contribution, number)
        for person in signed_by:
            self.sign_off_the_last(person)
        self.release_the_last()

    @rule()
    def begin_version(self) -> None:
        self._try(lambda: self.module.begin_version(DAY))

    @rule()
    def retire(self) -> None:
        # Late, so that most of what hypothesis tries meets a module that lives.
        if len(self.module.versions) > 2:
            self.module.retire(DAY)
            self.retired_with = len(self.module.versions)

    def _note_released(self) -> None:
        for version in self.module.versions:
            if version.released and version.number not in self.released:
                _check_conditions(version)
                self.released[version.number] = deepcopy(version)

    @invariant()
    def a_released_version_is_as_it_was(self) -> None:
        for number, version in self.released.items():
            assert self.module.versions[number - 1] == version

    @invariant()
    def only_the_last_version_is_unreleased(self) -> None:
        assert all(one.released for one in self.module.versions[:-1])
        assert [one.number for one in self.module.versions] == list(range(1, len(self.module.versions) + 1))

    @invariant()
    def each_release_is_told_once(self) -> None:
        told = [one.version for one in events(self.module) if isinstance(one, ModuleReleased)]
        assert told == list(self.released)

    @invariant()
    def a_retired_module_gets_no_more_versions(self) -> None:
        assert self.retired_with in (None, len(self.module.versions))


def _check_conditions(version: ModuleVersion) -> None:
    """The conditions of a release, as domain.md has them, worked out once more."""
    makers = {
        one.participant_id
        for one in version.contributors
        if one.contribution in (Contribution.DESIGN, Contribution.WRITE)
    }
    signers = {one.participant_id: one.role for one in version.sign_offs}
    assert version.content.title
    assert version.content.parts
    assert {one.role for one in version.contributors} & {Role.CARER, Role.SERVICE_USER}
    assert set(signers.values()) & {Role.CARER, Role.SERVICE_USER}
    assert Role.PROFESSIONAL in signers.values()
    assert signers.keys() - makers


TestAnyCommands = AnyCommands.TestCase
TestAnyCommands.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
