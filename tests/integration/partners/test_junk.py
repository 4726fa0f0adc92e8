"""Whatever a partner sends, it is answered, and stops nobody: neither itself nor another."""

from __future__ import annotations

import sys
import time

import httpx
import pytest

from tests.integration.partners.conftest import TENANT
from tests.support.backbone import eventually
from tests.support.partners import PartnerSystem, Sent, joined, message
from tests.support.services import Installation

JOINED = b"levelfield.partner.StaffJoined.v1"
FLOOD = 10_000


def junk(number: int, value: bytes | None = b"\xff\xfe", kind: bytes | None = JOINED) -> Sent:
    return Sent(value, [("ce_specversion", b"1.0"), ("ce_id", f"junk-{number}".encode()), ("ce_type", kind)])


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (junk(1), "not-json"),
        (junk(2, b"x" * 900_000), "too-large"),
        (junk(3, None), "no-value"),
        (junk(4, b'{"name": 7, "email": []}'), "body-invalid"),
        (junk(5, b"[" * 50_000), "not-json"),
        (junk(6, b"{}", b"levelfield.partner.StaffPromoted.v1"), "type-unknown"),
        (junk(7, b"{}", b"\xff\xff"), "type-unknown"),
        (junk(8, b"{}", None), "type-unknown"),
        (junk(9, b"{}", b"levelfield.partner.Accepted.v1"), "type-unknown"),
    ],
)
async def test_junk_is_answered_once_with_its_reason(belfast: PartnerSystem, sent: Sent, reason: str) -> None:
    assert (await belfast.answer(sent)).reason == reason
    assert (await belfast.answer(joined(f"after {reason} {sent.id}".replace(" ", "-")))).accepted
    assert len(belfast.answers(sent.id)) == 1


async def test_junk_without_an_id_is_answered_with_where_it_was_found(
    belfast: PartnerSystem,
) -> None:
    await belfast.send([Sent(b"?", [("\udcff".encode("utf-8", "surrogatepass").decode("latin-1"), b"x")])])
    await belfast.until(lambda _: bool(belfast.answers(None)))

    told = belfast.answers(None)[0]
    assert told.reason == "id-missing"
    assert told.data["offset"] >= 0


async def test_ten_thousand_wrong_ones_delay_a_right_one_by_their_own_time_and_no_other_partner_so_long(
    belfast: PartnerSystem, northern: PartnerSystem, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet = max([await _seconds_to_answer(northern, joined(f"quiet-{number}")) for number in range(5)])
    wrong = [junk(number, b"{" if number % 2 else b"\xff") for number in range(1_000, 1_000 + FLOOD)]
    right, beside = joined("behind-the-flood"), joined("beside-the-flood")

    await belfast.send(wrong[: FLOOD // 2])
    await northern.send([beside])
    await belfast.send([*wrong[FLOOD // 2 :], right])
    await belfast.until(lambda _: bool(belfast.answers(right.id)), within=120)
    await northern.until(lambda _: bool(northern.answers(beside.id)))

    rejected = [one.at for one in belfast.seen if one.reason == "not-json"][-FLOOD:]
    own_time = rejected[-1] - rejected[0]
    behind = belfast.answers(right.id)[0].at - rejected[-1]
    with capsys.disabled():
        sys.stdout.write(
            f"\n{FLOOD} wrong messages were answered in {own_time:.2f} s, the right one {behind:.3f} s after "
            f"the last of them; with nothing else going on one is answered in {quiet:.3f} s\n"
        )
    assert belfast.answers(right.id)[0].accepted
    assert northern.answers(beside.id)[0].accepted
    assert behind < max(3 * quiet, own_time / 4)
    assert northern.answers(beside.id)[0].at < rejected[-1]


async def _seconds_to_answer(partner: PartnerSystem, sent: Sent) -> float:
    begun = time.time()
    return (await partner.answer(sent)).at - begun


async def test_a_closed_partnership_takes_and_tells_nothing_and_can_be_opened_again(
    site: Installation, http: httpx.AsyncClient
) -> None:
    from shared.messaging.topics import partitions_of
    from tests.integration.partners.conftest import open_partner

    western = await open_partner(site, http, "WHSCT")
    assert (await western.answer(joined("western"))).accepted
    url = f"{site.processes[2].url}/v1/{TENANT}/partners/WHSCT"
    lead = site.issuer.headers("lead", tenant=TENANT)
    assert (await http.delete(url, headers=lead)).status_code == 204
    assert (await http.get(url, headers=lead)).json()["open"] is False

    async def gone() -> bool:
        return not await partitions_of(site.parts.bootstrap_servers, [western.topic("in")])

    assert await eventually(gone)
    again = await open_partner(site, http, "WHSCT")
    again._at, again.seen = western._at, western.seen  # pyright: ignore[reportPrivateUsage]
    assert (await again.answer(joined("western-again"))).accepted
    assert (await again.answer(message("StaffLeft", email="zwetlana.staff.western@example.org"))).accepted


async def test_only_a_lead_opens_a_partnership_and_only_with_an_organisation_of_the_collaborative(
    site: Installation, http: httpx.AsyncClient, belfast: PartnerSystem
) -> None:
    base = f"{site.processes[2].url}/v1/{TENANT}/partners"
    lead = site.issuer.headers("lead", tenant=TENANT)
    unknown = await http.put(f"{base}/NOWHERE", headers=lead)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "organisation-unknown")
    for role in ("facilitator", "member", "partner"):
        answer = await http.put(f"{base}/BHSCT", headers=site.issuer.headers(role, tenant=TENANT))
        assert answer.status_code == 403
    listed = (await http.get(base, headers=lead)).json()["items"]
    assert belfast.topic("in") in [one["in_topic"] for one in listed]
