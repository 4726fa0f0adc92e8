"""The routes of evaluation."""

from __future__ import annotations

from typing import Any

from services.evaluation.api.instrument_models import FILE
from tests.integration.services.reporting_routes import REPORTING
from tests.integration.services.route import READERS, Route

_EVERYBODY = frozenset({"lead", "facilitator", "member", "evaluator", "partner"})
_SURVEY = {"survey_id": "6f1d6f0c2b117c1a7c449a4401993c5e"}
_ANSWERS = "/v1/{tenant}/surveys/{survey_id}/answers"


def _file(label: str) -> dict[str, Any]:
    return FILE | {"title": label}


def _answers(_: str) -> dict[str, Any]:
    return {"answers": {"welcome": 5}}


def _choice(_: str) -> dict[str, Any]:
    return {"instrument": "session-experience"}


ASKING = (
    Route("evaluation", "GET", "/v1/{tenant}/instruments", _EVERYBODY, paged=True),
    Route("evaluation", "POST", "/v1/{tenant}/instruments", frozenset({"lead", "evaluator"}), sends=_file),
    Route(
        "evaluation",
        "PUT",
        "/v1/{tenant}/instrument-choices/{use}",
        frozenset({"lead"}),
        sends=_choice,
        given={"use": "experience"},
    ),
    Route("evaluation", "GET", "/v1/{tenant}/surveys", frozenset({"member"}), paged=True),
    Route("evaluation", "GET", "/v1/{tenant}/surveys/counts", READERS),
    Route("evaluation", "PUT", _ANSWERS, frozenset({"member"}), sends=_answers, given=_SURVEY),
    Route("evaluation", "DELETE", _ANSWERS, frozenset({"member"}), given=_SURVEY),
)

_MEASURES = "/v1/{tenant}/measures"
_READ_BY_ALL = READERS | {"member"}
_LEAD = frozenset({"lead"})


def _settings(_: str) -> dict[str, Any]:
    phase = {"measure": "representation", "starts_on": "2018-03-01", "note": "Fares are paid"}
    return {"smallest_group": 5, "phases": [phase]}


MEASURES = (
    Route("evaluation", "GET", _MEASURES, _READ_BY_ALL),
    Route("evaluation", "GET", f"{_MEASURES}/definitions", _READ_BY_ALL),
    Route("evaluation", "GET", f"{_MEASURES}/settings", _LEAD),
    Route("evaluation", "PUT", f"{_MEASURES}/settings", _LEAD, sends=_settings, if_match=True),
    *(
        Route("evaluation", "GET", f"{_MEASURES}/{{code}}{what}", _READ_BY_ALL, given={"code": "reach"})
        for what in ("", "/chart", "/chart.svg", "/chart.png", "/data.csv")
    ),
)

EVALUATION = (*ASKING, *MEASURES, *REPORTING)
