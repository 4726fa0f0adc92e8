"""The person vault on a real MongoDB. All people are invented."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import bson
import pytest
from bson.binary import Binary
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo import AsyncMongoClient
from pymongo.asynchronous.encryption import AsyncClientEncryption
from pymongo.monitoring import CommandListener, CommandStartedEvent

from shared.persistence.database import CODEC, Client, Document, connect
from shared.privacy import (
    CannotOpen,
    Erased,
    Kms,
    PersonVault,
    Private,
    PrivateValue,
    Unsealable,
    WrongMasterKey,
    new_master_key,
)
from tests.support.files import contents_of
from tests.support.parts import Parts

INGRID: dict[str, PrivateValue] = {
    "name": "Invented Ingrid",
    "email": "ingrid@example.org",
    "needs": ["step-free", "large print"],
}
OSCAR: dict[str, PrivateValue] = {"name": "Oscar Fiction", "email": "oscar@example.org", "needs": None}


async def _keys(client: Client, database: str) -> int:
    return await client[f"{database}-keys"]["keys"].count_documents({})


async def test_what_is_sealed_opens_for_the_same_person(vault: PersonVault) -> None:
    sealed = await vault.seal("north", "p1", INGRID)
    assert await vault.open("north", "p1", sealed) == Private(INGRID)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.dictionaries(st.sampled_from(["name", "email", "phone"]), st.text()))
async def test_whatever_people_are_called_comes_back_or_is_refused_whole(
    vault: PersonVault, fields: dict[str, Any]
) -> None:
    try:
        sealed = await vault.seal("north", "p1", fields)
    except Unsealable:
        with pytest.raises(UnicodeEncodeError):
            "".join(fields.values()).encode()
    else:
        assert await vault.open("north", "p1", sealed) == Private(fields)


@pytest.mark.parametrize(
    "fields", [{"name": "Ingrid\ud800"}, {"Ingrid\0": 1}, {"phone": 2**70}, {"x": object()}]
)
async def test_what_cannot_be_stored_is_refused_without_being_quoted(
    vault: PersonVault, fields: dict[str, Any]
) -> None:
    with pytest.raises(Unsealable) as caught:
        await vault.seal("north", "p1", fields)
    assert "Ingrid" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


async def test_a_sealed_value_does_not_open_in_another_persons_record(vault: PersonVault) -> None:
    ingrid = await vault.seal("north", "p1", INGRID)
    await vault.seal("north", "p2", OSCAR)
    with pytest.raises(CannotOpen):
        await vault.open("north", "p2", ingrid)


async def test_a_sealed_value_does_not_open_in_another_tenant(vault: PersonVault) -> None:
    ingrid = await vault.seal("north", "p1", INGRID)
    await vault.seal("south", "p1", OSCAR)
    with pytest.raises(CannotOpen):
        await vault.open("south", "p1", ingrid)


async def test_renaming_a_key_in_the_vault_does_not_give_its_content_to_another(
    vault: PersonVault, client: Client, database: str
) -> None:
    ingrid = await vault.seal("north", "p1", INGRID)
    keys = client[f"{database}-keys"]["keys"]
    await keys.update_one({"keyAltNames": "north/p1"}, {"$set": {"keyAltNames": ["north/p2"]}})
    with pytest.raises(CannotOpen):
        await vault.open("north", "p2", ingrid)


async def test_a_page_opens_with_one_look_and_tells_the_erased_apart(vault: PersonVault) -> None:
    sealed = {person: await vault.seal("north", person, OSCAR) for person in ("p1", "p2", "p3")}
    await vault.shred("north", "p2")
    assert await vault.open_many("north", sealed) == {
        "p1": Private(OSCAR),
        "p2": Erased(),
        "p3": Private(OSCAR),
    }


@pytest.mark.parametrize("place", [0, 1, 20, 60, -1])
async def test_a_sealed_value_that_was_changed_does_not_open(vault: PersonVault, place: int) -> None:
    changed = bytearray(await vault.seal("north", "p1", INGRID))
    changed[place] ^= 1
    try:
        opened = await vault.open("north", "p1", bytes(changed))
    except CannotOpen:
        return
    # The changed byte was in the key's id: there is no such key, which is all that can be known.
    assert (place, opened) == (1, Erased())


@pytest.mark.parametrize("rubbish", [b"", b"short", b"\x01" * 17])
async def test_rubbish_does_not_open(vault: PersonVault, rubbish: bytes) -> None:
    with pytest.raises(CannotOpen):
        await vault.open("north", "p1", rubbish)


async def test_once_shredded_nothing_opens(vault: PersonVault) -> None:
    sealed = await vault.seal("north", "p1", INGRID)
    await vault.open("north", "p1", sealed)
    await vault.shred("north", "p1")
    assert await vault.open("north", "p1", sealed) == Erased()


async def test_once_shredded_nothing_opens_in_another_process_either_at_once(
    vault: PersonVault, client: Client, database: str, kms: Kms
) -> None:
    """Even where an unwrapped key may be kept in memory for long."""
    keeps = PersonVault(client, database, Kms(kms.name, kms.options, cache_ms=60_000))
    sealed = await vault.seal("north", "p1", INGRID)
    assert await keeps.open("north", "p1", sealed) == Private(INGRID)
    await vault.shred("north", "p1")
    assert await keeps.open("north", "p1", sealed) == Erased()


async def test_shredding_twice_or_without_a_key_does_no_harm(vault: PersonVault) -> None:
    await vault.shred("north", "p1")
    sealed = await vault.seal("north", "p1", INGRID)
    await vault.shred("north", "p1")
    await vault.shred("north", "p1")
    assert await vault.open("north", "p1", sealed) == Erased()


async def test_shredding_one_person_leaves_the_others(vault: PersonVault) -> None:
    others = [("north", "p2"), ("south", "p1"), ("north", "p10")]
    sealed = [await vault.seal(tenant, person, OSCAR) for tenant, person in others]
    await vault.seal("north", "p1", INGRID)
    await vault.shred("north", "p1")
    for (tenant, person), value in zip(others, sealed, strict=True):
        assert await vault.open(tenant, person, value) == Private(OSCAR)


async def test_a_person_who_comes_back_gets_a_new_key_and_the_old_values_stay_shut(
    vault: PersonVault, client: Client, database: str, kms: Kms
) -> None:
    keeps = PersonVault(client, database, Kms(kms.name, kms.options, cache_ms=60_000))
    old = await keeps.seal("north", "p1", INGRID)
    await vault.shred("north", "p1")
    new = await keeps.seal("north", "p1", OSCAR)
    assert await vault.open("north", "p1", old) == Erased()
    assert await vault.open("north", "p1", new) == Private(OSCAR)


@pytest.mark.parametrize("newcomer", [True, False])
async def test_sealing_again_uses_the_same_key(
    vault: PersonVault, client: Client, database: str, newcomer: bool
) -> None:
    """So a join that is tried again leaks no key."""
    key = await vault.new_key("north", "p1")
    for _ in range(5):
        sealed = await vault.seal("north", "p1", INGRID, newcomer=newcomer)
        assert sealed[1:17] == key.bytes
    assert await vault.new_key("north", "p1") == key
    assert await _keys(client, database) == 1


async def test_two_hundred_at_once_make_one_key(
    vault: PersonVault, client: Client, database: str, kms: Kms
) -> None:
    replica = PersonVault(client, database, kms)
    sealing = [
        v.seal("north", "p1", INGRID, newcomer=n % 2 == 0) for n in range(100) for v in (vault, replica)
    ]
    sealed = await asyncio.gather(*sealing)
    assert await _keys(client, database) == 1
    assert {value[1:17] for value in sealed} == {(await vault.new_key("north", "p1")).bytes}
    assert await vault.open("north", "p1", sealed[-1]) == Private(INGRID)


async def test_the_key_is_durable_before_anything_sealed_with_it_is_returned(
    vault: PersonVault, client: Client, database: str, parts: Parts
) -> None:
    async with connect(parts.mongodb_uri) as other:
        for number in range(50):
            sealed = await vault.seal("north", f"p{number}", INGRID, newcomer=True)
            reply = await other[f"{database}-keys"].command(
                {
                    "find": "keys",
                    "filter": {"_id": Binary(sealed[1:17], 4)},
                    "readConcern": {"level": "majority"},
                }
            )
            assert len(reply["cursor"]["firstBatch"]) == 1


class _Inserts(CommandListener):
    def __init__(self) -> None:
        self.concerns: list[object] = []

    def started(self, event: CommandStartedEvent) -> None:
        if event.command_name == "insert":
            self.concerns.append(event.command["writeConcern"]["w"])

    def succeeded(self, event: object) -> None: ...
    def failed(self, event: object) -> None: ...


async def test_keys_made_together_share_durable_writes(parts: Parts, database: str, kms: Kms) -> None:
    inserts = _Inserts()
    client: Client = AsyncMongoClient(parts.mongodb_uri, event_listeners=[inserts])
    async with client:
        vault = PersonVault(client, database, kms)
        await vault.prepare()
        await asyncio.gather(*(vault.seal("north", f"p{n}", INGRID, newcomer=True) for n in range(64)))
        assert await _keys(client, database) == 64
    assert len(inserts.concerns) <= 16
    assert set(inserts.concerns) == {"majority"}


async def test_a_wrong_master_key_opens_nothing_and_stops_the_start(
    vault: PersonVault, client: Client, database: str
) -> None:
    sealed = await vault.seal("north", "p1", INGRID)
    wrong = PersonVault(client, database, Kms.local(new_master_key()))
    with pytest.raises(CannotOpen):
        await wrong.open("north", "p1", sealed)
    with pytest.raises(WrongMasterKey):
        await wrong.prepare()
    await vault.prepare()


async def test_any_mongodb_driver_with_the_master_key_can_read_it(
    vault: PersonVault, client: Client, database: str, kms: Kms
) -> None:
    """The format is MongoDB's own, so the data does not depend on this code."""
    sealed = await vault.seal("north", "p1", INGRID)
    providers = {kms.name: dict(kms.options)}
    official = AsyncClientEncryption[Document](providers, f"{database}-keys.keys", client, CODEC)
    async with official:
        assert (await official.decrypt(sealed))["fields"] == INGRID


async def test_a_tenant_name_cannot_be_made_to_look_like_another(vault: PersonVault) -> None:
    with pytest.raises(ValueError, match="without a slash"):
        await vault.seal("north/p1", "x", INGRID)


async def _everything(client: Client, *databases: str) -> bytes:
    parts: list[bytes] = []
    for name in databases:
        for collection in await client[name].list_collection_names():
            parts += [bson.encode(document) async for document in client[name][collection].find()]
    return b"".join(parts)


async def test_no_document_and_no_file_holds_a_private_field(
    vault: PersonVault, client: Client, database: str
) -> None:
    fields = {
        "name": "Xanthippe Nowhereman",
        "email": "xanthippe@nowhere.example",
        "phone": "07700-900-461",
    }
    records = client[database]["participants"]
    for number in range(200):
        sealed = await vault.seal("north", f"p{number}", fields, newcomer=True)
        await records.insert_one({"_id": number, "private": sealed, "plain": f"in-the-open-{number}"})
    await vault.shred("north", "p0")

    documents = await _everything(client, database, f"{database}-keys")
    assert b"in-the-open-17" in documents  # the search finds what is there
    for value in fields.values():
        assert value.encode() not in documents

    await client.admin.command("fsync")
    options = await client.admin.command("getCmdLineOpts")
    folder = Path(options["parsed"].get("storage", {}).get("dbPath", "/nowhere"))
    if not (folder / "mongod.lock").is_file():
        pytest.skip("the database's files are not on this machine")
    words = [word.encode() for value in fields.values() for word in (value, value.split()[0])]
    assert await asyncio.to_thread(_in_files, folder, [b"in-the-open-17", *words]) == {b"in-the-open-17"}


def _in_files(folder: Path, wanted: list[bytes]) -> set[bytes]:
    """Which of the words are anywhere in what mongod keeps on its disk, journal included."""
    found: set[bytes] = set()
    for _, content in contents_of(folder):
        found |= {word for word in wanted if word in content}
    return found
