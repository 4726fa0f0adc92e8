"""Somebody helped to make a version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.training.commands.people import Directory, somebody_active
from services.training.domain.module import Module
from shared.contracts.training import Contribution
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class RecordContribution:
    """Who did what for which version."""

    module_id: str
    number: int
    participant_id: str
    contribution: Contribution
    on: date


async def record_contribution(
    command: RecordContribution, modules: Store[Module], people: Directory
) -> Saved:
    """Notes a contribution, by the role the person has now.

    Raises:
        NotFound: there is no such person, module or version.
        Refused: the person has left, the version is released, or the module is retired.
    """
    person = await somebody_active(command.participant_id, people)
    return await change(
        modules,
        command.module_id,
        lambda module: module.record_contribution(command.number, person, command.contribution, command.on),
    )
