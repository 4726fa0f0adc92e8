"""A meeting: planned, then held or cancelled. Who came is listed person by person, or known in numbers alone.

Invariants: a meeting has a list or counts, never both; what it tells of those who came is what the list adds
up to; no event of one that was held names anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from services.registration.domain.attendance import MOST, AttendanceStatus, Entry, check_list, counted
from services.registration.domain.counts import tidied
from services.registration.domain.meeting_parts import (
    About,
    Account,
    Arrangements,
    MeetingStatus,
    check_arrangements,
    checked,
    in_order,
)
from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Invalid, NotFound, Refused
from shared.contracts.registration import (
    MeetingCancelled,
    MeetingChanged,
    MeetingCorrected,
    MeetingCounts,
    MeetingHeld,
    MeetingScheduled,
    MeetingSupport,
)


@dataclass(kw_only=True)
class Meeting(Aggregate):
    """Whoever is invited answers, whoever comes is noted; holding it closes the list."""

    kind: ClassVar[str] = "meeting"

    about: About
    arrangements: Arrangements | None
    """None for a meeting that was written down only after it was held."""

    status: MeetingStatus = MeetingStatus.PLANNED
    invited: list[str] = field(default_factory=list[str])
    attendance: dict[str, Entry] = field(default_factory=dict[str, Entry])
    """By participant id."""

    given_counts: MeetingCounts | None = None
    """Of a meeting that was held: who came, where nobody was listed."""

    supports: list[MeetingSupport] = field(default_factory=list[MeetingSupport])

    @classmethod
    def schedule(
        cls,
        *,
        tenant: str,
        meeting_id: str,
        about: About,
        arrangements: Arrangements,
        invited: Iterable[str] = (),
    ) -> Meeting:
        """A meeting will take place. Its day may be past, if it is written down before its list.

        Raises:
            Invalid: it ends before it begins, or too many are invited.
        """
        check_arrangements(arrangements)
        made = cls(tenant=tenant, id=meeting_id, about=about, arrangements=arrangements)
        made._ask(invited)
        made.record(MeetingScheduled(**made._planned(arrangements)))
        return made

    @classmethod
    def enter(cls, *, tenant: str, meeting_id: str, about: About, account: Account, on: date) -> Meeting:
        """A meeting that has taken place is written down at once as held.

        Raises:
            Invalid: the account contradicts itself.
            Refused: it has not taken place yet.
        """
        made = cls(tenant=tenant, id=meeting_id, about=about, arrangements=None, status=MeetingStatus.HELD)
        made._take(about, account, on)
        made.record(MeetingHeld(**made._told()))
        return made

    @property
    def counts(self) -> MeetingCounts:
        """Who came and who did not: of the list, or as they were given."""
        return self.given_counts or counted(self.attendance.values())

    def change(self, about: About, arrangements: Arrangements, invited: Iterable[str] | None = None) -> None:
        """Something about it is different.

        Args:
            invited: all who are invited now; None leaves them as they are. Who is invited no longer
                loses the answer they gave.

        Raises:
            Refused: it was held or cancelled.
            Invalid: as for ``schedule``.
        """
        before = (self.about, self._check_planned(), list(self.invited))
        check_arrangements(arrangements)
        self.about, self.arrangements = about, arrangements
        if invited is not None:
            self.invited = []
            self._ask(invited)
            for participant_id in set(before[2]).difference(self.invited):
                self.attendance.pop(participant_id, None)
        if before != (about, arrangements, self.invited):
            self.record(MeetingChanged(**self._planned(arrangements)))

    def invite(self, participants: Iterable[str]) -> None:
        """Invites more people; who is invited already stays so.

        Raises:
            Refused: it was held or cancelled.
            Invalid: too many are invited.
        """
        arrangements = self._check_planned()
        before = len(self.invited)
        self._ask(participants)
        if len(self.invited) > before:
            self.record(MeetingChanged(**self._planned(arrangements)))

    def cancel(self, on: date) -> None:
        """It will not take place. Once is enough.

        Raises:
            Refused: it was held.
        """
        if self.status is MeetingStatus.CANCELLED:
            return
        self._check_planned()
        self.status = MeetingStatus.CANCELLED
        self.record(MeetingCancelled(meeting_id=self.id, cancelled_on=on))

    def answer(self, participant_id: str, entry: Entry) -> None:
        """Somebody who is invited says for themselves whether they will come.

        Raises:
            NotFound: they are not invited, so for them there is no such meeting.
            Refused: it was held or cancelled, or a lead has noted already whether they came.
            Invalid: it is no answer, or apologies without a barrier.
        """
        self.check_invited(participant_id)
        if entry.status in _ONLY_AFTERWARDS:
            raise Invalid(
                "not-an-answer", "Say whether you will come: accepted, or apologies with a barrier."
            )
        noted = self.attendance.get(participant_id)
        if noted and noted.status in _ONLY_AFTERWARDS:
            raise Refused(
                "attendance-noted", "It was noted already whether you came. Ask a lead to change it."
            )
        self.note({participant_id: entry}, self.about.day)

    def check_invited(self, *participants: str) -> None:
        """Does nothing if one of them is invited.

        Raises:
            NotFound: none is, so for them there is no such meeting.
        """
        if not set(participants).intersection(self.invited):
            raise NotFound("not-found", "There is no such meeting here.")

    def note(self, entries: Mapping[str, Entry], on: date) -> None:
        """Notes how it stands with some people; the others stay as they are.

        Raises:
            Refused: it was held or cancelled, or it is too early to say who came.
            Invalid: apologies without a barrier, or too many are listed.
        """
        self.take_register({**self.attendance, **entries}, on)

    def take_register(self, entries: Mapping[str, Entry], on: date) -> None:
        """Notes how it stands with everybody: who is not in it is not on the list any more.

        Raises:
            Refused, Invalid: as for ``note``.
        """
        self._check_planned()
        check_list(entries)
        if any(entry.status in _ONLY_AFTERWARDS for entry in entries.values()):
            _check_begun(self.about.day, on)
        self.attendance = dict(entries)

    def hold(
        self, *, on: date, supports: Iterable[MeetingSupport] = (), counts: MeetingCounts | None = None
    ) -> None:
        """It took place: the list is closed, and who had accepted and did not come was absent.

        Args:
            counts: who came, where nobody is listed.

        Raises:
            Refused: it is too early, it was cancelled, it was held otherwise, or there are a list and counts.
            Invalid: the counts do not add up.
        """
        given, counts = in_order(supports), tidied(counts) if counts else None
        if self.status is MeetingStatus.HELD and self.supports == given and counts in (None, self.counts):
            return
        self._check_planned()
        _check_begun(self.about.day, on)
        if counts and self.attendance:
            raise Refused(
                "attendance-listed",
                "People are listed for this meeting. Leave out the counts, or empty the list first.",
            )
        self.attendance = {one: _closed(entry) for one, entry in self.attendance.items()}
        self.given_counts, self.supports = counts, given
        self.status = MeetingStatus.HELD
        self.record(MeetingHeld(**self._told()))

    def correct(self, about: About, account: Account, on: date) -> None:
        """Says the whole of what took place anew.

        Raises:
            Refused: it was not held.
            Invalid: the account contradicts itself.
        """
        if self.status is not MeetingStatus.HELD:
            raise Refused("meeting-not-held", "Only a meeting that was held can be corrected.")
        before = (self.about, list(self.supports), dict(self.attendance), self.given_counts)
        self._take(about, account, on)
        if before != (self.about, self.supports, self.attendance, self.given_counts):
            self.record(MeetingCorrected(**self._told(), corrected_on=on))

    def _ask(self, participants: Iterable[str]) -> None:
        self.invited = list(dict.fromkeys([*self.invited, *participants]))
        if len(self.invited) > MOST:
            raise Invalid("too-many-invited", "A meeting invites 1,000 people at most.")

    def _take(self, about: About, account: Account, on: date) -> None:
        _check_begun(about.day, on)
        taken = checked(account)
        self.about, self.supports = about, list(taken.supports)
        self.attendance, self.given_counts = dict(taken.attendance or {}), taken.counts

    def _check_planned(self) -> Arrangements:
        if self.status is MeetingStatus.CANCELLED:
            raise Refused("meeting-cancelled", "This meeting was cancelled. Schedule a new one.")
        if self.status is MeetingStatus.HELD or self.arrangements is None:
            raise Refused("meeting-held", "This meeting was held: what was said of it can be corrected.")
        return self.arrangements

    def _named(self) -> dict[str, Any]:
        about = self.about
        ours = {"kind": about.purpose, "organisation": about.organisation, "project_id": about.project_id}
        return {"meeting_id": self.id, **ours}

    def _planned(self, arrangements: Arrangements) -> dict[str, Any]:
        times = {"starts_at": arrangements.starts_at, "ends_at": arrangements.ends_at}
        return {**self._named(), **times, "invited": tuple(self.invited)}

    def _told(self) -> dict[str, Any]:
        took_place = {"held_on": self.about.day, "counts": self.counts, "supports": tuple(self.supports)}
        return {**self._named(), **took_place}


_ONLY_AFTERWARDS = (AttendanceStatus.ATTENDED, AttendanceStatus.ABSENT)


def _check_begun(day: date, on: date) -> None:
    if on < day:
        raise Refused("meeting-not-yet", "The day of this meeting has not come yet. Say afterwards who came.")


def _closed(entry: Entry) -> Entry:
    if entry.status is AttendanceStatus.ACCEPTED:
        return Entry(status=AttendanceStatus.ABSENT, role=entry.role, organisation=entry.organisation)
    return entry
