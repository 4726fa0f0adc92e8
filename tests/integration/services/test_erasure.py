"""After an erasure no part of a person is left: in no collection, in no topic, in no log, and training has
let go of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import bson
import httpx
import pytest

from tests.chaos.aftermath import records_in
from tests.support.services import Databases, Installation, Running, eventually

_TENANT = "erasure-ni"
_NAME = "Quillfeather Brambleworth"
_PARTS = ("Quillfeather", "Brambleworth", "quill.bramble", "bramblemail.example")
_EMAIL = "Quill.Bramble@Bramblemail.example"
_COHORT = "q7x-erased-cohort"


@pytest.fixture
async def record(
    site: Installation, registration: Running, training: Running, http: httpx.AsyncClient
) -> str:
    """Somebody invented who has joined, is known to training, and is erased again."""
    lead = site.issuer.headers("lead", tenant=_TENANT)
    body = {"role": "carer", "name": _NAME, "email": _EMAIL, "cohort": _COHORT}
    address = f"{registration.url}/v1/{_TENANT}/participants"
    joined = await http.post(address, headers=lead, json=body)
    record = str(joined.json()["id"])
    shown = await http.get(f"{address}/{record}", headers=lead)
    assert (shown.json()["name"], shown.json()["email"]) == (_NAME, _EMAIL)
    after = lead | {"Levelfield-After": joined.headers["levelfield-event"]}
    listed = await http.get(f"{training.url}/v1/{_TENANT}/people/{record}", headers=after)
    assert listed.json()["cohort"] == _COHORT

    gone = await http.delete(f"{address}/{record}", headers=lead)

    after = lead | {"Levelfield-After": gone.headers["levelfield-event"]}
    listed = await http.get(f"{training.url}/v1/{_TENANT}/people/{record}", headers=after)
    assert listed.status_code == 404
    return record


async def test_no_collection_of_any_service_holds_a_part_of_the_name_or_the_address(
    site: Installation, record: str
) -> None:
    with site.databases() as client:
        everything = b"".join(bson.encode(document) for _, _, document in _documents(site, client)).lower()

    assert record.encode() in everything
    assert [part for part in _PARTS if part.lower().encode() in everything] == []


async def test_training_keeps_nothing_of_the_person_but_that_it_has_heard_of_the_erasure(
    site: Installation, record: str
) -> None:
    with site.databases() as client:
        kept = {
            collection: document
            for database, collection, document in _documents(site, client)
            if database == site.database("training") and record in str(document)
        }

    mark_id = f"{_TENANT}/participant/{record}"
    assert kept == {"inbox": {"_id": mark_id, "tenant": _TENANT, "sequence": 2}}


async def test_registration_keeps_neither_the_key_nor_the_sealed_details_nor_the_index_of_the_address(
    site: Installation, registration: Running, http: httpx.AsyncClient, record: str
) -> None:
    with site.databases() as client:
        keys = client[f"{site.database('registration')}-keys"]["keys"]
        participants = client[site.database("registration")]["participants"]
        key = keys.find_one({"keyAltNames": f"{_TENANT}/{record}"})
        await eventually(
            lambda: participants.count_documents({"_id": f"{_TENANT}/{record}", "outbox": []}) == 1,
            10,
            "the outbox is empty",
        )
        state = _must_find(participants.find_one({"_id": f"{_TENANT}/{record}"}))["state"]
    lead = site.issuer.headers("lead", tenant=_TENANT)
    shown = (await http.get(f"{registration.url}/v1/{_TENANT}/participants/{record}", headers=lead)).json()

    assert key is None
    assert (state["sealed"], state["email_index"], state["cohort"]) == (b"", None, None)
    assert (shown["erased"], shown["name"], shown["email"]) == (True, None, None)


async def test_no_record_of_the_topic_holds_a_part_of_the_name_or_the_address(
    site: Installation, record: str
) -> None:
    records = await records_in(site)
    everything = b"\n".join(
        b"".join((one.key or b"", one.value or b"", *(value for _, value in one.headers))) for one in records
    ).lower()

    assert everything.count(f"participant/{record}#2".encode()) >= 1
    assert [part for part in _PARTS if part.lower().encode() in everything] == []


async def test_no_log_metric_or_openapi_document_holds_a_part_of_the_name_or_the_address(
    site: Installation, registration: Running, training: Running, http: httpx.AsyncClient, record: str
) -> None:
    shown = [
        (await http.get(f"{service.url}{path}")).content
        for service in (registration, training)
        for path in ("/metrics", "/openapi.json", "/health/ready")
    ]
    everything = b"".join([site.logs(), *shown]).lower()

    assert [part for part in (*_PARTS, record) if part.lower().encode() in everything] == []


async def test_the_address_is_free_again_for_whoever_joins_with_it(
    site: Installation, registration: Running, http: httpx.AsyncClient, record: str
) -> None:
    lead = site.issuer.headers("lead", tenant=_TENANT)
    address = f"{registration.url}/v1/{_TENANT}/participants"

    again = await http.post(address, headers=lead, json={"role": "carer", "name": _NAME, "email": _EMAIL})
    await http.delete(f"{address}/{again.json()['id']}", headers=lead)

    assert again.status_code == 201
    assert again.json()["id"] != record


def _documents(site: Installation, client: Databases) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every document of the installation, with its database and collection."""
    for database in client.list_database_names():
        if database.startswith(f"{site.namespace}-"):
            for collection in client[database].list_collection_names():
                for document in client[database][collection].find({}):
                    yield database, collection, document


def _must_find(document: dict[str, Any] | None) -> dict[str, Any]:
    assert document is not None
    return document
