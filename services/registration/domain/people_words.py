"""The words that people write into spreadsheets for a role, for experience and for support."""

from __future__ import annotations

from services.registration.domain.people_columns import squashed
from shared.contracts.registration import QiExperience, Role, SupportNeed

_ROLES: dict[Role, str] = {
    Role.SERVICE_USER: (
        "service user, su, user, expert by experience, expert-by-experience, ebe, patient, client, survivor, "
        "service user representative, service user rep, uses services"
    ),
    Role.CARER: (
        "carer, family carer, unpaid carer, informal carer, parent carer, young carer, caregiver, relative, "
        "family, family member, carer representative, carer rep"
    ),
    Role.PROFESSIONAL: (
        "professional, staff, staff member, member of staff, clinician, health professional, "
        "healthcare professional, hcp, practitioner, nurse, doctor, psychiatrist, psychologist, "
        "social worker, occupational therapist, pharmacist, manager, employee, works here"
    ),
}

_EXPERIENCE: dict[QiExperience, str] = {
    QiExperience.NONE: "none, no, n, 0, never, nil, no experience, new to it, beginner",
    QiExperience.SOME: "some, yes, y, a little, little, a bit, basic, some experience, intermediate",
    QiExperience.EXPERIENCED: "experienced, a lot, lots, much, extensive, expert, advanced, very experienced",
}

_SUPPORT: dict[SupportNeed, str] = {
    SupportNeed.EXPENSES: "expenses, travel expenses, travel, travel costs, travel cost, mileage, fares",
    SupportNeed.CARER_COVER: (
        "carer cover, carers cover, carer's cover, cover for carer, respite, sitting service, sitter, "
        "replacement care"
    ),
}
_NOTHING = ("", "none", "no", "n", "nil", "nothing", "na")


def _meanings[Word](words: dict[Word, str]) -> dict[str, Word]:
    return {squashed(word): meaning for meaning, listed in words.items() for word in listed.split(", ")}


_ROLE_WORDS = _meanings(_ROLES)
_EXPERIENCE_WORDS = _meanings(_EXPERIENCE)
_SUPPORT_WORDS = _meanings(_SUPPORT)


def role_called(text: str) -> Role | None:
    """The role that a word stands for, in the singular or the plural.

    None for a word of more than one meaning too: a person with lived experience may be either of two.
    """
    word = squashed(text)
    return _ROLE_WORDS.get(word) or _ROLE_WORDS.get(word.removesuffix("s"))


def experience_called(text: str) -> QiExperience | None:
    """The experience in quality improvement that a word stands for."""
    return _EXPERIENCE_WORDS.get(squashed(text))


def support_called(text: str) -> SupportNeed | None:
    """The kind of support that a word stands for."""
    return _SUPPORT_WORDS.get(squashed(text))


def is_nothing(text: str) -> bool:
    """Whether a text says that there is no need."""
    return squashed(text) in _NOTHING
