"""After an erasure no part of a person is left: in no collection, in no topic, in no log, and training has
let go of them."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import bson
import httpx
import pytest
from bson.binary import Binary

from tests.support.files import contents_of
from tests.support.records import records_in
from tests.support.services import Databases, Installation, Running, eventually

_TENANT = "erasure-ni"
_NAME = "Quillfeather Brambleworth"
_PARTS = ("Quillfeather", "Brambleworth", "quill.bramble", "bramblemail.example", "9018 7654", "wisteria")
_EMAIL = "Quill.Bramble@Bramblemail.example"
_PHONE = "+44 28 9018 7654"
_NEEDS = "A seat by the wisteria window"
_COHORT = "q7x-erased-cohort"


@pytest.fixture
async def record(
    site: Installation, registration: Running, training: Running, http: httpx.AsyncClient
) -> str:
    """Somebody invented who has joined, is known to training, and is erased again."""
    lead = site.issuer.headers("lead", tenant=_TENANT)
    private = {"name": _NAME, "email": _EMAIL, "phone": _PHONE, "access_needs": _NEEDS}
    body = {"role": "carer", "cohort": _COHORT, **private}
    address = f"{registration.url}/v1/{_TENANT}/participants"
    joined = await http.post(address, headers=lead, json=body)
    record = str(joined.json()["id"])
    shown = await http.get(f"{address}/{record}", headers=lead)
    assert (shown.json()["name"], shown.json()["email"]) == (_NAME, _EMAIL)
    after = lead | {"Levelfield-After": joined.headers["levelfield-event"]}
    listed = await http.get(f"{training.url}/v1/{_TENANT}/people/{record}", headers=after)
    assert listed.json()["cohort"] == _COHORT

    agreed = await http.put(f"{address}/{record}/consents/contact", headers=after, json={"given": True})
    assert agreed.status_code == 204

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
    assert kept == {"inbox": {"_id": mark_id, "tenant": _TENANT, "sequence": 3}}


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


async def test_no_record_of_any_topic_holds_a_part_of_the_name_or_the_address(
    site: Installation, record: str
) -> None:
    records = await records_in(site) + await records_in(site, _contacts(site))
    everything = b"\n".join(
        b"".join((one.key or b"", one.value or b"", *(value for _, value in one.headers))) for one in records
    ).lower()

    assert everything.count(f"participant/{record}#3".encode()) >= 1
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


async def test_the_contacts_topic_had_the_sealed_addresses_and_ends_with_a_tombstone(
    site: Installation, record: str
) -> None:
    key = f"{_TENANT}/{record}".encode()
    told = [one.value for one in await records_in(site, _contacts(site)) if one.key == key]

    assert len(told) >= 2
    assert told[-1] is None
    assert all(value is not None and b'"sealed":' in value for value in told[:-1])


async def test_what_was_sealed_for_the_topic_opens_no_longer(site: Installation, record: str) -> None:
    key = f"{_TENANT}/{record}".encode()
    told = [one.value for one in await records_in(site, _contacts(site)) if one.key == key and one.value]
    sealed = b64decode(json.loads(told[0] or b"")["sealed"])

    with site.databases() as client:
        keys = client[f"{site.database('registration')}-keys"]["keys"]
        # The value names its key in its bytes 1 to 16; that key is in no collection any more.
        assert keys.find_one({"_id": Binary(sealed[1:17], 4)}) is None


async def test_no_file_of_the_database_or_of_kafka_holds_a_part_of_the_name_or_the_address(
    site: Installation, record: str
) -> None:
    if site.parts.folder is None:
        pytest.skip("the parts are not the embedded ones: their files cannot be looked into")
    with site.databases() as client:
        client.admin.command("fsync")
    looked_for = [word.lower().encode() for word in (record, _COHORT, *_PARTS)]
    found = {
        (word.decode(), path.suffix, path.name)
        for path, content in contents_of(site.parts.folder)
        for text in [content.lower()]
        for word in looked_for
        if word in text
    }

    # What may stay is found, so whatever may not would be found as well.
    assert {word for word, *_ in found} >= {record, _COHORT}
    assert (record, ".log") in {(word, suffix) for word, suffix, _ in found}
    assert {one for one in found if one[0] not in (record, _COHORT)} == set()


async def test_the_databases_own_history_of_changes_holds_no_part_of_the_name_or_the_address(
    site: Installation, record: str
) -> None:
    with site.databases() as client:
        changes = client["local"]["oplog.rs"].find({"ns": {"$regex": f"^{site.namespace}-"}})
        everything = b"".join(bson.encode(change) for change in changes).lower()

    assert record.encode() in everything
    assert [part for part in _PARTS if part.lower().encode() in everything] == []


def _contacts(site: Installation) -> str:
    return f"{site.namespace}-registration.contacts.v1"


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
