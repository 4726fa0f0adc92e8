"""An impact report: drafted, read by somebody with lived experience, published, and perhaps withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar, Self

from services.evaluation.domain.report_content import Period, Section
from shared.contracts.aggregate import Aggregate
from shared.contracts.evaluation import ImpactReportPublished, ImpactReportWithdrawn
from shared.contracts.refusal import Forbidden, Invalid, Refused
from shared.contracts.registration import Role

_NOT_SIGNED_OFF = "sign-off-needed", "Somebody with lived experience has to read it and sign it off."


def report_of(seal: str) -> str:
    """The id of the report whose attempt to be published holds answers under that seal."""
    return seal.rpartition(".")[0]


class ReportState(StrEnum):
    """How far a report has come."""

    DRAFT = "draft"
    SIGNED_OFF = "signed_off"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(kw_only=True, slots=True)
class SignOff:
    """Somebody has read the report and stands by it."""

    role: Role
    reader: str
    """Tells one reader from another, and from those who drafted it, without telling who they are."""

    signed_on: date


@dataclass(kw_only=True)
class ImpactReport(Aggregate):
    """A report on a period. What is signed off is what is published, and that never changes."""

    kind: ClassVar[str] = "impact_report"

    collaborative: str
    """The name that the collaborative has when it is drafted."""

    title: str
    period_from: date
    period_to: date
    sections: list[Section]
    state: ReportState = ReportState.DRAFT
    drafters: list[str]
    """Tell those who drafted it from its readers, without telling who they are."""

    drafted_on: date
    sign_offs: list[SignOff] = field(default_factory=list[SignOff])
    attempts: int = 0
    """How often somebody has begun to publish it, or has ended that by changing what they answered."""

    published_on: date | None = None
    withdrawn_on: date | None = None

    @classmethod
    def draft(
        cls,
        tenant: str,
        report_id: str,
        collaborative: str,
        title: str,
        period: Period,
        sections: Sequence[Section],
        drafter: str,
        on: date,
    ) -> Self:
        """A report on a period is begun.

        Raises:
            Invalid: the period is not over.
        """
        if period.last >= on:
            raise Invalid("period-not-over", "The period of a report ends before the day it is drafted.")
        return cls(
            tenant=tenant,
            id=report_id,
            collaborative=collaborative,
            title=title,
            period_from=period.first,
            period_to=period.last,
            sections=deepcopy(list(sections)),
            drafters=[drafter],
            drafted_on=on,
        )

    @property
    def period(self) -> Period:
        return Period(first=self.period_from, last=self.period_to)

    @property
    def public(self) -> bool:
        """Whether everybody may read it."""
        return self.state is ReportState.PUBLISHED

    def redraft(self, sections: Sequence[Section], drafter: str, on: date) -> None:
        """Its figures are computed anew. If they are others, it has to be signed off anew.

        Raises:
            Refused: it is published, or was.
        """
        self._must_not_be_out()
        if list(sections) == self.sections:
            return
        self.sections, self.drafted_on = deepcopy(list(sections)), on
        self.drafters = [*self.drafters, *({drafter} - set(self.drafters))]
        self.sign_offs, self.state = [], ReportState.DRAFT

    def sign_off(self, role: Role | None, reader: str, on: date) -> None:
        """A reader with lived experience stands by it. The same reader again changes nothing.

        Args:
            role: in which the reader takes part in the collaborative; None if they do not.

        Raises:
            Forbidden: the reader has no lived experience, does not take part, or has drafted it.
            Refused: it is published, or was.
        """
        self._must_not_be_out()
        if role is None or not role.lived_experience:
            raise Forbidden(
                "lived-experience-needed",
                "A report is signed off by somebody with lived experience who takes part, as themselves.",
            )
        if reader in self.drafters:
            raise Forbidden("drafter-cannot-sign", "Whoever drafted a report cannot sign it off.")
        if any(signed.reader == reader for signed in self.sign_offs):
            return
        self.sign_offs.append(SignOff(role=role, reader=reader, signed_on=on))
        self.state = ReportState.SIGNED_OFF

    @property
    def seals(self) -> tuple[str, ...]:
        """Under which each attempt to publish it holds the answers that it tells of, the latest last."""
        return tuple(f"{self.id}.{number}" for number in range(1, self.attempts + 1))

    def begin_publication(self) -> None:
        """Somebody begins to publish it, and whoever began before comes to nothing. Not once it is public.

        Raises:
            Refused: nobody with lived experience has signed it off, or it was withdrawn.
        """
        if self.public:
            return
        self._must_not_be_out()
        if not self.sign_offs:
            raise Refused(*_NOT_SIGNED_OFF)
        self.attempts += 1

    def must_be_published_under(self, seal: str) -> None:
        """Whoever publishes it asks this before.

        Raises:
            Refused: somebody else has begun to publish it since, or has changed what they answered.
        """
        if self.seals[-1:] != (seal,):
            raise Refused(
                "publication-overtaken",
                "Meanwhile somebody else began to publish this report, or changed what they answered. "
                "Look at it again.",
            )

    def let_go(self, seal: str) -> None:
        """Somebody changes answers that are held under that seal: publishing under it comes to nothing.

        Raises:
            Refused: it is public, and tells of those answers.
        """
        if self.seals[-1:] != (seal,):
            return
        if self.public:
            raise Refused(
                "answers-reported",
                "These answers are in a published report, so they stay as they are.",
            )
        if self.state is not ReportState.WITHDRAWN:
            self.attempts += 1

    def publish(self, sections: Sequence[Section], on: date) -> None:
        """Makes it public for good, as it was signed off. Publishing again changes nothing.

        Args:
            sections: as they are computed now.

        Raises:
            Refused: nobody with lived experience has signed it off, what people answered or told is not
                what was signed any more, or it was withdrawn.
        """
        if self.public:
            return
        self._must_not_be_out()
        if not self.sign_offs:
            raise Refused(*_NOT_SIGNED_OFF)
        if _peoples_own(sections) != _peoples_own(self.sections):
            raise Refused(
                "answers-changed",
                "What people answered or told is not what was signed off any more: draft it anew.",
            )
        self.state, self.published_on = ReportState.PUBLISHED, on
        self.record(
            ImpactReportPublished(
                report_id=self.id, period_from=self.period_from, period_to=self.period_to, published_on=on
            )
        )

    def withdraw(self, on: date) -> None:
        """It is public no longer. Withdrawing again changes nothing.

        Raises:
            Refused: it was never published.
        """
        if self.state is ReportState.WITHDRAWN:
            return
        if not self.public:
            raise Refused("not-published", "Only a published report can be withdrawn.")
        self.state, self.withdrawn_on = ReportState.WITHDRAWN, on
        self.record(ImpactReportWithdrawn(report_id=self.id, withdrawn_on=on))

    def _must_not_be_out(self) -> None:
        if self.state in (ReportState.PUBLISHED, ReportState.WITHDRAWN):
            raise Refused("already-published", "A report that was published never changes: draft another.")


def _peoples_own(sections: Sequence[Section]) -> list[Section]:
    """What people can take back. Their figures are in the tables; charts show besides what else happened."""
    return [replace(section, charts=[]) for section in sections if section.code.of_peoples_own]
