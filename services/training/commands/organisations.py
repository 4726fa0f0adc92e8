"""The organisations of a collaborative, as training knows them from the events of registration."""

from __future__ import annotations

from services.training.commands.people import Directory
from services.training.domain.organisations import Organisation, Organisations
from shared.contracts.refusal import Refused
from shared.contracts.registration import OrganisationKind


async def known_organisations(tenant: str, directory: Directory) -> Organisations:
    """The organisations of a collaborative, none before it has said which."""
    found = await directory.get(tenant) or {}
    return Organisations(
        Organisation(
            code=one["code"], name=one["name"], kind=OrganisationKind(one["kind"]), trust=one["trust"]
        )
        for one in found.get("organisations", ())
    )


async def check_open(tenant: str, directory: Directory) -> None:
    """Does nothing while something new may begin in the collaborative.

    Raises:
        Refused: it has been archived.
    """
    found = await directory.get(tenant) or {}
    if found.get("archived_on"):
        raise Refused(
            "collaborative-archived",
            "This collaborative has ended: what is there can be read and put right, nothing new begins.",
        )
