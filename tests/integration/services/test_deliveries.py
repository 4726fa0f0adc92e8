"""Messages to people over HTTP: what became of them, what they say, and who receives the digest."""

from __future__ import annotations

import secrets

import httpx
import pytest

from tests.integration.services.problems import check_problem
from tests.integration.services.room import Caller
from tests.support.services import Installation, eventually, person

_OWN = {
    "subject": "Welcome to {{ collaborative }}",
    "text": "Hello {{ name }}, good to have you here.",
    "html": "<p>Hello {{ name }}</p>",
}


class Lead(Caller):
    """Somebody who leads a collaborative of the test's own, at notifications."""

    def __init__(self, site: Installation, http: httpx.AsyncClient) -> None:
        self.tenant = f"told-{secrets.token_hex(4)}-ni"
        site.begin(self.tenant)
        headers = site.issuer.headers("lead", tenant=self.tenant)
        self.people = Caller(http, f"{site.processes[0].url}/v1/{self.tenant}", headers)
        super().__init__(http, f"{site.processes[3].url}/v1/{self.tenant}", headers)

    async def joins(self, label: str) -> str:
        """Somebody who has joined, and whose welcome is queued."""
        joined = await self.people("POST", "/participants", person(f"{self.tenant}-{label}"))
        after = joined.headers["levelfield-event"]
        known = await self("GET", "/deliveries", Levelfield_After=after)
        assert known.status_code == 200, known.text
        return str(joined.json()["id"])


@pytest.fixture
def lead(site: Installation, http: httpx.AsyncClient) -> Lead:
    return Lead(site, http)


async def test_a_lead_finds_what_became_of_a_message_the_newest_first_and_no_address(lead: Lead) -> None:
    people = [await lead.joins(label) for label in ("one", "two", "three")]
    first = (await lead("GET", "/deliveries?limit=2")).json()
    rest = (await lead("GET", f"/deliveries?limit=2&cursor={first['next']}")).json()
    shown = [*first["items"], *rest["items"]]
    assert [one["participant_id"] for one in shown] == people[::-1]
    assert rest["next"] is None
    [one] = (await lead("GET", f"/deliveries?participant_id={people[0]}&message=welcome")).json()["items"]
    assert (one["state"], one["because_of"]) == ("queued", f"participant/{people[0]}#1")
    assert (await lead("GET", "/deliveries?state=failed")).json()["items"] == []
    answer = await lead("GET", f"/deliveries/{one['id']}")
    assert answer.json() == one
    assert "Zwetlana" not in answer.text
    assert (await lead("POST", f"/deliveries/{one['id']}/retry")).status_code == 204
    check_problem(await lead("POST", f"/deliveries/{'0' * 32}/retry"), 404, "not-found")


async def test_who_leaves_before_a_message_goes_is_not_written_to_and_nothing_is_tried_again(
    lead: Lead,
) -> None:
    who = await lead.joins("goes")
    await lead.people("POST", f"/participants/{who}/departure", {"reason": "moved"})

    async def suppressed() -> bool:
        [one] = (await lead("GET", f"/deliveries?participant_id={who}")).json()["items"]
        return bool(one["suppressed_for"] == "left")

    await eventually(suppressed, 10)
    [one] = (await lead("GET", f"/deliveries?participant_id={who}")).json()["items"]
    check_problem(await lead("POST", f"/deliveries/{one['id']}/retry"), 409, "not-failed")


async def test_own_words_are_tried_before_they_are_taken_and_ours_can_stand_again(lead: Lead) -> None:
    shipped = await lead("GET", "/templates/welcome")
    assert (shipped.json()["own"], shipped.headers["etag"]) == (False, '"1"')
    assert "name" in shipped.json()["may_name"]

    preview = await lead("POST", "/templates/welcome/preview", _OWN)
    assert preview.status_code == 200, preview.text
    assert preview.json()["subject"] == f"Welcome to {lead.tenant}"
    assert "(invented)" in preview.json()["text"]
    missing = _OWN | {"text": "On {{ starts_at }}"}
    for refused in (
        await lead("POST", "/templates/welcome/preview", missing),
        await lead("PUT", "/templates/welcome", missing, If_Match='"1"'),
    ):
        check_problem(refused, 422)
    assert (await lead("POST", "/templates/meeting_invitation/preview", missing)).status_code == 200

    put = await lead("PUT", "/templates/welcome", _OWN, If_Match='"1"')
    assert (put.status_code, put.headers["etag"]) == (204, '"2"')
    check_problem(await lead("PUT", "/templates/welcome", _OWN, If_Match='"1"'), 412, "changed-meanwhile")
    own = (await lead("GET", "/templates/welcome")).json()
    assert (own["own"], own["text"]) == (True, _OWN["text"])
    listed = (await lead("GET", "/templates")).json()["items"]
    assert [one["message"] for one in listed if one["own"]] == ["welcome"]
    assert len(listed) == 14

    check_problem(await lead("DELETE", "/templates/welcome", If_Match='"1"'), 412, "changed-meanwhile")
    dropped = await lead("DELETE", "/templates/welcome", If_Match='"2"')
    assert (dropped.status_code, dropped.headers["etag"]) == (204, '"3"')
    again = (await lead("GET", "/templates/welcome")).json()
    assert {**again, "changed_on": None} == shipped.json()
    check_problem(await lead("GET", "/templates/nothing"), 422)


async def test_the_digest_is_off_until_somebody_is_to_receive_it(lead: Lead) -> None:
    off = await lead("GET", "/digest")
    assert off.json() == {"recipients": [], "weekday": 1, "next_on": None}
    body = {"recipients": ["p-1"], "weekday": 3}
    put = await lead("PUT", "/digest", body, If_Match=off.headers["etag"])
    assert put.status_code == 204, put.text
    shown = await lead("GET", "/digest")
    assert shown.json()["next_on"] is not None
    assert shown.headers["etag"] == put.headers["etag"] == '"2"'
    check_problem(await lead("PUT", "/digest", body, If_Match='"1"'), 412, "changed-meanwhile")
    check_problem(await lead("PUT", "/digest", body | {"weekday": 8}, If_Match='"2"'), 422)
    ended = await lead("PUT", "/digest", {"recipients": [], "weekday": 3}, If_Match='"2"')
    assert ended.status_code == 204
    assert (await lead("GET", "/digest")).json()["next_on"] is None
