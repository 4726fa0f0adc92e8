"""A celebration: good news that is proposed, looked at by the lead, shown to everybody, and taken back.

Invariants:
- It is published only while each person named in it has agreed to be celebrated and takes part.
- Once it is declined or retracted it is never published again.
- A name stands in it only while it is proposed or published. With a name that goes, whatever the lead has
  written goes too, since the name may stand in that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Self

from services.notifications.domain.celebration_card import card_in_words
from services.notifications.domain.celebration_words import Words
from shared.contracts.aggregate import Aggregate
from shared.contracts.newest_first import newest_first
from shared.contracts.notifications import Celebration as Shown
from shared.contracts.notifications import (
    CelebrationKind,
    CelebrationProposed,
    CelebrationPublished,
    CelebrationRetracted,
    RetractedFor,
)
from shared.contracts.refusal import Refused


class CelebrationState(StrEnum):
    """How far it has come."""

    PROPOSED = "proposed"
    """The lead has to say whether it is one."""

    APPROVED = "approved"
    """Its rule says that nobody has to look at it; it is published within seconds."""

    PUBLISHED = "published"
    DECLINED = "declined"
    RETRACTED = "retracted"


@dataclass(kw_only=True, slots=True)
class Named:
    """Somebody who is celebrated by name."""

    participant_id: str
    name: str
    """As it is shown, in the lead's words: nothing else here knows it."""


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What there is to celebrate."""

    about: CelebrationKind
    source: str
    """The subject of what it comes from."""

    words: Words


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where it is shown, and when it begins to be."""

    collaborative: str
    """Its name, for people."""

    page: str
    picture: str
    at: datetime
    on: date
    """The day that it is in London at that time."""


@dataclass(kw_only=True)
class Celebration(Aggregate):
    """Good news, once for each thing that it comes from."""

    kind: ClassVar[str] = "celebration"

    about: CelebrationKind
    source: str
    proposed: Words
    """Made from the event; they name nobody."""

    edited: Words | None = None
    """What the lead has made of them."""

    named: list[Named] = field(default_factory=list[Named])
    state: CelebrationState = CelebrationState.PROPOSED
    proposed_on: date
    publish_on: date | None = None
    """Set while it is approved and not published yet."""

    collaborative: str = ""
    """What the collaborative was called when it was published."""

    published_at: datetime | None = None
    newest_first: str = ""
    """Gives the order of what is shown: the later it was published, the smaller. Empty before that."""

    shown: bool = False
    """Whether everybody may read it."""

    taken_back_for: RetractedFor | None = None

    @classmethod
    def propose(
        cls, tenant: str, celebration_id: str, occasion: Occasion, on: date, *, needs_approval: bool
    ) -> Self:
        """There is something to celebrate; the lead has to look at it, or nobody has to."""
        made = cls(
            tenant=tenant,
            id=celebration_id,
            about=occasion.about,
            source=occasion.source,
            proposed=occasion.words,
            proposed_on=on,
        )
        if not needs_approval:
            made.state, made.publish_on = CelebrationState.APPROVED, on
        made.record(
            CelebrationProposed(
                celebration_id=celebration_id, about=made.about, source=made.source, proposed_on=on
            )
        )
        return made

    @property
    def words(self) -> Words:
        """What it says now."""
        return self.edited or self.proposed

    @property
    def names(self) -> list[str]:
        """Who is celebrated by name, in the lead's order."""
        return [one.name for one in self.named]

    @property
    def since(self) -> datetime:
        """When it was published.

        Raises:
            ValueError: it never was.
        """
        if self.published_at is None:
            raise ValueError("a celebration that was never published")
        return self.published_at

    def edit(self, words: Words, named: Sequence[Named], may_be_named: Mapping[str, bool]) -> None:
        """The lead says it in other words, and names those who have agreed. The same changes nothing.

        Args:
            may_be_named: of everybody who is named, by their ids.

        Raises:
            Refused: it is not being looked at any more, or somebody may not be named.
        """
        self._must_be_waiting()
        self._check(named, may_be_named)
        self.edited = words if words != self.proposed else None
        self.named = list(named)

    def decline(self) -> None:
        """The lead says that it is none. Again changes nothing.

        Raises:
            Refused: it is published, or was.
        """
        if self.state is not CelebrationState.DECLINED:
            self._must_be_waiting()
            self._drop(CelebrationState.DECLINED)

    def publish(self, stage: Stage, may_be_named: Mapping[str, bool]) -> None:
        """Everybody may read it from now on. Again changes nothing.

        Raises:
            Refused: it was declined or retracted, or somebody who is named has not agreed to it.
        """
        if self.state is CelebrationState.PUBLISHED:
            return
        if self.state not in (CelebrationState.PROPOSED, CelebrationState.APPROVED):
            raise Refused("celebration-ended", "This celebration was declined or taken back, and stays so.")
        self._check(self.named, may_be_named)
        self.state, self.shown, self.publish_on = CelebrationState.PUBLISHED, True, None
        self.collaborative, self.published_at = stage.collaborative, stage.at
        self.newest_first = newest_first(stage.at)
        self.record(
            CelebrationPublished(
                celebration_id=self.id,
                about=self.about,
                source=self.source,
                named=tuple(one.participant_id for one in self.named),
                published_on=stage.on,
            ),
            self._as_shown(stage),
        )

    def retract(self, reason: RetractedFor, on: date) -> None:
        """Nobody can read it any more. Again changes nothing.

        Raises:
            Refused: it was never published.
        """
        if self.state is CelebrationState.RETRACTED:
            return
        if self.state is not CelebrationState.PUBLISHED:
            raise Refused(
                "not-published", "Only what is published can be taken back; decline what is proposed."
            )
        self._drop(CelebrationState.RETRACTED)
        self.taken_back_for = reason
        self.record(CelebrationRetracted(celebration_id=self.id, reason=reason, retracted_on=on), Shown)

    def no_longer_so(self, on: date) -> None:
        """What it is about was itself taken back: it is retracted, or never published."""
        if self.state is CelebrationState.PUBLISHED:
            self.retract(RetractedFor.NO_LONGER_SO, on)
        elif self.state in (CelebrationState.PROPOSED, CelebrationState.APPROVED):
            self._drop(CelebrationState.DECLINED)
            self.taken_back_for = RetractedFor.NO_LONGER_SO

    def no_longer_name(self, participant_id: str, reason: RetractedFor, on: date) -> None:
        """Somebody may not be named any more: published, it is retracted; proposed, it forgets them."""
        if not any(one.participant_id == participant_id for one in self.named):
            return
        if self.state is CelebrationState.PUBLISHED:
            self.retract(reason, on)
        else:
            self.named = [one for one in self.named if one.participant_id != participant_id]
            self.edited = None

    def _must_be_waiting(self) -> None:
        if self.state is not CelebrationState.PROPOSED:
            raise Refused("not-proposed", "This celebration is not waiting for the lead any more.")

    def _check(self, named: Sequence[Named], may_be_named: Mapping[str, bool]) -> None:
        if not all(may_be_named.get(one.participant_id, False) for one in named):
            raise Refused(
                "may-not-be-named",
                "Somebody named here does not take part, or has not agreed to be celebrated. "
                "Ask them to give that consent, or leave them out.",
            )

    def _drop(self, state: CelebrationState) -> None:
        self.state, self.shown, self.publish_on = state, False, None
        self.named, self.edited = [], None

    def _as_shown(self, stage: Stage) -> Shown:
        words = self.words
        return Shown(
            celebration_id=self.id,
            about=self.about,
            collaborative=stage.collaborative,
            title=words.title,
            text=words.text,
            named=tuple(self.names),
            published_on=stage.on,
            page=stage.page,
            picture=stage.picture,
            picture_text=card_in_words(words, self.names, stage.collaborative, stage.on),
        )
