"""A session is planned otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace

from services.training.commands.facilitators import facilitators
from services.training.commands.people import Directory
from services.training.domain.moment import Moment
from services.training.domain.session import Session
from services.training.domain.session_plan import SessionPlan
from shared.persistence.changing import loaded, save_if_changed
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ChangeSession:
    """What is planned instead of all that was; ``plan`` comes without its facilitators."""

    session_id: str
    plan: SessionPlan = field(repr=False)
    facilitator_ids: Sequence[str]
    now: Moment
    expected: int


async def change_session(command: ChangeSession, sessions: Store[Session], people: Directory) -> Saved:
    """Changes a session, and fills the places that this frees.

    Raises:
        NotFound: there is no such session.
        Invalid: a new facilitator does not take part, or the plan makes no sense.
        Refused: it is over, or more people have a place than there would be.
        Stale: somebody else changed it since the caller read it.
    """
    session = await loaded(sessions, command.session_id, command.expected)
    before = deepcopy(session)
    given_by = await facilitators(command.facilitator_ids, people, session.plan.facilitators)
    session.change(replace(command.plan, facilitators=given_by), command.now)
    return await save_if_changed(sessions, session, before)
