"""Which track an organisation could begin with, and who could lend it a hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.training.domain.readiness_suggestion import Standing, suggest_start
from shared.contracts.training import CoproductionStage, Track

RUNGS = list(CoproductionStage)


def standing(organisation: str, rung: int, level: int, name: str = "") -> Standing:
    """Rung 1 is the lowest, as level 1 is."""
    return Standing(
        organisation=organisation,
        name=name or f"{organisation} Trust",
        coproduction=RUNGS[rung - 1],
        qi_capability=level,
    )


@pytest.mark.parametrize(
    ("rung", "level", "track"),
    [
        (1, 1, Track.JOINT),
        (4, 3, Track.JOINT),
        (7, 5, Track.JOINT),
        (4, 4, Track.COPRODUCTION),
        (1, 2, Track.COPRODUCTION),
        (4, 2, Track.QUALITY_IMPROVEMENT),
        (5, 3, Track.QUALITY_IMPROVEMENT),
    ],
)
def test_the_scale_that_lags_behind_names_the_track(rung: int, level: int, track: Track) -> None:
    assert suggest_start(standing("own", rung, level), []).track is track


def test_the_nearest_ahead_on_that_scale_could_lend_a_hand() -> None:
    own = standing("own", 2, 4)
    others = [
        standing("far", 7, 1),
        standing("near", 4, 1),
        standing("behind", 1, 5),
        standing("level", 2, 5),
    ]

    start = suggest_start(own, others)

    assert start.further_on is not None
    assert start.further_on.organisation == "near"
    assert start.sentence == (
        "Co-production lags behind: begin with the co-production track. "
        "near Trust is further on in it and could lend a hand."
    )


def test_of_those_equally_near_the_first_by_name_is_taken() -> None:
    others = [standing("a", 5, 1, "Western"), standing("z", 5, 1, "Northern")]

    start = suggest_start(standing("own", 2, 4), others)

    assert start.further_on is not None
    assert start.further_on.name == "Northern"


def test_if_nobody_is_further_on_it_says_so() -> None:
    start = suggest_start(standing("own", 7, 1), [standing("other", 7, 1)])

    assert start.further_on is None
    assert start.sentence == (
        "Quality improvement lags behind: begin with its track. "
        "No other organisation is further on in it so far."
    )


def test_on_the_joint_track_nobody_who_is_behind_on_either_scale_is_further_on() -> None:
    own = standing("own", 4, 3)
    lopsided, ahead = standing("lopsided", 7, 2), standing("ahead", 4, 4)

    start = suggest_start(own, [lopsided, ahead])

    assert (start.track, start.further_on) == (Track.JOINT, ahead)


STANDINGS = st.builds(standing, st.sampled_from("abcdef"), st.integers(1, 7), st.integers(1, 5))


@given(own=STANDINGS, others=st.lists(STANDINGS, unique_by=lambda one: one.organisation))
def test_who_is_named_is_another_organisation_ahead_on_the_scale_and_nobody_ahead_is_nearer(
    own: Standing, others: list[Standing]
) -> None:
    start = suggest_start(own, others)

    def gap(other: Standing) -> float:
        coproduction = other.on_coproduction - own.on_coproduction
        improvement = other.on_quality_improvement - own.on_quality_improvement
        if start.track is Track.JOINT:
            return float(coproduction + improvement) if min(coproduction, improvement) >= 0 else 0.0
        return float(coproduction if start.track is Track.COPRODUCTION else improvement)

    ahead = [gap(other) for other in others if other.organisation != own.organisation and gap(other) > 0]
    assert (start.further_on is None) == (not ahead)
    if start.further_on is not None:
        assert start.further_on.organisation != own.organisation
        assert gap(start.further_on) == min(ahead)
