"""A subscription: somebody to whom events are sent, and how it is going.

It is disabled after lasting failure, which is one of two things: nothing was delivered for five days in which
it was tried; or a message was given up after all its attempts, and nothing was delivered since it was begun.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from shared.contracts.aggregate import Aggregate
from shared.contracts.notifications import DisabledFor, SubscriptionDisabled
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.registry import CONTRACTS

FAILING_FOR = timedelta(days=5)
MOST_SECRETS = 5


@dataclass(kw_only=True, slots=True)
class SealedSecret:
    """A secret that nobody can read without the service's key."""

    sealed: bytes
    until: datetime | None = None
    """From when on it signs no longer; None for the newest."""


@dataclass(kw_only=True)
class Subscription(Aggregate):
    """To whom, where, and what is sent."""

    kind: ClassVar[str] = "subscription"

    organisation: str | None
    """Whose events it is sent; None for those of the whole collaborative."""

    url: str
    types: list[str]
    """The types that are sent; empty for all."""

    secrets: list[SealedSecret]
    """The newest first."""

    disabled: DisabledFor | None = None
    failing_since: datetime | None = None
    """The first failure since something was last delivered."""

    rotated: bool = False
    """Whether it has had another secret than the first."""

    ended: bool = False
    created_on: date

    @classmethod
    def begin(
        cls,
        tenant: str,
        subscription_id: str,
        *,
        organisation: str | None,
        url: str,
        types: Collection[str],
        sealed: bytes,
        on: date,
    ) -> Self:
        """Somebody subscribes.

        Raises:
            Invalid: there is no event of such a type.
        """
        return cls(
            tenant=tenant,
            id=subscription_id,
            organisation=organisation,
            url=url,
            types=_known(types),
            secrets=[SealedSecret(sealed=sealed)],
            created_on=on,
        )

    @property
    def is_active(self) -> bool:
        """Whether anything is sent."""
        return self.disabled is None and not self.ended

    def wants(self, event_type: str, organisations: Collection[str]) -> bool:
        """Whether an event of this type that concerns these organisations is for this subscriber."""
        if not self.is_active or (self.types and event_type not in self.types):
            return False
        return self.organisation is None or self.organisation in organisations

    def change(self, url: str, types: Collection[str]) -> None:
        """Sends elsewhere, or other types, from now on.

        Raises:
            Invalid: there is no event of such a type.
        """
        self.url, self.types = url, _known(types)

    def rotate(self, sealed: bytes, overlap: timedelta, now: datetime) -> None:
        """Takes a new secret; the ones before sign beside it for a while, or not at all.

        Raises:
            Refused: too many are in use.
        """
        until = now + overlap
        kept = [
            SealedSecret(sealed=one.sealed, until=min(one.until or until, until))
            for one in self.secrets
            if one.until is None or one.until > now
        ]
        kept = [one for one in kept if one.until is not None and one.until > now]
        if len(kept) >= MOST_SECRETS:
            raise Refused(
                "too-many-secrets", "Several secrets are valid already. Wait for one to end, or end them now."
            )
        self.secrets, self.rotated = [SealedSecret(sealed=sealed), *kept], True

    def signing(self, now: datetime) -> Sequence[bytes]:
        """The sealed secrets that sign at this time, the newest first."""
        return [one.sealed for one in self.secrets if one.until is None or one.until > now]

    def delivered(self) -> None:
        """Something got through."""
        self.failing_since = None

    def failed(self, at: datetime, on: date) -> None:
        """An attempt failed."""
        if self.failing_since is None:
            self.failing_since = at
        elif at - self.failing_since >= FAILING_FOR:
            self._disable(DisabledFor.LASTING_FAILURE, on)

    def gave_up(self, begun: datetime, on: date) -> None:
        """A message that was begun at that time was tried for the last time."""
        if self.failing_since is not None and self.failing_since <= begun:
            self._disable(DisabledFor.LASTING_FAILURE, on)

    def is_gone(self, on: date) -> None:
        """The subscriber's own address says that it wants no more."""
        self._disable(DisabledFor.GONE, on)

    def switch(self, enabled: bool, on: date) -> None:
        """Somebody enables it again, or disables it."""
        if not enabled:
            self._disable(DisabledFor.BY_HAND, on)
        elif self.disabled is not None:
            self.disabled, self.failing_since = None, None

    def end(self) -> None:
        """It is no more; where it was sent to, and its secrets, are forgotten."""
        self.ended, self.url, self.secrets = True, "", []

    def _disable(self, reason: DisabledFor, on: date) -> None:
        if not self.is_active:
            return
        self.disabled = reason
        self.record(
            SubscriptionDisabled(
                subscription_id=self.id, organisation=self.organisation, reason=reason, disabled_on=on
            )
        )


def _known(types: Collection[str]) -> list[str]:
    for one in types:
        event = CONTRACTS.get(one)
        if event is None or event.is_state:
            raise Invalid("unknown-event-type", "One of these types is not an event that is told.")
    return sorted(set(types))
