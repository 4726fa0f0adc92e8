"""People of both sides judge how far an organisation is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from services.training.commands.organisations import known_organisations
from services.training.commands.people import Directory
from services.training.commands.taking_part import taking_part
from services.training.domain.readiness import Assessment, Assessor, Readiness
from shared.contracts.refusal import NotFound
from shared.contracts.training import CoproductionStage
from shared.persistence.changing import change
from shared.persistence.outcomes import AlreadyExists
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class AssessReadiness:
    """What was judged, by whom, and when."""

    tenant: str
    assessment_id: str
    organisation: str
    coproduction: CoproductionStage
    qi_capability: int
    assessed_by: Sequence[str]
    assessed_on: date
    note: str | None = field(repr=False)
    today: date


async def assess_readiness(
    command: AssessReadiness, readiness: Store[Readiness], people: Directory, organisations: Directory
) -> Saved:
    """Adds the assessment to the organisation's history; the same request again changes nothing.

    Raises:
        NotFound: the collaborative has no such organisation.
        Invalid: one of the assessors does not take part, or a rule about assessments.
        Refused: people of one side alone.
    """
    if (await known_organisations(command.tenant, organisations)).get(command.organisation) is None:
        raise NotFound("not-found", "There is no such organisation in this collaborative.")
    assessors = [await taking_part(participant_id, people) for participant_id in command.assessed_by]
    assessment = Assessment(
        id=command.assessment_id,
        coproduction=command.coproduction,
        qi_capability=command.qi_capability,
        assessed_by=[Assessor(participant_id=person.id, role=person.role) for person in assessors],
        assessed_on=command.assessed_on,
        note=command.note,
    )

    def decide(known: Readiness) -> None:
        known.assess(assessment, command.today)

    try:
        return await change(readiness, command.organisation, decide)
    except NotFound:
        first = Readiness(tenant=command.tenant, id=command.organisation)
        first.assess(assessment, command.today)
    try:
        return await readiness.add(first)
    except AlreadyExists:
        return await change(readiness, command.organisation, decide)
