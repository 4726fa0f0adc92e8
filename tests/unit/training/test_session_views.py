"""What the API tells of a session and a module: one's own as one's own, and of others their role alone."""

from __future__ import annotations

import pytest

from services.training.api import module_views
from services.training.api.session_views import SessionLine, SessionView, Viewer
from services.training.domain.session import Session
from shared.contracts.refusal import NotFound
from shared.web.identity import Principal
from tests.unit.training.making import (
    LONG_BEFORE,
    TENANT,
    a_module,
    a_session,
    enrolled,
    in_review,
    lived,
    ready,
)

_MEMBER = frozenset({"member"})


def _full() -> Session:
    """The first has the one place; the second and the third wait; the fourth has gone again."""
    session = enrolled(a_session(capacity=1, held_places=0), *(lived(number) for number in range(1, 5)))
    session.withdraw("lived-4", LONG_BEFORE, by_staff=False)
    return session


def _seen(*roles: str, own: str = "", tenant: str = TENANT) -> SessionView:
    records = {tenant: frozenset({own})} if own else {}
    who = Principal(
        subject="s", roles={TENANT: frozenset(roles)}, participants=records, platform_roles=frozenset()
    )
    return SessionView.seen_by(Viewer.of(who, TENANT, LONG_BEFORE), _full(), "What is it?")


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ("lived-1", ("learning", "confirmed", None)),
        ("lived-2", ("learning", "waiting", 1)),
        ("lived-3", ("learning", "waiting", 2)),
        ("carer", ("giving", None, None)),
    ],
)
def test_whoever_asks_is_told_their_own_part_in_a_session(own: str, told: tuple[object, ...]) -> None:
    line = SessionLine.of(_full(), "What is it?", LONG_BEFORE, frozenset({own}))
    view = _seen("member", own=own)

    for one in (line.own, view.own):
        assert one is not None
        assert (one.part, one.status, one.position) == told


@pytest.mark.parametrize("own", ["lived-4", "somebody-else", ""])
def test_nobody_is_told_of_a_part_that_they_have_not(own: str) -> None:
    assert _seen("member", own=own).own is None


def test_a_record_in_another_collaborative_is_nobody_here() -> None:
    view = _seen("member", own="lived-1", tenant="other-ni")

    assert view.own is None
    assert view.enrolments == []


def test_members_see_themselves_in_the_register_and_nobody_else() -> None:
    assert [one.participant_id for one in _seen("member", own="lived-3").enrolments] == ["lived-3"]
    assert [one.participant_id for one in _seen("evaluator").enrolments] == []
    for role in ("lead", "facilitator"):
        assert len(_seen(role).enrolments) == 4, role


def test_members_see_the_roles_of_those_who_give_a_session_and_an_id_if_it_is_their_own() -> None:
    ids = {
        own: [one.participant_id for one in _seen("member", own=own).facilitators] for own in ("carer", "x")
    }

    assert ids == {"carer": ["carer", None], "x": [None, None]}
    for role in ("lead", "facilitator", "evaluator"):
        assert [one.participant_id for one in _seen(role).facilitators] == ["carer", "professional"], role


@pytest.mark.parametrize(
    ("own", "made", "signed"),
    [
        ("carer", ["carer", None], [None, None]),
        ("professional", [None, "professional"], [None, "professional"]),
        ("service-user", [None, None], ["service-user", None]),
        ("somebody-else", [None, None], [None, None]),
    ],
)
def test_members_see_who_made_and_signed_a_module_by_role_and_their_own_hand(
    own: str, made: list[str | None], signed: list[str | None]
) -> None:
    viewer = module_views.Viewer(sees_all=False, own_ids=frozenset({own}))

    (version,) = module_views.ModuleView.seen_by(viewer, ready()).versions

    assert [one.participant_id for one in version.contributors] == made
    assert [one.participant_id for one in version.sign_offs] == signed


def test_a_draft_is_for_those_who_see_all() -> None:
    member = module_views.Viewer(sees_all=False, own_ids=frozenset({"carer"}))
    lead = module_views.Viewer(sees_all=True, own_ids=frozenset())

    with pytest.raises(NotFound):
        module_views.ModuleView.seen_by(member, a_module())
    assert len(module_views.ModuleView.seen_by(lead, a_module()).versions) == 1
    assert len(module_views.ModuleView.seen_by(member, in_review()).versions) == 1
