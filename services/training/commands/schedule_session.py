"""A session is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.training.commands.facilitators import facilitators
from services.training.commands.organisations import check_open, known_organisations
from services.training.commands.people import Directory
from services.training.domain.module import Module
from services.training.domain.session import Session
from services.training.domain.session_plan import SessionPlan
from shared.contracts.refusal import Invalid
from shared.contracts.registration import OrganisationKind
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ScheduleSession:
    """Of which part, by which Recovery College, when and where.

    ``plan`` comes without its facilitators: who they are is looked up. ``fingerprint`` tells a repeated
    request from another one that uses the same Idempotency-Key.
    """

    tenant: str
    session_id: str
    module_id: str
    module_version: int
    part: int
    college: str
    plan: SessionPlan = field(repr=False)
    facilitator_ids: Sequence[str]
    fingerprint: str


async def schedule_session(
    command: ScheduleSession,
    sessions: Store[Session],
    modules: Store[Module],
    people: Directory,
    organisations: Directory,
) -> Saved:
    """Adds a session; a repeated request finds the one it made.

    Raises:
        Invalid: there is no such module, part or Recovery College, a facilitator does not take part, the
            plan makes no sense, or an Idempotency-Key was used for another request.
        Refused: the collaborative is archived, the version is not released, or the module is retired.
    """
    await check_open(command.tenant, organisations)
    module = await modules.find(command.module_id)
    if module is None:
        raise Invalid("no-such-module", "There is no such module in this collaborative.")
    module.part_to_teach(command.module_version, command.part)
    await _check_college(command, organisations)
    session = Session.schedule(
        tenant=command.tenant,
        session_id=command.session_id,
        module_id=module.id,
        module_version=command.module_version,
        part=command.part,
        track=module.track,
        college=command.college,
        plan=replace(command.plan, facilitators=await facilitators(command.facilitator_ids, people)),
    )
    return await create(sessions, session, command.fingerprint)


async def _check_college(command: ScheduleSession, organisations: Directory) -> None:
    college = (await known_organisations(command.tenant, organisations)).get(command.college)
    if college is None or college.kind is not OrganisationKind.RECOVERY_COLLEGE:
        raise Invalid("no-such-college", "A session is given by a Recovery College of the collaborative.")
