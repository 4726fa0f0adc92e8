"""From a service's refusal to the fields of the form that was sent.

Invariant: a refusal of what was typed (400, 409, 412, 422) always says something on the page: at the fields
it concerns, or at the form as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.portal.web.problems import FieldProblem, ServiceRefusal

_OF_THE_FORM = (400, 409, 412, 422)
_CHANGED_MEANWHILE = (
    "Somebody else has changed this in the meantime. What you typed is not saved. Open the page again to see "
    "what is there now, and make your change there."
)


def problems_of(
    refusal: ServiceRefusal,
    *,
    fields: Mapping[str, str] | None = None,
    codes: Mapping[str, str] | None = None,
    said: Mapping[str, str] | None = None,
) -> Sequence[FieldProblem]:
    """What was wrong, by the fields of our form.

    Args:
        fields: our field for one of the service's, where the two differ.
        codes: our field for a refusal that names none.
        said: our own words at our fields, in the order of the form, where the service's are for programs.

    Raises:
        ServiceRefusal: the same, where it is not about what was typed.
    """
    if refusal.status not in _OF_THE_FORM:
        raise refusal
    if refusal.status == 412:
        return [FieldProblem("", _CHANGED_MEANWHILE)]
    fields, codes, said = fields or {}, codes or {}, said or {}
    if not refusal.problems:
        return [FieldProblem(codes.get(refusal.code, ""), refusal.sentence)]
    found: dict[str, FieldProblem] = {}
    for one in refusal.problems:
        field = fields.get(one.field, one.field)
        found.setdefault(field, FieldProblem(field, said.get(field, one.sentence)))
    order = {field: at for at, field in enumerate(said)}
    return sorted(found.values(), key=lambda one: order.get(one.field, len(order)))
