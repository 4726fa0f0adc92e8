"""Somebody has read a version and stands by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.training.commands.people import Directory, somebody_active
from services.training.domain.module import Module
from shared.contracts.registration import RecordedBy
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class SignOffVersion:
    """Who signs which version, and whose hand it was."""

    module_id: str
    number: int
    participant_id: str
    recorded_by: RecordedBy
    on: date


async def sign_off_version(command: SignOffVersion, modules: Store[Module], people: Directory) -> Saved:
    """Notes a sign-off, by the role the person has now.

    Raises:
        NotFound: there is no such person, module or version.
        Refused: the person has left, no review was requested, the version is released, or the module is
            retired.
    """
    person = await somebody_active(command.participant_id, people)
    return await change(
        modules,
        command.module_id,
        lambda module: module.sign_off(command.number, person, command.recorded_by, command.on),
    )
