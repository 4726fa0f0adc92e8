"""What a Recovery College gives."""

from __future__ import annotations

from services.training.commands.organisations import known_organisations
from services.training.commands.people import Directory
from services.training.domain.organisations import Organisation
from shared.contracts.refusal import NotFound
from shared.contracts.registration import OrganisationKind


async def known_college(tenant: str, code: str, organisations: Directory) -> Organisation:
    """A Recovery College of the collaborative, whose sessions are its programme.

    Raises:
        NotFound: there is none with this code.
    """
    college = (await known_organisations(tenant, organisations)).get(code)
    if college is None or college.kind is not OrganisationKind.RECOVERY_COLLEGE:
        raise NotFound("not-found", "There is no such Recovery College in this collaborative.")
    return college
