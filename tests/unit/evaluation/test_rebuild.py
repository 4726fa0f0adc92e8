"""A rebuild makes the measures anew, and asks nobody."""

from __future__ import annotations

from services.evaluation.definition import EVALUATION


def test_a_rebuild_runs_no_policy_so_it_issues_closes_and_publishes_nothing() -> None:
    assert EVALUATION.routes().policies
    assert EVALUATION.routes(for_rebuild=True).policies == {}
