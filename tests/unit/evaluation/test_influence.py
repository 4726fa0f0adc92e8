"""The rules of influence: you said, we did."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from services.evaluation.domain.influence import Contribution, Influence
from shared.contracts.evaluation import (
    InfluenceOutcome,
    InfluencePlace,
    InfluenceRecorded,
    InfluenceResolved,
    PpiStandard,
)
from shared.contracts.refusal import Invalid
from shared.contracts.registration import Role
from tests.unit.evaluation.told import DAY, LATER, TENANT, declined, events, hoped, saved, taken_up


class TestAContribution:
    def test_is_told_by_role_and_place_and_without_its_words(self) -> None:
        said = Contribution(
            role=Role.SERVICE_USER, place=InfluencePlace.MODULE, place_id="m-2", hoped="Words of mine"
        )
        influence = Influence.record_contribution(TENANT, "i-1", said, DAY)
        assert events(influence) == [
            InfluenceRecorded(
                influence_id="i-1",
                role=Role.SERVICE_USER,
                place=InfluencePlace.MODULE,
                place_id="m-2",
                recorded_on=DAY,
            )
        ]
        assert influence.hoped == "Words of mine"
        assert "Words of mine" not in events(influence)[0].model_dump_json()

    def test_has_no_place_for_who_made_it(self) -> None:
        names = {field.name for field in fields(Influence)} | {field.name for field in fields(Contribution)}
        assert not [name for name in names if "participant" in name or "person" in name or name == "who"]

    def test_waits_for_an_answer(self) -> None:
        assert (hoped().resolution, hoped().outcome) == (None, None)


class TestAnAnswer:
    @pytest.mark.parametrize("reason", [None, ""])
    def test_that_declines_needs_the_reason(self, reason: str | None) -> None:
        with pytest.raises(Invalid, match="reason-needed"):
            declined(reason)

    @pytest.mark.parametrize(
        "more", [{"changed": "This"}, {"matters": "That"}, {"standards": [PpiStandard.UK_IMPACT]}]
    )
    def test_that_declines_has_changed_nothing(self, more: dict[str, Any]) -> None:
        with pytest.raises(Invalid, match="nothing-changed"):
            declined(**more)

    @pytest.mark.parametrize("outcome", [InfluenceOutcome.ACCEPTED, InfluenceOutcome.CHANGED])
    @pytest.mark.parametrize("missing", ["changed", "matters"])
    def test_that_takes_it_up_needs_what_changed_and_why_it_matters(
        self, outcome: InfluenceOutcome, missing: str
    ) -> None:
        with pytest.raises(Invalid, match="change-needed"):
            taken_up(outcome, **{missing: None})

    def test_that_takes_it_up_has_no_reason_against_it(self) -> None:
        with pytest.raises(Invalid, match="reason-does-not-fit"):
            taken_up(reason="It costs too much")

    def test_names_each_standard_once_in_the_order_of_the_standards(self) -> None:
        named = [PpiStandard.UK_IMPACT, PpiStandard.HSC_GOVERNANCE, PpiStandard.UK_IMPACT]
        assert taken_up(standards=named).standards == [PpiStandard.HSC_GOVERNANCE, PpiStandard.UK_IMPACT]

    def test_is_told_with_its_outcome_and_standards_and_without_its_words(self) -> None:
        influence = hoped()
        influence.resolve(taken_up(changed="Words of ours"))
        assert events(influence) == [
            InfluenceResolved(
                influence_id="i-1",
                outcome=InfluenceOutcome.ACCEPTED,
                standards=(PpiStandard.UK_IMPACT,),
                resolved_on=LATER,
            )
        ]
        assert "Words of ours" not in events(influence)[0].model_dump_json()

    def test_given_again_changes_nothing(self) -> None:
        influence = hoped()
        influence.resolve(taken_up())
        saved(influence).resolve(taken_up(resolved_on=date(2018, 4, 1)))
        assert (events(influence), influence.history) == ([], [taken_up()])

    def test_can_be_known_better_and_what_was_said_before_stays(self) -> None:
        influence = hoped()
        influence.resolve(declined())
        better = taken_up(InfluenceOutcome.CHANGED, resolved_on=date(2018, 5, 2))
        saved(influence).resolve(better)
        assert influence.history == [declined(), better]
        assert (influence.outcome, influence.resolution) == (InfluenceOutcome.CHANGED, better)
        assert (influence.standards, influence.resolved_on) == ([PpiStandard.UK_IMPACT], date(2018, 5, 2))
        assert [type(event) for event in events(influence)] == [InfluenceResolved]

    def test_does_not_come_before_the_question(self) -> None:
        with pytest.raises(Invalid, match="resolved-too-early"):
            hoped().resolve(taken_up(resolved_on=date(2018, 1, 14)))

    def test_does_not_come_before_the_last_answer(self) -> None:
        influence = hoped()
        influence.resolve(taken_up())
        with pytest.raises(Invalid, match="resolved-too-early"):
            influence.resolve(declined(resolved_on=date(2018, 3, 19)))
