"""Who teaches whom."""

from __future__ import annotations

from services.training.domain.balance import Balance
from shared.contracts.registration import Role
from shared.contracts.training import Track

CARER, USER, PROFESSIONAL = Role.CARER, Role.SERVICE_USER, Role.PROFESSIONAL
COPRODUCTION, IMPROVEMENT = Track.COPRODUCTION, Track.QUALITY_IMPROVEMENT


def balance() -> Balance:
    """Two sessions of co-production, one of them paired, and one of quality improvement."""
    made = Balance()
    both = [("cal", CARER), ("pat", PROFESSIONAL)]
    made.add(
        COPRODUCTION, paired=True, facilitators=both, learners=[("pam", PROFESSIONAL), ("pip", PROFESSIONAL)]
    )
    made.add(COPRODUCTION, paired=False, facilitators=[("cal", CARER)], learners=[("pam", PROFESSIONAL)])
    made.add(
        IMPROVEMENT,
        paired=False,
        facilitators=[("pat", PROFESSIONAL)],
        learners=[("sue", USER), ("cal", CARER)],
    )
    return made


def test_people_are_counted_once_by_track_and_role() -> None:
    made = balance()

    assert made.learners(COPRODUCTION) == {USER: 0, CARER: 0, PROFESSIONAL: 2}
    assert made.learners(IMPROVEMENT) == {USER: 1, CARER: 1, PROFESSIONAL: 0}
    assert made.facilitators(COPRODUCTION) == {USER: 0, CARER: 1, PROFESSIONAL: 1}


def test_over_all_tracks_everybody_is_still_counted_once() -> None:
    assert balance().facilitators(*Track) == {USER: 0, CARER: 1, PROFESSIONAL: 1}
    assert balance().learners(*Track) == {USER: 1, CARER: 1, PROFESSIONAL: 2}


def test_somebody_whose_role_has_changed_is_counted_in_each_role_they_had() -> None:
    made = Balance()
    made.add(COPRODUCTION, paired=False, facilitators=[], learners=[("kim", USER)])
    made.add(COPRODUCTION, paired=False, facilitators=[], learners=[("kim", CARER)])

    assert made.learners(COPRODUCTION) == {USER: 1, CARER: 1, PROFESSIONAL: 0}


def test_it_says_how_many_sessions_were_held_and_what_share_was_paired() -> None:
    made = balance()

    assert (made.sessions_held(COPRODUCTION), made.sessions_paired(COPRODUCTION)) == (2, 1)
    assert made.paired_share(COPRODUCTION) == 0.5
    assert made.paired_share(*Track) == 1 / 3


def test_without_a_session_there_is_no_share() -> None:
    assert balance().paired_share(Track.JOINT) is None
