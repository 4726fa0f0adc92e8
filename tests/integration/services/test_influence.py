"""The influence trail, from what somebody hopes to what became of it."""

from __future__ import annotations

import secrets

import httpx
import pytest

from tests.integration.services.problems import check_problem
from tests.integration.services.room import Room
from tests.support.services import Installation

_SAID = {"place": "meeting", "place_id": "m-1", "hoped": "Letters in plain words"}
_ACCEPTED = {
    "outcome": "accepted",
    "changed": "The letter was written anew",
    "matters": "More people come",
    "standards": ["uk_impact"],
}


@pytest.fixture
def room(site: Installation, http: httpx.AsyncClient) -> Room:
    return Room(site, http, f"said-{secrets.token_hex(4)}-ni")


async def test_a_member_says_what_they_hope_under_their_role_and_is_not_kept_beside_it(
    site: Installation, room: Room
) -> None:
    member = await room.member("hopes", role="service_user")

    said = await member.made("/influence/own", _SAID)

    shown = await member("GET", said.replace("/own", ""))
    assert (shown.json()["role"], shown.json()["hoped"]) == ("service_user", "Letters in plain words")
    with site.databases() as client:
        kept = client[site.database("evaluation")]["influences"].find_one({"tenant": room.tenant})
        people = client[site.database("evaluation")]["people"].find({"tenant": room.tenant}).to_list()
    assert people
    assert all(one["_id"].partition("/")[2] not in str(kept) for one in people)


async def test_somebody_who_does_not_take_part_cannot_say_anything_as_themselves(room: Room) -> None:
    stranger = room.caller("member", participant="00000000-0000-7000-8000-000000000009")
    check_problem(await stranger("POST", "/influence/own", _SAID), 409, "not-taking-part")
    check_problem(await room.caller("member")("POST", "/influence/own", _SAID), 409, "not-taking-part")


async def test_what_became_of_it_is_told_and_told_better_and_all_of_that_is_kept(room: Room) -> None:
    lead = room.caller("lead")
    path = await lead.made("/influence", _SAID | {"role": "carer", "recorded_on": "2018-01-15"})
    declined = {"outcome": "declined", "reason": "There is no money", "resolved_on": "2018-02-01"}

    first = await lead("PUT", f"{path}/resolution", declined, If_Match='"1"')
    stale = await lead("PUT", f"{path}/resolution", declined, If_Match='"1"')
    better = await lead("PUT", f"{path}/resolution", _ACCEPTED, If_Match=first.headers["etag"])
    again = await lead("PUT", f"{path}/resolution", _ACCEPTED, If_Match=better.headers["etag"])

    assert [answer.status_code for answer in (first, better, again)] == [204, 204, 204]
    check_problem(stale, 412, "changed-meanwhile")
    assert again.headers["levelfield-event"] == better.headers["levelfield-event"]
    shown = (await lead("GET", path)).json()
    assert [one["outcome"] for one in shown["history"]] == ["declined", "accepted"]
    assert shown["answer"] == shown["history"][-1]


async def test_to_decline_needs_the_reason_and_to_accept_what_changed(room: Room) -> None:
    lead = room.caller("lead")
    path = f"{await lead.made('/influence', _SAID | {'role': 'carer'})}/resolution"
    check_problem(await lead("PUT", path, {"outcome": "declined"}, If_Match='"1"'), 422, "reason-needed")
    check_problem(await lead("PUT", path, {"outcome": "changed"}, If_Match='"1"'), 422, "change-needed")


async def test_the_trail_is_found_by_what_is_asked_and_read_page_by_page(room: Room) -> None:
    lead = room.caller("lead")
    days = ["2018-03-01", "2018-01-01", "2018-02-01", "2018-02-01", "2018-05-01"]
    paths = [
        await lead.made(
            "/influence",
            _SAID
            | {"role": "carer" if at % 2 else "service_user", "recorded_on": day, "hoped": f"Hope {at}"},
        )
        for at, day in enumerate(days)
    ]
    await lead("PUT", f"{paths[0]}/resolution", _ACCEPTED, If_Match='"1"')

    async def found(**asked: str | int) -> list[str]:
        read: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            query = "&".join(f"{name}={value}" for name, value in (asked | {"limit": 2} | cursor).items())
            page = (await room.caller("member")("GET", f"/influence?{query}")).json()
            read += [one["hoped"].removeprefix("Hope ") for one in page["items"]]
            if page["next"] is None:
                return read
            cursor = {"cursor": page["next"]}

    whole = await found()
    assert (whole[0], sorted(whole[1:3]), whole[3:]) == ("1", ["2", "3"], ["0", "4"])
    assert await found(role="carer") == ["1", "3"]
    assert await found(outcome="accepted") == await found(answered="true") == ["0"]
    assert await found(standard="uk_impact") == ["0"]
    assert await found(standard="uk_governance") == await found(outcome="declined") == []
    assert len(await found(answered="false")) == 4
    assert await found(recorded_from="2018-03-01") == ["0", "4"]
    assert sorted(await found(recorded_from="2018-02-01", recorded_to="2018-02-28")) == ["2", "3"]
    assert await found(place="module") == await found(place_id="other") == []
    check_problem(await lead("GET", "/influence?cursor=WyJ4Il0"), 400, "bad-cursor")


async def test_text_with_control_characters_is_refused_without_being_repeated(room: Room) -> None:
    lead = room.caller("lead")
    for odd in ("\x00", "\x1b[0m", "\ufffe"):
        body = _SAID | {"role": "carer", "hoped": f"Xyzzy7Q{odd}"}
        check_problem(await lead("POST", "/influence", body), 422, "invalid-request")
