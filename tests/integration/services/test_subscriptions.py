"""Subscribing over HTTP, and what is sent by the worker of the real service."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from tests.integration.services.problems import check_problem
from tests.integration.services.room import Caller
from tests.support.services import Installation, eventually, person
from tests.support.webhooks import Subscriber, subscriber

_TENANT = "subscribers-ni"


@pytest.fixture
async def trust() -> AsyncGenerator[Subscriber]:
    async with subscriber() as made:
        yield made


def _caller(site: Installation, http: httpx.AsyncClient, *roles: str, **more: Any) -> Caller:
    url = f"{site.processes[3].url}/v1/{_TENANT}"
    return Caller(http, url, site.issuer.headers(*roles, tenant=_TENANT, **more))


@pytest.fixture
def lead(site: Installation, http: httpx.AsyncClient) -> Caller:
    return _caller(site, http, "lead")


@pytest.fixture
def partner(site: Installation, http: httpx.AsyncClient) -> Caller:
    return _caller(site, http, "partner", organisation="BHSCT")


async def _joins(site: Installation, http: httpx.AsyncClient, label: str) -> None:
    body = person(f"subscribed-{label}", role="professional", organisation="BHSCT")
    headers = site.issuer.headers("lead", tenant=_TENANT)
    joined = await http.post(f"{site.processes[0].url}/v1/{_TENANT}/participants", headers=headers, json=body)
    assert joined.status_code == 201, joined.text


async def test_what_happens_in_another_service_reaches_a_subscriber_signed(
    site: Installation, http: httpx.AsyncClient, partner: Caller, trust: Subscriber
) -> None:
    made = await partner("POST", "/subscriptions", {"url": trust.url, "organisation": "BHSCT"})
    assert made.status_code == 201, made.text
    path, secret = f"/subscriptions/{made.json()['id']}", made.json()["secret"]
    await _joins(site, http, "reaches")
    await eventually(lambda: bool(trust.received), within=20)
    got = trust.received[0]
    event = Webhook(secret).verify(got.body, got.headers)
    assert event["data"]["organisation"] == "BHSCT"

    async def logged() -> bool:
        return bool((await partner("GET", f"{path}/attempts")).json()["items"])

    await eventually(logged, within=10)
    [attempt] = (await partner("GET", f"{path}/attempts")).json()["items"]
    assert (attempt["webhook_id"], attempt["status"]) == (event["id"], 204)
    pulled = (await partner("GET", "/events?limit=500")).json()["events"]
    assert event in pulled
    assert secret not in (await partner("GET", path)).text
    assert await _ended(partner, path)


async def test_a_test_message_is_signed_by_the_secret_that_a_rotation_gave(
    lead: Caller, trust: Subscriber
) -> None:
    path = await lead.made(
        "/subscriptions", {"url": trust.url, "types": ["levelfield.training.ModuleReleased.v1"]}
    )
    rotated = await lead("POST", f"{path}/secret", {"overlap_hours": 0})
    tried = await lead("POST", f"{path}/test")
    assert (rotated.status_code, tried.status_code) == (200, 202)
    assert rotated.headers["cache-control"] == "no-store"
    await eventually(lambda: bool(trust.received), within=10)
    got = trust.received[0]
    assert Webhook(rotated.json()["secret"]).verify(got.body, got.headers)["id"] == tried.json()["id"]
    assert await _ended(lead, path)


async def test_a_repeated_creation_is_told_the_same_secret_until_it_was_changed(
    lead: Caller, trust: Subscriber
) -> None:
    async def create() -> dict[str, Any]:
        body = {"url": trust.url, "types": ["levelfield.training.ModuleReleased.v1"]}
        made = await lead("POST", "/subscriptions", body, Idempotency_Key="the very same")
        assert made.status_code == 201, made.text
        return made.json()

    first, again = await create(), await create()
    assert first == again
    path = f"/subscriptions/{first['id']}"
    await lead("POST", f"{path}/secret", {"overlap_hours": 24})
    assert await create() == {"id": first["id"], "secret": None}
    assert await _ended(lead, path)


async def test_a_partner_reaches_its_own_organisations_subscriptions_alone(
    site: Installation, http: httpx.AsyncClient, lead: Caller, partner: Caller, trust: Subscriber
) -> None:
    theirs = await lead.made("/subscriptions", {"url": trust.url, "organisation": "SHSCT"})
    of_all = await lead.made("/subscriptions", {"url": trust.url})
    for body in ({"url": trust.url}, {"url": trust.url, "organisation": "SHSCT"}):
        check_problem(await partner("POST", "/subscriptions", body), 403, "not-your-own")
    for path in (theirs, of_all, "/subscriptions/nothing"):
        check_problem(await partner("GET", path), 404, "not-found")
        check_problem(await partner("POST", f"{path}/secret", {}), 404, "not-found")
        check_problem(await partner("GET", f"{path}/attempts"), 404, "not-found")
        check_problem(await partner("DELETE", path), 404, "not-found")
    assert (await partner("GET", "/subscriptions")).json()["items"] == []
    assert len((await lead("GET", "/subscriptions")).json()["items"]) >= 2
    for path in (theirs, of_all):
        assert await _ended(lead, path)


async def test_a_subscription_is_changed_on_the_version_that_was_seen_and_switched_off_and_on(
    lead: Caller, trust: Subscriber
) -> None:
    path = await lead.made("/subscriptions", {"url": trust.url})
    tag = (await lead("GET", path)).headers["etag"]
    body = {"url": trust.url, "types": ["levelfield.training.ModuleReleased.v1"]}
    assert (await lead("PUT", path, body, If_Match=tag)).status_code == 204
    check_problem(await lead("PUT", path, body, If_Match=tag), 412, "changed-meanwhile")
    wrong = body | {"types": ["levelfield.training.Nothing.v1"]}
    tag = (await lead("GET", path)).headers["etag"]
    check_problem(await lead("PUT", path, wrong, If_Match=tag), 422, "unknown-event-type")

    await lead("PUT", f"{path}/enablement", {"enabled": False})
    shown = (await lead("GET", path)).json()
    assert (shown["active"], shown["disabled_for"]) == (False, "by_hand")
    period = {"from": "2018-03-01T00:00:00Z", "to": "2018-02-01T00:00:00Z"}
    check_problem(await lead("POST", f"{path}/test"), 409, "subscription-disabled")
    check_problem(await lead("POST", f"{path}/replay", period), 409, "subscription-disabled")
    await lead("PUT", f"{path}/enablement", {"enabled": True})
    assert (await lead("GET", path)).json()["active"]
    check_problem(await lead("POST", f"{path}/replay", period), 422, "period-backwards")
    assert await _ended(lead, path)


async def _ended(caller: Caller, path: str) -> bool:
    ended = await caller("DELETE", path)
    return ended.status_code == 204 and (await caller("GET", path)).status_code == 404
