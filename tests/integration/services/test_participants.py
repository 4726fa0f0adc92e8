"""People come, change, agree, leave and return: by themselves with their own token, or a lead for them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from tests.integration.services.problems import check_problem
from tests.support.records import records_in
from tests.support.services import Installation, Running, eventually, person

_TENANT = "participants-ni"


class Caller:
    """Somebody with a token, at the door of registration."""

    def __init__(self, http: httpx.AsyncClient, url: str, headers: Mapping[str, str]) -> None:
        self._http, self._url, self._headers = http, url, headers

    async def __call__(self, method: str, path: str = "", body: Any = None, **headers: str) -> httpx.Response:
        sent = dict(self._headers) | {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._http.request(method, f"{self._url}{path}", headers=sent, json=body)


@pytest.fixture
def lead(site: Installation, registration: Running, http: httpx.AsyncClient) -> Caller:
    return Caller(http, _people(registration), site.issuer.headers("lead", tenant=_TENANT))


async def _joined(lead: Caller, label: str, **more: Any) -> str:
    answer = await lead("POST", "", person(label, **more))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _member(site: Installation, registration: Running, http: httpx.AsyncClient, who: str) -> Caller:
    headers = site.issuer.headers("member", tenant=_TENANT, participant=who)
    return Caller(http, _people(registration), headers)


def _people(registration: Running) -> str:
    return f"{registration.url}/v1/{_TENANT}/participants"


async def test_somebody_invited_accepts_themselves_and_then_takes_part(
    site: Installation, registration: Running, http: httpx.AsyncClient, lead: Caller
) -> None:
    invited = (await lead("POST", "/invitations", person("invited"))).json()["id"]
    assert (await lead("GET", f"/{invited}")).json()["state"] == "invited"

    accepted = await _member(site, registration, http, invited)("POST", f"/{invited}/acceptance")

    assert accepted.status_code == 204
    shown = (await lead("GET", f"/{invited}")).json()
    assert (shown["state"], shown["joined_on"] is not None) == ("joined", True)
    assert accepted.headers["levelfield-event"] == f"participant/{invited}#2"


async def test_a_member_sees_and_corrects_what_is_held_about_them(
    site: Installation, registration: Running, http: httpx.AsyncClient, lead: Caller
) -> None:
    who = await _joined(lead, "corrects", phone="+44 28 9018 0000", support_needs=["carer_cover"])
    member = _member(site, registration, http, who)
    seen = await member("GET", f"/{who}")
    assert seen.json()["support_needs"] == ["carer_cover"]
    corrected = {name: value for name, value in person("corrected").items() if name != "role"}

    changed = await member(
        "PUT", f"/{who}/details", corrected | {"access_needs": "Large print"}, If_Match=seen.headers["etag"]
    )

    shown = (await member("GET", f"/{who}")).json()
    assert changed.status_code == 204
    assert (shown["name"], shown["access_needs"], shown["phone"]) == (corrected["name"], "Large print", None)


async def test_a_member_downloads_everything_that_is_held_about_them(
    site: Installation, registration: Running, http: httpx.AsyncClient, lead: Caller
) -> None:
    who = await _joined(lead, "downloads", access_needs="Large print", phone="+44 28 9018 0000")
    headers = site.issuer.headers("lead", tenant=_TENANT)
    held = {
        "kind": "steering",
        "held_on": "2018-01-15",
        "attendance": [{"participant_id": who, "status": "apologies", "barrier": "travel_cost"}],
    }
    root = f"{registration.url}/v1/{_TENANT}"
    entered = await http.post(f"{root}/meetings/held", headers=headers, json=held)
    assert entered.status_code == 201, entered.text
    project = {"organisation": "BHSCT", "title": "Shorter waits", "aim": "Halve them", "team": [who]}
    started = await http.post(f"{root}/projects", headers=headers, json=project)
    assert started.status_code == 201, started.text

    answer = await _member(site, registration, http, who)("GET", f"/{who}/everything")

    everything = answer.json()
    assert answer.headers["content-disposition"].startswith("attachment")
    assert everything["participant"]["access_needs"] == "Large print"
    told = [(one["day"], one["attendance"]["barrier"]) for one in everything["meetings"]]
    assert told == [("2018-01-15", "travel_cost")]
    assert [one["title"] for one in everything["projects"]] == ["Shorter waits"]


async def test_a_member_cannot_change_their_own_role(
    site: Installation, registration: Running, http: httpx.AsyncClient, lead: Caller
) -> None:
    who = await _joined(lead, "promotes")
    member = _member(site, registration, http, who)
    refused = await member("PUT", f"/{who}/part", {"role": "service_user"}, If_Match='"1"')
    check_problem(refused, 403, "role-not-allowed")


async def test_a_consent_says_whose_hand_gave_it_and_can_be_taken_back(
    site: Installation, registration: Running, http: httpx.AsyncClient, lead: Caller
) -> None:
    who = await _joined(lead, "consents")
    assert (await lead("GET", f"/{who}")).json()["consents"] == {}
    member = _member(site, registration, http, who)

    await member("PUT", f"/{who}/consents/evaluation", {"given": True})
    await lead("PUT", f"/{who}/consents/celebration", {"given": True})
    await member("PUT", f"/{who}/consents/celebration", {"given": False})

    consents = (await lead("GET", f"/{who}")).json()["consents"]
    told = {purpose: (said["given"], said["recorded_by"]) for purpose, said in consents.items()}
    assert told == {"evaluation": (True, "self"), "celebration": (False, "self")}


async def test_who_agrees_to_be_contacted_is_on_the_contacts_topic_until_they_take_it_back(
    site: Installation, lead: Caller
) -> None:
    who = await _joined(lead, "contacts")
    topic = f"{site.namespace}-registration.contacts.v1"
    assert await _contacts(site, topic, who) == []

    async def last_is_known() -> bool:
        return any(await _contacts(site, topic, who))

    async def last_is_a_tombstone() -> bool:
        return (await _contacts(site, topic, who))[-1] is None

    await lead("PUT", f"/{who}/consents/contact", {"given": True})
    await eventually(last_is_known, 20, "the contact is on the topic")
    await lead("PUT", f"/{who}/consents/contact", {"given": False})
    await eventually(last_is_a_tombstone, 20, "the contact has ended")

    known = json.loads((await _contacts(site, topic, who))[0] or b"")
    assert (known["participant_id"], known["channel"]) == (who, "email")


async def test_a_member_leaves_and_comes_back(
    site: Installation, registration: Running, training: Running, http: httpx.AsyncClient, lead: Caller
) -> None:
    who = await _joined(lead, "leaves")
    member = _member(site, registration, http, who)

    left = await member("POST", f"/{who}/departure", {"reason": "time"})
    away = (await lead("GET", f"/{who}")).json()
    again = await member("POST", f"/{who}/departure", {"reason": "moved"})
    back = await member("POST", f"/{who}/return")

    assert (left.status_code, away["state"], away["leaving_reason"]) == (204, "left", "time")
    assert again.headers["levelfield-event"] == left.headers["levelfield-event"]
    assert (back.status_code, (await lead("GET", f"/{who}")).json()["state"]) == (204, "joined")


async def test_two_leads_change_somebody_at_once_and_one_wins_while_the_other_gets_412_and_loses_nothing(
    lead: Caller,
) -> None:
    who = await _joined(lead, "at-once")
    tag = (await lead("GET", f"/{who}")).headers["etag"]
    bodies = [{"role": "service_user", "cohort": f"cohort-{number}"} for number in range(2)]

    answers = await asyncio.gather(*(lead("PUT", f"/{who}/part", body, If_Match=tag) for body in bodies))

    assert sorted(answer.status_code for answer in answers) == [204, 412]
    loser = next(number for number, answer in enumerate(answers) if answer.status_code == 412)
    check_problem(answers[loser], 412, "changed-meanwhile")
    now = await lead("GET", f"/{who}")
    assert now.json()["cohort"] == f"cohort-{1 - loser}"
    tried_again = await lead("PUT", f"/{who}/part", bodies[loser], If_Match=now.headers["etag"])
    assert tried_again.status_code == 204
    assert (await lead("GET", f"/{who}")).json()["cohort"] == f"cohort-{loser}"


async def test_a_change_must_say_which_version_was_seen(lead: Caller) -> None:
    who = await _joined(lead, "unseen")
    check_problem(await lead("PUT", f"/{who}/part", {"role": "carer"}), 428, "if-match-required")


async def test_an_address_that_somebody_else_has_cannot_be_taken_over(lead: Caller) -> None:
    await _joined(lead, "has-it")
    who = await _joined(lead, "wants-it")
    wanted = {name: value for name, value in person("has-it").items() if name != "role"}
    check_problem(await lead("PUT", f"/{who}/details", wanted, If_Match='"1"'), 409, "email-already-used")


async def test_somebody_is_found_by_their_exact_address_however_it_is_written(lead: Caller) -> None:
    who = await _joined(lead, "searched")

    found = await lead("POST", "/search", {"email": person("searched")["email"].upper()})
    nobody = await lead("POST", "/search", {"email": "nobody@example.org"})

    assert [one["id"] for one in found.json()["items"]] == [who]
    assert nobody.json()["items"] == []


async def test_a_list_is_filtered_and_paged_without_missing_or_repeating_anybody(lead: Caller) -> None:
    cohort = "cohort-of-the-list"
    ids = [await _joined(lead, f"listed-{number}", cohort=cohort) for number in range(5)]
    await lead("POST", f"/{ids[4]}/departure", {"reason": "moved"})
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await lead("GET", f"?cohort={cohort}&limit=2{cursor}")).json()
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    left = (await lead("GET", f"?cohort={cohort}&state=left")).json()["items"]

    assert seen == sorted(ids)
    assert [(one["id"], one["name"]) for one in left] == [(ids[4], person("listed-4")["name"])]


async def _contacts(site: Installation, topic: str, who: str) -> list[bytes | None]:
    key = f"{_TENANT}/{who}".encode()
    return [one.value for one in await records_in(site, topic) if one.key == key]
