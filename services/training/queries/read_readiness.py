"""How far organisations are, and where one of them could begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.training.commands.organisations import known_organisations
from services.training.commands.people import Directory
from services.training.domain.organisations import Organisations
from services.training.domain.readiness import Readiness
from services.training.domain.readiness_suggestion import Standing, Start, suggest_start
from shared.contracts.refusal import NotFound
from shared.persistence.store import Store, each


@dataclass(frozen=True, slots=True)
class Assessed:
    """An organisation that was assessed, and what it could begin with."""

    readiness: Readiness
    name: str
    start: Start


@dataclass(frozen=True, slots=True)
class Listed:
    """An organisation that was assessed."""

    readiness: Readiness
    name: str


async def list_readiness(
    tenant: str, readiness: Store[Readiness], organisations: Directory, limit: int, after: Sequence[str]
) -> tuple[Sequence[Listed], str]:
    """Up to ``limit`` organisations in order of their codes, and the code to go on after."""
    known = await known_organisations(tenant, organisations)
    found = await readiness.page({}, limit + 1, after)
    listed = [Listed(one, _name(one.id, known)) for one in found[:limit]]
    return listed, listed[-1].readiness.id if len(found) > limit else ""


async def read_readiness(
    tenant: str, organisation: str, readiness: Store[Readiness], organisations: Directory
) -> Assessed:
    """One organisation, beside all others that were assessed and are still in the collaborative.

    Raises:
        NotFound: it was never assessed.
    """
    own = await readiness.find(organisation)
    if own is None:
        raise NotFound("not-found", "There is no assessment of such an organisation here.")
    known = await known_organisations(tenant, organisations)
    others = [_standing(other, known) async for other in each(readiness, {}) if known.get(other.id)]
    return Assessed(own, _name(organisation, known), suggest_start(_standing(own, known), others))


def _standing(readiness: Readiness, known: Organisations) -> Standing:
    latest = readiness.latest
    return Standing(
        organisation=readiness.id,
        name=_name(readiness.id, known),
        coproduction=latest.coproduction,
        qi_capability=latest.qi_capability,
    )


def _name(code: str, known: Organisations) -> str:
    organisation = known.get(code)
    return organisation.name if organisation else code
