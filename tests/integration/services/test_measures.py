"""Measures on real parts: what is entered at registration and training, as figures, charts and milestones."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from services.evaluation.definition import EVALUATION
from shared.persistence.database import connect
from shared.runtime.rebuild import Rebuild
from shared.web.identity import ROLES_CLAIM
from tests.integration.services.collaborative import Collaborative
from tests.integration.services.problems import check_problem
from tests.support.backbone import settings_for
from tests.support.collaboratives import collaborative
from tests.support.records import records_in
from tests.support.services import Installation, Running, eventually

JANUARY, MAY = date(2018, 1, 15), date(2018, 5, 14)


class Measured(Collaborative):
    """One collaborative: what is entered of it, and what evaluation makes of that."""

    def __init__(self, site: Installation, evaluation: Running, http: httpx.AsyncClient, label: str) -> None:
        super().__init__(site, http, label)
        self._url = evaluation.url
        self.begun = self.after = self.may = ""

    async def begin(self, **more: Any) -> str:
        """As any. For evaluation it has to be waited for apart: it may be applied after what comes later."""
        self.begun = await super().begin(**more)
        return self.begun

    async def aims_at(self, *aims: dict[str, Any]) -> None:
        """From now on it aims at these."""
        address = f"{self.registration}/v1/{self.tenant}/collaborative"
        seen = await self._http.get(address, headers=self.lead)
        kept = {name: seen.json()[name] for name in ("name", "specialty", "region", "organisations")}
        await self._enter("PUT", "/collaborative", kept | {"aims": aims}, If_Match=seen.headers["etag"])

    async def met(self, on: date, *came: int) -> str:
        """It has met, and so many service users, carers and professionals came; returns its path."""
        entered = await self._enter("POST", "/meetings/held", _account(on, *came))
        return f"/meetings/{entered.json()['id']}"

    async def is_corrected(self, meeting: str, on: date, *came: int) -> None:
        """Others came to a meeting than was said at first."""
        seen = await self._http.get(f"{self.registration}/v1/{self.tenant}{meeting}", headers=self.lead)
        body = _account(on, *came)
        await self._enter("PUT", f"{meeting}/held", body, If_Match=seen.headers["etag"])

    async def is_trained(self) -> None:
        """Ten carers and ten professionals join, and nine of them are at a session."""
        people = [
            await self.joins(role, of=of, joined_on="2018-01-05")
            for role, of in (("carer", None), ("professional", "BHSCT"))
            for _ in range(10)
        ]
        carer, professional = people[0], people[-1]
        module = await self.released("joint", 1, carer=carer, professional=professional)
        march = await self.session(module, datetime(2018, 3, 12, 10, tzinfo=UTC), [carer, professional])
        await self.held(march, dict.fromkeys(people[1:10], "attended"))

    async def is_spread_from(self, origin: Measured) -> None:
        """It is made from another, by somebody who leads both."""
        roles = [f"{one.tenant}:lead" for one in (self, origin)]
        token = self._site.issuer.altered(
            self.lead["Authorization"].removeprefix("Bearer "), **{ROLES_CLAIM: roles}
        )
        body = collaborative(self.tenant, spread_from=origin.tenant)
        answer = await self._http.post(
            f"{self.registration}/v1/collaboratives", headers={"Authorization": f"Bearer {token}"}, json=body
        )
        assert answer.status_code == 201, answer.text
        self.after = answer.headers["levelfield-event"]

    async def _enter(self, method: str, path: str, body: Any, **headers: str) -> httpx.Response:
        sent = self.lead | {name.replace("_", "-"): value for name, value in headers.items()}
        address = f"{self.registration}/v1/{self.tenant}{path}"
        entered = await self._http.request(method, address, headers=sent, json=body)
        assert entered.is_success, entered.text
        self.after = entered.headers["levelfield-event"]
        return entered

    async def ask(self, path: str, role: str = "lead", **more: Any) -> httpx.Response:
        """What the API of measures answers, once its beginning and what was entered last are applied."""
        headers = self._site.issuer.headers(role, tenant=self.tenant)
        after = ", ".join(filter(None, (self.begun, self.after)))
        sent = headers | ({"Levelfield-After": after} if after else {}) | more.pop("headers", {})
        method = more.pop("method", "GET")
        url = f"{self._url}/v1/{self.tenant}/measures{path}"
        answers: list[httpx.Response] = []

        async def is_applied() -> bool:
            answers[:] = [await self._http.request(method, url, headers=sent, **more)]
            return answers[0].status_code != 503

        await eventually(is_applied, 20, "an answer")
        return answers[0]

    async def milestones(self, expected: int) -> list[dict[str, Any]]:
        """The milestones of this collaborative that are on evaluation's topic, once there are so many."""

        async def are_there() -> bool:
            return len(await self._milestones()) >= expected

        await eventually(are_there, 20, f"{expected} milestones")
        found = await self._milestones()
        assert len(found) == expected
        return found

    async def _milestones(self) -> list[dict[str, Any]]:
        topic = f"{self._site.namespace}-evaluation.events.v1"
        found: list[dict[str, Any]] = []
        for record in await records_in(self._site, topic):
            about = {name: value.decode() for name, value in record.headers}
            if about["ce_tenant"] == self.tenant and "MilestoneReached" in about["ce_type"]:
                found.append(json.loads(record.value or b"null"))
        return found


@pytest.fixture
async def north(site: Installation, evaluation: Running, http: httpx.AsyncClient) -> Measured:
    """A collaborative that aims at 30 % and has met twice."""
    north = Measured(site, evaluation, http, "measures")
    await north.begin(aims=[_aim(0.3)])
    await north.met(JANUARY, 1, 2, 47)
    north.may = await north.met(MAY, 5, 10, 35)
    return north


def _aim(target: float, by: str = "2018-05-31") -> dict[str, Any]:
    return {"measure": "representation", "target": target, "by": by}


def _account(on: date, service_users: int, carers: int, professionals: int) -> dict[str, Any]:
    attended = {"service_user": service_users, "carer": carers, "professional": professionals}
    return {"kind": "collaborative", "held_on": on.isoformat(), "counts": {"attended": attended}}


async def test_january_shows_six_per_cent_and_may_thirty(north: Measured) -> None:
    told = (await north.ask("/representation", "member")).json()
    figures = told["series"][0]["figures"]
    assert [(one["on"], one["value"], one["count"], one["of"]) for one in figures] == [
        ("2018-01-15", 0.06, 3, 50),
        ("2018-05-14", 0.3, 15, 50),
    ]
    assert all(told[text] for text in ("says", "why", "burden", "limits"))
    assert "from 6 % (15 January 2018) to 30 % (14 May 2018)" in told["found"]


async def test_the_chart_is_data_a_picture_and_a_table(north: Measured) -> None:
    data = (await north.ask("/representation/chart", "evaluator")).json()
    [panel] = data["panels"]
    assert (data["target"], panel["rules_of"], panel["provisional"], panel["signals"]) == (
        0.3,
        "run",
        True,
        [],
    )

    drawn = await north.ask("/representation/chart.svg")
    root = ET.fromstring(drawn.text)
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert root.get("role") == "img"
    assert data["text"] in "".join(root.itertext())

    png = await north.ask("/representation/chart.png")
    assert (png.headers["content-type"], png.content[:4]) == ("image/png", b"\x89PNG")

    table = (await north.ask("/representation/data.csv")).text.splitlines()
    assert table[1] == "Meetings of the collaborative,15 January 2018,2018-01-15,0.06,3,50,,,,no"


async def test_all_measures_are_listed_with_where_they_stand(north: Measured) -> None:
    listed = {one["code"]: one for one in (await north.ask("", "facilitator")).json()["items"]}
    assert len(listed) == 11
    assert listed["representation"]["latest"]["value"] == 0.3
    assert listed["experience"]["latest"] is None


async def test_a_measure_that_there_is_not_is_not_found(north: Measured) -> None:
    check_problem(await north.ask("/happiness"), 404, "not-found")


async def test_the_aim_becomes_a_milestone_once_and_stays_when_may_is_corrected(north: Measured) -> None:
    await north.milestones(1)
    await north.is_corrected(north.may, MAY, 0, 10, 40)
    assert (await north.ask("/representation")).json()["latest"]["value"] == 0.2
    await north.is_corrected(north.may, MAY, 5, 15, 30)
    # Another aim that is reached shows that the look which could have made a second milestone is over.
    await north.aims_at(_aim(0.3), _aim(0.35, "2018-06-30"))

    told = sorted(await north.milestones(2), key=lambda one: one["target"])

    assert [(one["target"], one["value"], one["reached_on"]) for one in told] == [
        (0.3, 0.3, "2018-05-14"),
        (0.35, 0.4, "2018-05-14"),
    ]
    aims = (await north.ask("/representation")).json()["aims"]
    assert [one["reached_on"] for one in aims] == ["2018-05-14", "2018-05-14"]


async def test_a_rebuild_gives_the_same_measures_bit_for_bit_and_sends_nothing(
    site: Installation, north: Measured
) -> None:
    await north.is_trained()
    codes = [one["code"] for one in (await north.ask("")).json()["items"]]
    paths = [f"/{code}{what}" for code in codes for what in ("", "/chart", "/chart.svg", "/data.csv")]
    await north.milestones(1)
    before = [(await north.ask(path)).content for path in paths]
    reach = (await north.ask("/reach")).json()["latest"]
    assert (reach["count"], reach["of"]) == (9, 20)
    topic = f"{site.namespace}-evaluation.events.v1"
    sent = len(await records_in(site, topic))

    client = connect(site.parts.mongodb_uri)
    try:
        rebuilt = await Rebuild(EVALUATION, settings_for(site.parts, site.namespace), client).run()
    finally:
        await client.close()

    assert rebuilt.events > 0
    assert [(await north.ask(path)).content for path in paths] == before
    # What comes next is sent: had the rebuild anything to send, it would be there before that.
    await north.aims_at(_aim(0.3), _aim(0.1, "2018-03-31"))
    await north.milestones(2)
    assert len(await records_in(site, topic)) == sent + 1


async def test_a_lead_settles_what_is_withheld_and_nobody_else_does(north: Measured) -> None:
    read = await north.ask("/settings")
    body = {
        "smallest_group": 8,
        "phases": [{"measure": "representation", "starts_on": "2018-05-01", "note": "Fares are paid"}],
    }
    put: dict[str, Any] = {"method": "PUT", "json": body}
    check_problem(await north.ask("/settings", "facilitator", **put), 403, "role-not-allowed")

    settled = await north.ask("/settings", headers={"If-Match": read.headers["etag"]}, **put)

    assert settled.status_code == 204
    told = (await north.ask("/representation")).json()
    assert told["smallest_group"] == 8
    assert "Fares are paid" in told["found"]
    lower: dict[str, Any] = {
        "method": "PUT",
        "json": {"smallest_group": 5},
        "headers": {"If-Match": settled.headers["etag"]},
    }
    check_problem(await north.ask("/settings", **lower), 409, "group-only-grows")


async def test_a_collaborative_made_from_another_withholds_no_less(
    site: Installation, evaluation: Running, http: httpx.AsyncClient, north: Measured
) -> None:
    read = await north.ask("/settings")
    put: dict[str, Any] = {
        "method": "PUT",
        "json": {"smallest_group": 9},
        "headers": {"If-Match": read.headers["etag"]},
    }
    assert (await north.ask("/settings", **put)).status_code == 204

    south = Measured(site, evaluation, http, "south")
    await south.is_spread_from(north)

    assert (await south.ask("/settings")).json() == {"smallest_group": 9, "phases": []}
