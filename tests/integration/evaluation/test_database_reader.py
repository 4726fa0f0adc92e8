"""Somebody reads the whole database, and the log of its operations, and tries to find out who answered what.

The strongest attempt is to compare: two worlds in which everything is the same but what people answered. If
all that a reader sees is the same in both, nothing that they could compute from it can tell which it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, cast

from bson import ObjectId
from bson.timestamp import Timestamp

from services.evaluation.domain.scoring import Answer
from shared.contracts.evaluation import SurveyPurpose
from shared.contracts.registration import Role
from shared.persistence.database import Database, connect
from tests.integration.evaluation.people import CONFIDENT, DAY, NOON, attended, willing
from tests.support.evaluation import Evaluated, evaluated
from tests.support.namespaces import namespace_on
from tests.support.parts import Parts

_HIGH: dict[str, Answer] = {"welcome": 5, "heard": 5, "needs": 5, "outsider": 1}
_LOW: dict[str, Answer] = {"welcome": 1, "heard": 1, "needs": "not_applicable", "outsider": 5}
_PEOPLE = {"p-carer": Role.CARER, "p-only-professional": Role.PROFESSIONAL}


async def _live(evaluation: Evaluated, answers: Mapping[str, Mapping[str, Answer]]) -> None:
    """Two people go to a session, one the only professional there, and answer one after the other."""
    for who, role in _PEOPLE.items():
        await willing(evaluation, who, role=role)
        await evaluation.hear(attended(who, role=role.value), "s-1", NOON)
    for who in _PEOPLE:
        surveys = {survey.purpose: survey for survey in await evaluation.surveys(who)}
        await evaluation.answer(surveys[SurveyPurpose.EXPERIENCE], answers[who], DAY)


async def _documents(database: Database) -> dict[str, list[dict[str, Any]]]:
    names = await database.list_collection_names()
    return {name: await database[name].find().to_list() for name in sorted(names)}


async def _log(database: Database) -> list[Any]:
    """What the log of operations tells of this database, in its order."""
    found = (
        database.client["local"]["oplog.rs"]
        .find(
            {
                "$or": [
                    {"ns": {"$regex": f"^{database.name}\\."}},
                    {"o.applyOps.ns": {"$regex": f"^{database.name}\\."}},
                ]
            }
        )
        .sort("$natural", 1)
    )
    return [
        operation
        async for entry in found
        for operation in (entry["o"].get("applyOps") or [{key: entry[key] for key in ("op", "ns", "o")}])
    ]


def _seen(node: Any, database: str) -> Any:
    """As a reader sees it: sealed bytes are bytes of some length, and moments differ from run to run."""
    if isinstance(node, bytes):
        return f"{len(node)} bytes"
    if isinstance(node, datetime | Timestamp):
        return "a moment"
    if isinstance(node, Mapping):
        told = cast("Mapping[str, Any]", node)
        return {key: _seen(value, database) for key, value in told.items() if key not in _CHANCE}
    if isinstance(node, list):
        return [_seen(one, database) for one in cast("list[Any]", node)]
    return node.replace(database, "database") if isinstance(node, str) else str(node)


_CHANCE = ("ui", "correlation_id", "causation_id", "lsid", "txnNumber", "$v")
"""Identifiers made by chance, of which the answers know nothing."""


async def _view(parts: Parts, namespace: str, answers: Mapping[str, Mapping[str, Answer]]) -> str:
    async with connect(parts.mongodb_uri) as client:
        database = client[f"{namespace}-levelfield-evaluation"]
        async with evaluated(client, database) as evaluation:
            await _live(evaluation, answers)
        told = [await _documents(database), await _log(database)]
        return json.dumps(_seen(told, database.name), sort_keys=True, indent=1)


async def test_whatever_people_answer_a_reader_of_everything_sees_the_same(
    parts: Parts, namespace: str
) -> None:
    carer, professional = _PEOPLE
    one = await _view(parts, namespace, {carer: _HIGH, professional: _LOW})
    with namespace_on(parts) as another:
        other = await _view(parts, another, {carer: _LOW, professional: _HIGH})
    assert len(one) > 10_000
    assert '"op": "u"' in one
    assert one == other


async def test_no_id_leads_from_a_response_to_a_survey_or_a_person_or_back(evaluation: Evaluated) -> None:
    await _live(evaluation, dict.fromkeys(_PEOPLE, _HIGH))
    documents = await _documents(evaluation.database)
    responses = documents.pop("responses")
    ours = {text.rpartition("/")[2] for one in responses for text in _texts(one)} - {""}
    elsewhere = json.dumps(documents, default=str)
    surveys = [survey.id for survey in await evaluation.surveys()]
    assert len(responses) == 2
    assert [name for name in ours if name in elsewhere and name != evaluation.tenant] == []
    assert [name for name in (*_PEOPLE, *surveys, "s-1") if name in json.dumps(responses, default=str)] == []


async def test_a_response_has_no_moment_no_day_and_nothing_else_to_go_by(evaluation: Evaluated) -> None:
    await _live(evaluation, dict.fromkeys(_PEOPLE, _HIGH))
    for response in (await _documents(evaluation.database))["responses"]:
        assert sorted(response) == ["_id", "pseudonym", "sealed", "seals", "tenant"]
        assert not any(isinstance(value, datetime | ObjectId) for value in response.values())
        assert response["seals"] == []


async def test_how_much_somebody_answered_does_not_show_in_the_response(evaluation: Evaluated) -> None:
    await _live(evaluation, dict(zip(_PEOPLE, ({"welcome": 1}, _HIGH), strict=True)))
    [baseline] = [one for one in await evaluation.surveys("p-carer") if one.purpose is SurveyPurpose.BASELINE]
    await evaluation.answer(baseline, CONFIDENT, DAY)
    responses = (await _documents(evaluation.database))["responses"]
    assert len({len(one["sealed"]) for one in responses}) == 1


def _texts(document: Mapping[str, Any]) -> Iterator[str]:
    yield from (value for value in document.values() if isinstance(value, str))
