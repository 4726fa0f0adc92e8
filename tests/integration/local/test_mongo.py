"""The embedded MongoDB: a real one, which survives what happens to a developer's machine."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.write_concern import WriteConcern

from levelfield.local.mongo import LocalMongo
from tests.support.listeners import occupied

Client = MongoClient[dict[str, Any]]


@pytest.fixture(scope="module")
def mongo(tmp_path_factory: pytest.TempPathFactory) -> Generator[LocalMongo]:
    with LocalMongo(tmp_path_factory.mktemp("mongo")) as running:
        yield running


def test_killed_and_started_again_it_has_every_acknowledged_document(mongo: LocalMongo) -> None:
    before = mongo.uri
    with Client(before) as client:
        people = client["kept"].get_collection("people", write_concern=WriteConcern("majority"))
        for n in range(200):
            people.insert_one({"_id": n})

    mongo.kill()
    mongo.start()

    assert mongo.uri == before
    assert _count(mongo) == 200


def test_a_taken_port_is_replaced_and_the_data_and_transactions_stay(mongo: LocalMongo) -> None:
    port = mongo.running().port
    assert port is not None
    mongo.stop()

    with occupied([port]):
        mongo.start()

    assert mongo.running().port != port
    with Client(mongo.uri) as client, client.start_session() as session, session.start_transaction():
        client["kept"]["people"].insert_one({"_id": 200}, session=session)
    assert _count(mongo) == 201


def test_only_this_machine_can_reach_it(mongo: LocalMongo) -> None:
    with Client(mongo.uri) as client:
        options = client.admin.command("getCmdLineOpts")["parsed"]

    assert options["net"]["bindIp"] == "127.0.0.1"


def _count(mongo: LocalMongo) -> int:
    with Client(mongo.uri) as client:
        return client["kept"]["people"].count_documents({})
