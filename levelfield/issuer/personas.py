"""Whom one can be at the development issuer. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass

EXAMPLE = "mental-health-ni"
"""The collaborative of ``examples/``, in which the personas are unless another is named."""


@dataclass(frozen=True)
class Persona:
    """Somebody invented, with one role.

    Args:
        code: by which the page names them.
        own: what of their own they can say: the record of a member, the organisation of a partner.
        own_needed: whether they have to say it.
    """

    code: str
    title: str
    about: str
    role: str
    of_tenant: bool = True
    own: str = ""
    own_needed: bool = True


PERSONAS = (
    Persona("lead", "A collaborative's lead", "Runs the collaborative and sees everybody in it.", "lead"),
    Persona(
        "facilitator",
        "A facilitator",
        "Gives sessions and takes registers. With their record, they see which sessions are theirs.",
        "facilitator",
        own="record",
        own_needed=False,
    ),
    Persona(
        "member",
        "Somebody who takes part",
        "Sees their own record and nobody else's.",
        "member",
        own="record",
    ),
    Persona("evaluator", "An evaluator", "Reads measures; answers only as counts.", "evaluator"),
    Persona(
        "operator", "An operator", "Runs the platform; sees no personal data.", "operator", of_tenant=False
    ),
    Persona(
        "national", "The national Q platform", "Sees what is public everywhere.", "national", of_tenant=False
    ),
)
BY_CODE = {one.code: one for one in PERSONAS}
