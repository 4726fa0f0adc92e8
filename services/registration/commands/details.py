"""A person's private details on their way to the seal: nothing prints them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.registration.commands.ports import EmailIndex, Vault
from services.registration.domain.person import Sealed
from shared.contracts.refusal import Refused
from shared.contracts.registration import SupportNeed
from shared.privacy.private import Erased, Private, PrivateValue

_TO_REACH = ("name", "email", "phone")
_TEXTS = (*_TO_REACH, "access_needs")


@dataclass(frozen=True, kw_only=True)
class Details:
    """Who somebody is, how to reach them, and what they need so that they can take part."""

    name: str = field(repr=False)
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    access_needs: str | None = field(default=None, repr=False)
    support_needs: Sequence[SupportNeed] = field(default=(), repr=False)

    def fields(self) -> dict[str, PrivateValue]:
        """What is set, as it is sealed."""
        told: dict[str, PrivateValue] = {
            "name": self.name,
            "email": self.email,
            "phone": self.phone,
            "access_needs": self.access_needs,
            "support_needs": [need.value for need in self.support_needs],
        }
        return {name: value for name, value in told.items() if value}


def details_in(opened: Private) -> Details:
    """The details as they were sealed."""
    told = opened.reveal()
    name, email, phone, access_needs = (_text(told.get(name)) for name in _TEXTS)
    needs = told.get("support_needs") or ()
    return Details(
        name=name or "",
        email=email,
        phone=phone,
        access_needs=access_needs,
        support_needs=[SupportNeed(need) for need in needs] if isinstance(needs, Sequence) else [],
    )


def _text(value: PrivateValue) -> str | None:
    return value if isinstance(value, str) else None


def email_taken() -> Refused:
    """Of two who would have the same address, the second is refused."""
    return Refused("email-already-used", "Somebody with this e-mail address takes part here already.")


async def seal_details(
    tenant: str,
    participant_id: str,
    details: Details,
    vault: Vault,
    emails: EmailIndex,
    *,
    newcomer: bool = False,
    reachable: bool = False,
) -> Sealed:
    """Seals a person's details with their own key.

    Args:
        newcomer: they are probably new here; only a matter of speed.
        reachable: whether they consent to being contacted, so that their addresses are sealed for that too.
    """
    fields = details.fields()
    return Sealed(
        details=await vault.seal(tenant, participant_id, fields, newcomer=newcomer),
        email_index=emails.of(tenant, "email", details.email) if details.email else None,
        contact=await vault.seal(tenant, participant_id, _to_reach(fields)) if reachable else b"",
    )


async def seal_contact(tenant: str, participant_id: str, sealed: bytes, vault: Vault) -> bytes:
    """Seals those of a person's details by which they can be reached; empty if there is nothing to open."""
    opened: Private | Erased = await vault.open(tenant, participant_id, sealed) if sealed else Erased()
    if isinstance(opened, Erased):
        return b""
    return await vault.seal(tenant, participant_id, _to_reach(opened))


def _to_reach(fields: Mapping[str, PrivateValue]) -> dict[str, PrivateValue]:
    return {name: fields[name] for name in _TO_REACH if name in fields}
