"""Members of Q offer help, and whoever is gone has nothing written here any more."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.services.collaborative import Collaborative
from tests.integration.services.problems import MARKER, check_problem
from tests.support.records import records_in
from tests.support.services import INVENTED, Installation, eventually


@pytest.fixture
async def north(site: Installation, http: httpx.AsyncClient) -> Collaborative:
    made = Collaborative(site, http, "offers")
    await made.begin()
    return made


async def _offer(north: Collaborative, **more: Any) -> tuple[str, str]:
    """Who offers, and the offer."""
    who = await north.joins(in_q=True)
    return who, await north.made("/offers", {"participant_id": who, "offer": "deliver"} | more)


async def test_an_offer_is_accepted_and_done(north: Collaborative) -> None:
    who, offer = await _offer(north, note="I have taught this twice.")

    accepted = await north("POST", f"/offers/{offer}/accept", {"message": "Gladly."})
    done = await north("POST", f"/offers/{offer}/done")
    again = await north("POST", f"/offers/{offer}/done")

    assert (accepted.json()["state"], done.json()["state"], again.status_code) == ("accepted", "done", 200)
    assert again.headers["etag"] == done.headers["etag"]
    shown = await north.read(f"/offers/{offer}", by=north.member(who))
    assert (shown["note"], shown["message"]) == ("I have taught this twice.", "Gladly.")


async def test_an_offer_is_declined_with_thanks_and_not_without(north: Collaborative) -> None:
    _, offer = await _offer(north)

    rudely = await north("POST", f"/offers/{offer}/decline", {"message": " "})
    kindly = await north("POST", f"/offers/{offer}/decline", {"message": "Thank you, next term."})
    late = await north("POST", f"/offers/{offer}/accept", {})

    check_problem(rudely, 422, "thanks-needed")
    assert kindly.json()["state"] == "declined"
    check_problem(late, 409, "offer-answered")


async def test_the_same_offer_twice_is_one_and_another_with_its_key_is_refused(north: Collaborative) -> None:
    who = await north.joins(in_q=True)
    token = north.member(who)
    first = await north("POST", "/offers", {"offer": "mentor"}, by=token, Idempotency_Key="k")

    again = await north("POST", "/offers", {"offer": "mentor"}, by=token, Idempotency_Key="k")
    other = await north("POST", "/offers", {"offer": "design"}, by=token, Idempotency_Key="k")

    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    check_problem(other, 422, "idempotency-key-reused")


async def test_only_members_of_q_offer_and_only_for_modules_that_there_are(north: Collaborative) -> None:
    outsider, who = await north.joins(), await north.joins(in_q=True)
    body = {"offer": "deliver", "module_id": "none-of-ours"}

    check_problem(
        await north("POST", "/offers", {"offer": "deliver"}, by=north.member(outsider)),
        409,
        "not-a-member-of-q",
    )
    check_problem(await north("POST", "/offers", body, by=north.member(who)), 422, "no-such-module")


async def test_a_member_lists_and_reads_their_own_offers_alone(north: Collaborative) -> None:
    who, own = await _offer(north)
    other, others = await _offer(north)
    token = north.member(who)

    listed = await north.read("/offers", by=token)
    everything = await north.read("/offers?state=open")

    assert [one["id"] for one in listed["items"]] == [own]
    assert {one["id"] for one in everything["items"]} == {own, others}
    check_problem(await north("GET", f"/offers?participant={other}", by=token), 403, "not-your-own")
    reached, missing = [await north("GET", f"/offers/{one}", by=token) for one in (others, "no-offer")]
    assert reached.json() | {"instance": ""} == missing.json() | {"instance": ""}
    check_problem(reached, 403, "not-your-own")


async def test_who_leaves_takes_an_open_offer_back_and_of_who_is_erased_no_word_stays(
    north: Collaborative, site: Installation
) -> None:
    note = f"{INVENTED} would gladly."
    who, open_offer = await _offer(north, note=note)
    declined = await north.made("/offers", {"participant_id": who, "offer": "design", "note": note})
    await north("POST", f"/offers/{declined}/decline", {"message": f"Thank you, {INVENTED}."})

    await north.leaves(who)
    left = await north.read(f"/offers/{open_offer}")
    refused = await north("POST", f"/offers/{open_offer}/accept", {})
    await north.is_erased(who)
    erased = [await north.read(f"/offers/{one}") for one in (open_offer, declined)]

    assert (left["state"], left["note"]) == ("withdrawn", note)
    check_problem(refused, 409, "offer-withdrawn")
    assert [(one["state"], one["note"], one["message"]) for one in erased] == [
        ("withdrawn", None, None),
        ("declined", None, None),
    ]
    with site.databases() as client:
        kept = client[site.database("training")]["offers"].find({"tenant": north.tenant})
        assert INVENTED not in str(list(kept))


async def test_what_is_written_is_in_no_event(north: Collaborative, site: Installation) -> None:
    _, offer = await _offer(north, note=f"{MARKER} note")
    await north("POST", f"/offers/{offer}/accept", {"message": f"{MARKER} message"})

    told: set[bytes] = set()

    async def has_told_both() -> bool:
        records = await records_in(site, f"{site.namespace}-training.events.v1")
        told.update(record.value for record in records if record.value and offer.encode() in record.value)
        return len(told) == 2

    await eventually(has_told_both, 10, "the offer and its answer are told")
    assert MARKER.encode() not in b"".join(told)
