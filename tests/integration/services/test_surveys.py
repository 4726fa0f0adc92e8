"""People are asked and answer with their own token; nobody else sees that they did, or what."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
import yaml

from services.evaluation.api.instrument_models import FILE
from tests.integration.services.problems import check_problem
from tests.support.services import Installation, Running, eventually, person

_TENANT = "surveys-ni"
_CONFIDENT = {"answers": {"speak-up": 8, "methods": 6, "equals": "not_applicable"}}

type Ask = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def evaluation(site: Installation) -> Running:
    return next(process for process in site.processes if "-evaluation-" in process.log.name)


@pytest.fixture
def lead(site: Installation) -> dict[str, str]:
    return site.issuer.headers("lead", tenant=_TENANT)


@pytest.fixture
def ask(evaluation: Running, http: httpx.AsyncClient) -> Ask:
    async def send(
        who: dict[str, str], method: str, path: str, body: Any = None, **more: Any
    ) -> httpx.Response:
        url = f"{evaluation.url}/v1/{_TENANT}{path}"
        return await http.request(method, url, headers=who | more.pop("headers", {}), json=body, **more)

    return send


async def _willing(
    site: Installation, registration: Running, http: httpx.AsyncClient, label: str, tenant: str = _TENANT
) -> tuple[str, dict[str, str]]:
    """Somebody who has joined and consents: their id, and headers that follow their consent."""
    people = f"{registration.url}/v1/{tenant}/participants"
    lead = site.issuer.headers("lead", tenant=tenant)
    joined = await http.post(people, headers=lead, json=person(label))
    who = str(joined.json()["id"])
    consented = await http.put(f"{people}/{who}/consents/evaluation", headers=lead, json={"given": True})
    member = site.issuer.headers("member", tenant=tenant, participant=who)
    return who, member | {"Levelfield-After": consented.headers["levelfield-event"]}


async def test_a_member_is_asked_answers_and_takes_it_back(
    site: Installation, registration: Running, http: httpx.AsyncClient, ask: Ask
) -> None:
    _, member = await _willing(site, registration, http, "asked")
    [survey] = (await ask(member, "GET", "/surveys")).json()["items"]
    assert (survey["purpose"], survey["answered"], survey["validated"]) == ("baseline", 0, False)
    assert len(survey["items"]) == 6
    address = f"/surveys/{survey['id']}/answers"

    answered = await ask(member, "PUT", address, _CONFIDENT)
    assert answered.status_code == 204, answered.text
    assert answered.headers["levelfield-event"] == f"survey/{survey['id']}#3"
    [shown] = (await ask(member, "GET", "/surveys")).json()["items"]
    assert shown["answered"] == 3
    assert "speak-up" not in str({name: value for name, value in shown.items() if name != "items"})

    assert (await ask(member, "DELETE", address)).status_code == 204
    assert (await ask(member, "DELETE", address)).status_code == 204
    [shown] = (await ask(member, "GET", "/surveys")).json()["items"]
    assert shown["answered"] == 0


async def test_nobody_answers_for_somebody_else(
    site: Installation, registration: Running, http: httpx.AsyncClient, ask: Ask, lead: dict[str, str]
) -> None:
    _, member = await _willing(site, registration, http, "own")
    _, other = await _willing(site, registration, http, "other")
    [survey] = (await ask(member, "GET", "/surveys")).json()["items"]
    address = f"/surveys/{survey['id']}/answers"
    for method in ("PUT", "DELETE"):
        check_problem(await ask(lead, method, address, _CONFIDENT), 403, "role-not-allowed")
        check_problem(await ask(other, method, address, _CONFIDENT), 404, "no-such-survey")
        nowhere = f"/surveys/{'0' * 32}/answers"
        check_problem(await ask(other, method, nowhere, _CONFIDENT), 404, "no-such-survey")


async def test_lists_come_in_pages_and_refuse_a_cursor_that_is_none(
    site: Installation, registration: Running, http: httpx.AsyncClient, ask: Ask, lead: dict[str, str]
) -> None:
    _, member = await _willing(site, registration, http, "pages")
    for who, path in ((member, "/surveys"), (lead, "/instruments")):
        for cursor in ("", "WzFd", "A" * 5_000):
            check_problem(await ask(who, "GET", path, params={"cursor": cursor}), 400, "bad-cursor")
        check_problem(await ask(who, "GET", path, params={"limit": "0"}), 422, "invalid-request")

    whole = (await ask(lead, "GET", "/instruments")).json()["items"]
    codes: list[str] = []
    page: dict[str, Any] = {"next": None}
    while not codes or page["next"]:
        cursor = {"cursor": page["next"]} if page["next"] else {}
        page = (await ask(lead, "GET", "/instruments", params={"limit": "1"} | cursor)).json()
        codes += [one["code"] for one in page["items"]]
    assert codes == [one["code"] for one in whole]


async def test_another_collaborative_knows_nothing_of_ones_instruments_and_surveys(
    site: Installation, registration: Running, http: httpx.AsyncClient, evaluation: Running, ask: Ask
) -> None:
    who, member = await _willing(site, registration, http, "elsewhere")
    [survey] = (await ask(member, "GET", "/surveys")).json()["items"]
    theirs = site.issuer.headers("lead", "member", tenant="others-ni", participant=who)
    url = f"{evaluation.url}/v1/others-ni"
    for path in ("/instruments", "/surveys"):
        assert (await http.get(f"{url}{path}", headers=theirs)).json()["items"] == []
    address = f"{url}/surveys/{survey['id']}/answers"
    check_problem(await http.put(address, headers=theirs, json=_CONFIDENT), 404, "no-such-survey")


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"speak-up": 11}, "outside-scale"),
        ({"zzz": 1}, "unknown-item"),
        ({"methods": "not_applicable"}, "always-applies"),
    ],
)
async def test_answers_that_the_survey_cannot_take_are_refused(
    site: Installation,
    registration: Running,
    http: httpx.AsyncClient,
    ask: Ask,
    answers: dict[str, Any],
    code: str,
) -> None:
    _, member = await _willing(site, registration, http, f"bad-{code}")
    [survey] = (await ask(member, "GET", "/surveys")).json()["items"]
    refused = await ask(member, "PUT", f"/surveys/{survey['id']}/answers", {"answers": answers})
    check_problem(refused, 422, code)


async def test_counts_tell_nothing_while_fewer_than_five_are_asked(
    site: Installation, ask: Ask, registration: Running, http: httpx.AsyncClient, lead: dict[str, str]
) -> None:
    counted = (await ask(lead, "GET", "/surveys/counts")).json()["purposes"]
    assert all(one["issued"] in (0, None) or one["issued"] >= 5 for one in counted)
    for number in range(5):
        _, member = await _willing(site, registration, http, f"counted-{number}")
        await ask(member, "GET", "/surveys")
    [baseline] = [
        one
        for one in (await ask(lead, "GET", "/surveys/counts")).json()["purposes"]
        if one["purpose"] == "baseline"
    ]
    assert baseline["issued"] >= 5


async def test_counts_tell_of_no_smaller_group_than_the_lead_has_settled(
    site: Installation, registration: Running, evaluation: Running, http: httpx.AsyncClient
) -> None:
    tenant = f"counts-{secrets.token_hex(4)}-ni"
    site.begin(tenant)
    url, lead = f"{evaluation.url}/v1/{tenant}", site.issuer.headers("lead", tenant=tenant)
    members = [
        (await _willing(site, registration, http, f"{tenant}-{number}", tenant))[1] for number in range(5)
    ]
    surveys = [
        (await http.get(f"{url}/surveys", headers=member)).json()["items"][0]["id"] for member in members
    ]

    async def told() -> dict[str, Any]:
        counts = (await http.get(f"{url}/surveys/counts", headers=lead)).json()["purposes"]
        (baseline,) = [one for one in counts if one.pop("purpose") == "baseline"]
        return baseline

    assert await told() == {"issued": 5, "answered": 0, "open": 5}
    answered = await http.put(f"{url}/surveys/{surveys[0]}/answers", headers=members[0], json=_CONFIDENT)
    assert answered.status_code == 204, answered.text
    assert await told() == {"issued": 5, "answered": None, "open": None}

    read = await http.get(f"{url}/measures/settings", headers=lead)
    larger = {"smallest_group": 6}
    since = lead | {"If-Match": read.headers["etag"]}
    assert (await http.put(f"{url}/measures/settings", headers=since, json=larger)).status_code == 204
    assert await told() == {"issued": None, "answered": None, "open": None}


async def test_an_erasure_removes_what_was_answered(
    site: Installation, registration: Running, http: httpx.AsyncClient, ask: Ask, lead: dict[str, str]
) -> None:
    who, member = await _willing(site, registration, http, "erased")
    [survey] = (await ask(member, "GET", "/surveys")).json()["items"]
    await ask(member, "PUT", f"/surveys/{survey['id']}/answers", _CONFIDENT)

    def kept() -> int:
        with site.databases() as databases:
            return databases[site.database("evaluation")]["responses"].count_documents({"tenant": _TENANT})

    before = kept()
    await http.delete(f"{registration.url}/v1/{_TENANT}/participants/{who}", headers=lead)
    await eventually(lambda: kept() == before - 1, 30, "the answers are gone")


async def test_an_instrument_comes_from_a_file_with_its_licence_once(ask: Ask, lead: dict[str, str]) -> None:
    file = yaml.safe_dump(FILE).encode()
    kind = {"Content-Type": "application/yaml"}
    first, second = [await ask(lead, "POST", "/instruments", content=file, headers=kind) for _ in range(2)]
    other = await ask(lead, "POST", "/instruments", FILE | {"title": "Other"})
    chosen = await ask(lead, "PUT", "/instrument-choices/experience", {"instrument": FILE["code"]})

    assert (first.status_code, second.status_code, chosen.status_code) == (201, 201, 204), first.text
    assert first.headers["levelfield-event"] == second.headers["levelfield-event"]
    check_problem(other, 409, "version-published")
    listed = {one["code"]: one for one in (await ask(lead, "GET", "/instruments")).json()["items"]}
    assert listed[FILE["code"]]["chosen"]


async def test_every_fault_of_a_file_is_told_with_its_place(ask: Ask, lead: dict[str, str]) -> None:
    bad = FILE | {"licence": {"terms": "use_forbidden", "text": "Xyzzy7Q"}, "version": 0}
    refused = await ask(lead, "POST", "/instruments", bad)
    check_problem(refused, 422, "invalid-request")
    told = {(one["pointer"], one["code"]) for one in refused.json()["errors"]}
    assert told == {
        ("/body/licence/terms", "licence-forbids-use"),
        ("/body/version", "greater-than-equal"),
    }
