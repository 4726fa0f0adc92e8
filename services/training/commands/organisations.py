"""The organisations of a collaborative, as training knows them from the events of registration."""

from __future__ import annotations

from services.training.commands.people import Directory
from services.training.domain.organisations import Organisation, Organisations
from shared.contracts.registration import OrganisationKind


async def known_organisations(tenant: str, directory: Directory) -> Organisations:
    """The organisations of a collaborative, none before it has said which."""
    found = await directory.get(tenant) or {"organisations": []}
    return Organisations(
        Organisation(
            code=one["code"], name=one["name"], kind=OrganisationKind(one["kind"]), trust=one["trust"]
        )
        for one in found["organisations"]
    )
