"""A meeting driven through whatever commands in whatever order: what always holds of it and its events."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.registration.domain.attendance import AttendanceStatus, Entry, counted
from services.registration.domain.counts import presence
from services.registration.domain.meeting import Meeting
from services.registration.domain.meeting_parts import Account, MeetingStatus
from shared.contracts.refusal import Refused
from shared.contracts.registration import (
    ApologyCount,
    Barrier,
    MeetingCancelled,
    MeetingCorrected,
    MeetingCounts,
    MeetingHeld,
    MeetingSupport,
    OrganisationCount,
    Role,
)
from tests.unit.registration.meetings import ABOUT, ARRANGEMENTS, DAY, ENTRY, EVE, SENSIBLE

PEOPLE = [f"somebody-{number}" for number in range(6)]
DAYS = st.sampled_from([EVE, DAY, DAY + timedelta(days=4)])
SUPPORTS = st.lists(st.sampled_from(MeetingSupport), max_size=3)
SOME = st.lists(st.sampled_from(PEOPLE), max_size=6)
LIST = st.dictionaries(st.sampled_from(PEOPLE), SENSIBLE, max_size=6)
NUMBERS = st.dictionaries(st.sampled_from(Role), st.integers(0, 3), max_size=3)
APOLOGY = st.builds(
    ApologyCount, barrier=st.sampled_from(Barrier), role=st.sampled_from(Role), count=st.integers(1, 3)
)
ADDED_UP = st.builds(MeetingCounts, attended=NUMBERS, apologies=st.lists(APOLOGY, max_size=1), absent=NUMBERS)
LINE = st.builds(
    OrganisationCount,
    organisation=st.sampled_from([None, "BHSCT"]),
    lived_experience=st.integers(0, 3),
    professional=st.integers(0, 3),
)
COUNTS = ADDED_UP | st.builds(
    MeetingCounts,
    attended=NUMBERS,
    by_organisation=st.lists(LINE, max_size=2),
    apologies=st.lists(APOLOGY, max_size=2),
)
ACCOUNT = (
    st.builds(Account, supports=SUPPORTS.map(tuple), attendance=LIST)
    | st.builds(Account, supports=SUPPORTS.map(tuple), counts=COUNTS)
    | st.builds(Account, attendance=LIST, counts=COUNTS)
)


class MeetingDriven(RuleBasedStateMachine):
    """Refusals are part of it: a command that is refused leaves the meeting as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.sequence = 0
        self.told_counts: MeetingCounts | None = None

    @initialize(afterwards=st.booleans(), account=ACCOUNT, invited=SOME)
    def begin(self, afterwards: bool, account: Account, invited: list[str]) -> None:
        try:
            self.meeting = (
                Meeting.enter(tenant="t", meeting_id="m", about=ABOUT, account=account, on=DAY)
                if afterwards
                else self._planned(invited)
            )
        except Refused:
            self.meeting = self._planned(invited)
        self._save()

    def _planned(self, invited: list[str]) -> Meeting:
        return Meeting.schedule(
            tenant="t", meeting_id="m", about=ABOUT, arrangements=ARRANGEMENTS, invited=invited
        )

    @rule(invited=st.none() | SOME)
    def change(self, invited: list[str] | None) -> None:
        self._try(lambda meeting: meeting.change(ABOUT, ARRANGEMENTS, invited))

    @rule(more=SOME)
    def invite(self, more: list[str]) -> None:
        self._try(lambda meeting: meeting.invite(more))

    @rule(who=st.sampled_from(PEOPLE), entry=ENTRY)
    def answer(self, who: str, entry: Entry) -> None:
        self._try(lambda meeting: meeting.answer(who, entry))

    @rule(who=st.sampled_from(PEOPLE), entry=ENTRY, on=DAYS)
    def note(self, who: str, entry: Entry, on: date) -> None:
        self._try(lambda meeting: meeting.note({who: entry}, on))

    @rule(entries=LIST, on=DAYS)
    def take_register(self, entries: dict[str, Entry], on: date) -> None:
        self._try(lambda meeting: meeting.take_register(entries, on))

    @rule(on=DAYS, supports=SUPPORTS, counts=st.none() | COUNTS)
    def hold(self, on: date, supports: list[MeetingSupport], counts: MeetingCounts | None) -> None:
        self._try(lambda meeting: meeting.hold(on=on, supports=supports, counts=counts))

    @rule(account=ACCOUNT, on=DAYS)
    def correct(self, account: Account, on: date) -> None:
        self._try(lambda meeting: meeting.correct(ABOUT, account, on))

    @rule(on=DAYS, really=st.integers(0, 9))
    def cancel(self, on: date, really: int) -> None:
        if really == 0:
            self._try(lambda meeting: meeting.cancel(on))

    @invariant()
    def a_held_meeting_has_told_what_its_list_or_its_counts_say(self) -> None:
        if self.meeting.status is not MeetingStatus.HELD:
            assert self.told_counts is None
            return
        assert self.told_counts == self.meeting.counts
        if self.meeting.given_counts is None:
            assert self.told_counts == counted(self.meeting.attendance.values())
            came = [one for one in self.meeting.attendance.values() if one.status == "attended"]
            assert presence(self.meeting.counts.attended).all == len(came)

    @invariant()
    def there_is_a_list_or_there_are_counts_and_never_both(self) -> None:
        assert not (self.meeting.attendance and self.meeting.given_counts)
        assert self.meeting.given_counts is None or self.meeting.status is MeetingStatus.HELD

    @invariant()
    def once_held_nobody_is_left_who_only_accepted(self) -> None:
        statuses = {entry.status for entry in self.meeting.attendance.values()}
        assert self.meeting.status is not MeetingStatus.HELD or AttendanceStatus.ACCEPTED not in statuses

    @invariant()
    def there_is_a_barrier_exactly_with_apologies(self) -> None:
        for entry in self.meeting.attendance.values():
            assert (entry.barrier is not None) == (entry.status is AttendanceStatus.APOLOGIES)

    @invariant()
    def counts_by_organisation_add_up(self) -> None:
        counts = self.meeting.counts
        if counts.by_organisation:
            lived = sum(one.lived_experience for one in counts.by_organisation)
            everybody = lived + sum(one.professional for one in counts.by_organisation)
            came = presence(counts.attended)
            assert (lived, everybody) == (came.lived_experience, came.all)

    def _try(self, command: Callable[[Meeting], None]) -> None:
        """What a command does: load, decide, and save if that was not refused."""
        decided = deepcopy(self.meeting)
        try:
            command(decided)
        except Refused:
            return
        changed = decided != self.meeting
        # What changes nothing tells nothing, and asking again does neither.
        assert changed or not decided.recorded
        again = deepcopy(decided)
        again.recorded.clear()
        try:
            command(again)
        except Refused:
            pass
        else:
            assert again == decided
            assert again.recorded == []
        self.meeting = decided
        self._save()

    def _save(self) -> None:
        """As the store does: each event gets the next sequence."""
        for recorded in self.meeting.recorded:
            self.sequence += 1
            event = recorded.event
            if isinstance(event, MeetingHeld | MeetingCorrected | MeetingCancelled):
                assert not any(person in event.model_dump_json() for person in PEOPLE)
            if isinstance(event, MeetingHeld | MeetingCorrected):
                self.told_counts = event.counts
        self.meeting.sequence += len(self.meeting.recorded)
        assert self.meeting.sequence == self.sequence > 0
        self.meeting.recorded.clear()


MeetingDriven.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestMeetingDriven = MeetingDriven.TestCase
