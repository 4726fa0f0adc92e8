"""Creating somebody twice by accident creates them once."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import httpx

from tests.support.services import Installation, Running, person

_TENANT = "idempotency-ni"


async def test_the_same_request_twice_gets_the_same_id_and_the_same_event(
    site: Installation, registration: Running, http: httpx.AsyncClient
) -> None:
    first = await _join(site, registration, http, "twice", person("twice"))
    laid_out_otherwise = dict(reversed(list(person("twice").items())))

    again = await _join(site, registration, http, "twice", laid_out_otherwise)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    for header in ("levelfield-event", "location", "etag"):
        assert again.headers[header] == first.headers[header]
    assert _made(site, first.json()["id"]) == 1


async def test_the_same_key_with_another_body_is_refused(
    site: Installation, registration: Running, http: httpx.AsyncClient
) -> None:
    await _join(site, registration, http, "other-body", person("body-1"))

    other = await _join(site, registration, http, "other-body", person("body-2"))
    barely = await _join(site, registration, http, "other-body", person("body-1", cohort="2018-spring"))

    assert [(one.status_code, one.json()["code"]) for one in (other, barely)] == [
        (422, "idempotency-key-reused"),
        (422, "idempotency-key-reused"),
    ]


async def test_concurrent_duplicates_make_one_participant_and_all_are_told_the_same(
    site: Installation, registration: Running, http: httpx.AsyncClient
) -> None:
    requests = [_join(site, registration, http, "at-once", person("at-once")) for _ in range(32)]

    answers = await asyncio.gather(*requests)

    assert Counter(answer.status_code for answer in answers) == {201: 32}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len({answer.headers["levelfield-event"] for answer in answers}) == 1
    assert _made(site, answers[0].json()["id"]) == 1


async def test_another_caller_with_the_same_key_makes_somebody_else(
    site: Installation, registration: Running, http: httpx.AsyncClient
) -> None:
    mine = await _join(site, registration, http, "shared-key", person("mine"))
    theirs = await _join(site, registration, http, "shared-key", person("theirs"), subject="somebody-else")

    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["id"] != theirs.json()["id"]


async def test_of_64_who_race_for_an_address_exactly_one_gets_it(
    site: Installation, registration: Running, http: httpx.AsyncClient
) -> None:
    requests = [_join(site, registration, http, f"race-{number}", person("race")) for number in range(64)]

    answers = await asyncio.gather(*requests)

    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 63}
    assert {answer.json().get("code") for answer in answers} == {None, "email-already-used"}


async def test_the_request_of_somebody_erased_since_brings_nothing_of_them_back(
    site: Installation, registration: Running, training: Running, http: httpx.AsyncClient
) -> None:
    first = await _join(site, registration, http, "erased-since", person("erased-since"))
    lead = site.issuer.headers("lead", tenant=_TENANT)
    address = f"{registration.url}{first.headers['location']}"
    gone = await http.delete(address, headers=lead)

    again = await _join(site, registration, http, "erased-since", person("erased-since"))

    shown = (await http.get(address, headers=lead)).json()
    after = lead | {"Levelfield-After": gone.headers["levelfield-event"]}
    listed = await http.get(f"{training.url}/v1/{_TENANT}/people/{first.json()['id']}", headers=after)
    assert again.json() == first.json()
    assert (shown["erased"], shown["name"], shown["email"]) == (True, None, None)
    assert listed.status_code == 404


async def _join(
    site: Installation,
    registration: Running,
    http: httpx.AsyncClient,
    key: str,
    body: dict[str, Any],
    subject: str = "one-caller",
) -> httpx.Response:
    token = site.issuer.headers("lead", tenant=_TENANT, subject=subject)
    address = f"{registration.url}/v1/{_TENANT}/participants"
    return await http.post(address, headers=token | {"Idempotency-Key": key}, json=body)


def _made(site: Installation, participant_id: str) -> int:
    """How many participants there are with this id, whatever tenant they are in."""
    with site.databases() as client:
        participants = client[site.database("registration")]["participants"]
        return participants.count_documents({"_id": {"$regex": f"/{participant_id}$"}})
