"""A census on a real MongoDB: every tenant by itself, by an index, and nothing but what was asked for."""

from __future__ import annotations

from typing import Any

import pytest

from shared.messaging.projection import Projection
from shared.persistence.census import Census
from shared.persistence.database import Client, connect
from shared.persistence.indexes import prepare_inbox
from tests.support.parts import Parts

MET = Projection("met", indexes=[["held_on"], []])


def _met(tenant: str, name: str, on: str, came: int, kind: str = "all") -> dict[str, Any]:
    return {
        "_id": f"{tenant}/{name}",
        "tenant": tenant,
        "held_on": on,
        "came": came,
        "kind": kind,
        "name": name,
    }


@pytest.fixture
async def census(parts: Parts, namespace: str) -> Any:
    client: Client
    async with connect(parts.mongodb_uri) as client:
        database = client[f"{namespace}-levelfield-sample"]
        await prepare_inbox(database, [MET])
        await database[MET.name].insert_many(
            [
                _met("ours-ni", "b", "2018-05-01", 30),
                _met("ours-ni", "a", "2018-01-15", 6),
                _met("ours-ni", "c", "2018-06-01", 1, kind="few"),
                _met("theirs-ni", "z", "2018-01-01", 5),
            ]
        )
        yield Census(database, MET.name)


async def test_each_tenant_is_counted_by_itself(census: Census) -> None:
    assert await census.counts() == {"ours-ni": 3, "theirs-ni": 1}


async def test_the_newest_of_those_that_are_meant_is_told_with_the_named_fields_alone(census: Census) -> None:
    assert await census.newest({"kind": "all"}, ["held_on", "_id"], ["came"]) == {
        "ours-ni": {"came": 30},
        "theirs-ni": {"came": 5},
    }
