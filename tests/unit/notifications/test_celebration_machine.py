"""Whatever is done to a celebration: nobody is named who does not agree, and what has ended stays so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.notifications.domain.celebration import Celebration, CelebrationState, Named
from services.notifications.domain.known_person import KnownPerson
from shared.contracts.notifications import Celebration as Shown
from shared.contracts.notifications import RetractedFor
from shared.contracts.refusal import Refused
from tests.unit.notifications.good_news import DAY, EDITED, OCCASION, STAGE, TENANT

IDS = ("ann", "ben", "cy")
WHO = st.sampled_from(IDS)
_ENDED = (CelebrationState.DECLINED, CelebrationState.RETRACTED)


class AnyCommandsAndEvents(RuleBasedStateMachine):
    """A celebration and the people it may name, as commands and policies change them together."""

    def __init__(self) -> None:
        super().__init__()
        self.people = {who: KnownPerson(tenant=TENANT, id=who) for who in IDS}
        self.on_the_topic: Shown | None = None
        self.ended: CelebrationState | None = None
        self.proposals = 0

    @initialize(needs_approval=st.booleans())
    def propose(self, needs_approval: bool) -> None:
        self.one = Celebration.propose(TENANT, "one", OCCASION, DAY, needs_approval=needs_approval)

    def _may(self) -> dict[str, bool]:
        return {who: person.may_be_named for who, person in self.people.items()}

    def _try(self, command: Callable[[], object]) -> bool:
        before, told = deepcopy(self.one), len(self.one.recorded)
        try:
            command()
        except Refused:
            assert self.one == before, "a refusal changed something"
            assert len(self.one.recorded) == told, "a refusal recorded something"
            return False
        return True

    @rule(named=st.lists(WHO, unique=True))
    def edit(self, named: Sequence[str]) -> None:
        people = [Named(participant_id=who, name=f"Zwetlana {who}") for who in named]
        if self._try(lambda: self.one.edit(EDITED, people, self._may())):
            for who in named:
                self.people[who].named_by(self.one.id)

    @rule()
    def publish(self) -> None:
        self._try(lambda: self.one.publish(STAGE, self._may()))

    @rule()
    def decline(self) -> None:
        self._try(self.one.decline)

    @rule()
    def retract(self) -> None:
        self._try(lambda: self.one.retract(RetractedFor.BY_HAND, DAY))

    @rule()
    def what_it_is_about_is_taken_back(self) -> None:
        self.one.no_longer_so(DAY)

    @rule(who=WHO)
    def joins(self, who: str) -> None:
        self.people[who].joined(None)

    @rule(who=WHO)
    def agrees(self, who: str) -> None:
        self.people[who].agreed(True)

    @rule(who=WHO, how=st.sampled_from(["agreed", "left", "erase"]))
    def agrees_no_longer(self, who: str, how: str) -> None:
        person = self.people[who]
        if how == "agreed":
            person.agreed(False)
        else:
            getattr(person, how)()
        for _ in person.forget_celebrations():
            self.one.no_longer_name(who, RetractedFor.CONSENT_WITHDRAWN, DAY)

    @invariant()
    def nobody_is_named_who_does_not_agree(self) -> None:
        for one in self.one.named:
            assert self.people[one.participant_id].may_be_named
        if self.one.state in _ENDED:
            assert self.one.named == []
            assert self.one.edited is None

    @invariant()
    def the_topic_shows_what_is_published_and_nothing_else(self) -> None:
        for event, latest in self.one.recorded:
            self.proposals += type(event).__name__ == "CelebrationProposed"
            if isinstance(latest, Shown):
                assert self.ended is None, "published again"
                self.on_the_topic = latest
            elif latest is Shown:
                self.on_the_topic = None
        self.one.recorded.clear()
        assert self.proposals == 1
        assert (self.on_the_topic is not None) == self.one.shown
        assert self.one.shown == (self.one.state is CelebrationState.PUBLISHED)
        if self.on_the_topic is not None:
            assert list(self.on_the_topic.named) == self.one.names

    @invariant()
    def what_has_ended_stays_ended(self) -> None:
        assert self.ended is None or self.one.state is self.ended
        if self.one.state in _ENDED:
            self.ended = self.one.state


TestAnyCommandsAndEvents = AnyCommandsAndEvents.TestCase
TestAnyCommandsAndEvents.settings = settings(max_examples=120, stateful_step_count=25, deadline=None)
