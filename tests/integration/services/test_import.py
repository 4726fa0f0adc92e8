"""A spreadsheet of people through the API of the real service: in every form, once, whatever is cut short."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncGenerator, Iterable, Sequence
from hashlib import sha256
from typing import Any

import bson
import httpx
import pytest
from pymongo.collection import Collection

from tests.integration.services.problems import MARKER, check_problem
from tests.support.namespaces import namespace_on
from tests.support.parts import Parts
from tests.support.records import records_in
from tests.support.services import (
    INVENTED,
    Databases,
    Installation,
    Running,
    eventually,
    http_client,
    installation,
    person,
)

_HEADINGS = ["Role", "Name", "E-mail", "Trust", "Cohort", "Date joined"]
_OUTCOMES = ("accepted", "merged", "unchanged", "rejected")


def table(*rows: Sequence[str], delimiter: str = ",") -> bytes:
    """A file as a spreadsheet saves it."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def of_many(label: str, count: int) -> bytes:
    """A file of many invented people."""
    return table(_HEADINGS, *(_row(f"{label}-{number}") for number in range(count)))


def _row(label: str, role: str = "carer") -> list[str]:
    somebody = person(label)
    return [role, somebody["name"], somebody["email"], "BHSCT", "2018 spring", "05/01/2018"]


class Lead:
    """The lead of a collaborative, at one process of registration."""

    def __init__(self, site: Installation, process: Running, http: httpx.AsyncClient, tenant: str) -> None:
        self._http = http
        self._site = site
        self.tenant = tenant
        self.headers = site.issuer.headers("lead", tenant=tenant)
        self.turn_to(process)

    def turn_to(self, process: Running) -> None:
        self.base = f"{process.url}/v1/{self.tenant}"

    async def send(self, content: bytes, kind: str = "text/csv") -> httpx.Response:
        headers = self.headers | {"Content-Type": kind}
        return await self._http.post(f"{self.base}/imports", headers=headers, content=content)

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self._http.get(f"{self.base}{path}", headers=self.headers, params=query)

    async def ask(self, method: str, path: str, kind: str = "", **how: Any) -> httpx.Response:
        headers = self.headers | ({"Content-Type": kind} if kind else {})
        return await self._http.request(method, f"{self.base}{path}", headers=headers, **how)

    async def done(self, import_id: str, within: float = 30.0) -> dict[str, Any]:
        """The import, once it is done; until then no row of its report is asked for."""

        async def is_done() -> bool:
            return (await self.get(f"/imports/{import_id}", limit=1)).json()["state"] == "done"

        await eventually(is_done, within, "the import is done", every=0.1)
        return dict((await self.get(f"/imports/{import_id}", limit=200)).json())

    async def bring_in(self, content: bytes) -> dict[str, Any]:
        """The import of a file, once it is done."""
        taken = await self.send(content)
        assert taken.status_code == 202, taken.text
        assert taken.headers["location"] == f"/v1/{self.tenant}/imports/{taken.json()['id']}"
        return await self.done(taken.json()["id"])

    async def whom(self, label: str) -> dict[str, Any]:
        """Whoever has this invented person's address."""
        found = await self.ask("POST", "/participants/search", json={"email": person(label)["email"]})
        (line,) = found.json()["items"]
        return dict((await self.get(f"/participants/{line['id']}")).json())

    def people(self) -> list[dict[str, Any]]:
        """Every participant of the collaborative, as the database has them."""
        with self._site.databases() as client:
            return list(self._participants(client).find({"tenant": self.tenant}, sort=[("_id", 1)]))

    def how_many(self) -> int:
        """How many participants the collaborative has."""
        with self._site.databases() as client:
            return self._participants(client).count_documents({"tenant": self.tenant})

    def _participants(self, client: Databases) -> Collection[dict[str, Any]]:
        return client[self._site.database("registration")]["participants"]


def outcomes(shown: dict[str, Any]) -> list[tuple[int, str]]:
    return [(row["number"], row["outcome"]) for row in shown["report"]["items"]]


def codes(shown: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [
        (row["number"], reason["column"], reason["code"])
        for row in shown["report"]["items"]
        for reason in row["reasons"]
    ]


def totals(**counts: int) -> dict[str, int]:
    return dict.fromkeys(_OUTCOMES, 0) | counts


@pytest.fixture
def lead(
    site: Installation, registration: Running, http: httpx.AsyncClient, request: pytest.FixtureRequest
) -> Lead:
    """A collaborative of its own for each test."""
    tenant = f"im-{sha256(request.node.name.encode()).hexdigest()[:20]}"
    site.begin(tenant)
    return Lead(site, registration, http, tenant)


class TestForms:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    async def test_every_form_of_a_spreadsheet_brings_people_in(
        self, lead: Lead, encoding: str, delimiter: str
    ) -> None:
        text = (
            "\r\n".join(
                (
                    "e-mail|Type|First name|SURNAME|Organization|Date Joined|Access needs|Diagnosis|",
                    'zwetlana.a@example.org|Carer|Zwetlana|Ó Néill||05/01/2018|"a ramp\nand a bell"|x|',
                    "|service user|Zwetlana|B||2018-01-05|||",
                    "|||||||||",
                    'zwetlana.c@example.org|Staff|Zwetlana|"C|D"|BHSCT|5-Jan-18||',
                    "||",
                )
            )
            + "\r\n"
        )
        content = text.replace("|", delimiter).encode(encoding)

        shown = await lead.bring_in(content)

        assert shown["totals"] == totals(accepted=3)
        assert outcomes(shown) == [(2, "accepted"), (3, "accepted"), (5, "accepted")]
        assert [(one["column"], one["code"]) for one in shown["remarks"]] == [("H", "never-asked-for")]
        somebody = await lead.whom("a")
        assert (somebody["name"], somebody["access_needs"]) == (f"{INVENTED} Ó Néill", "a ramp\nand a bell")
        assert (somebody["role"], somebody["joined_on"], somebody["consents"]) == ("carer", "2018-01-05", {})
        assert (await lead.whom("c"))["name"] == f"{INVENTED} C{delimiter}D".replace("\t", " ")

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "file-empty"),
            (b"Role,Name\r\ncarer,Xyzzy7Q\0", "file-not-text"),
            (b"PK\x03\x04Xyzzy7Q", "file-is-workbook"),
            (b'Role,Name\r\ncarer,"Xyzzy7Q', "file-malformed"),
            (b"Xyzzy7Q,Name\r\ncarer,A\r\n", "role-column-missing"),
            (b"Role,Xyzzy7Q\r\ncarer,A\r\n", "name-column-missing"),
            (b"Role,Name\r\n,\r\n", "file-without-people"),
            (b"Role,Name" + b",Xyzzy7Q" * 99, "file-too-wide"),
            (b"Role,Name\n" + b"carer,Xyzzy7Q\n" * 20_001, "file-too-long"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    async def test_a_file_that_cannot_be_read_is_refused_as_a_whole(
        self, lead: Lead, content: bytes, code: str
    ) -> None:
        check_problem(await lead.send(content), 422, code)
        assert lead.people() == []

    async def test_a_file_beyond_its_size_or_of_another_kind_is_refused(self, lead: Lead) -> None:
        check_problem(await lead.send(MARKER.encode() * 800_000), 413, "body-too-large")
        check_problem(await lead.send(b'{"a": 1}', "application/json"), 415, "csv-expected")
        check_problem(await lead.send(b"--x", "multipart/form-data; boundary=x"), 415, "csv-expected")


class TestOutcomes:
    async def test_the_same_file_twice_changes_nothing(self, lead: Lead) -> None:
        content = of_many("twice", 40) + table(["carer", f"{INVENTED} without an address"], ["wizard", "W"])
        first = await lead.bring_in(content)
        before = lead.people()

        again = await lead.send(content)

        assert first["totals"] == totals(accepted=41, rejected=1)
        assert (again.status_code, again.json()) == (
            200,
            {name: value for name, value in first.items() if name != "report"},
        )
        assert _told_of(lead.people()) == _told_of(before)

    async def test_a_file_that_says_the_same_in_other_bytes_leaves_everybody_unchanged(
        self, lead: Lead
    ) -> None:
        rows = [_row("same-1"), _row("same-2"), ["carer", f"{INVENTED} without an address"]]
        await lead.bring_in(table(_HEADINGS, *rows))
        before = lead.people()

        shown = await lead.bring_in(table(_HEADINGS, *reversed(rows), delimiter=";"))

        assert shown["totals"] == totals(unchanged=3)
        assert _told_of(lead.people()) == _told_of(before)

    async def test_who_takes_part_already_is_merged_with_what_the_file_knows(self, lead: Lead) -> None:
        known = person("known", phone="028 9018 0000", cohort="2017-autumn", qi_experience="some")
        await lead.ask("POST", "/participants", json=known)
        headings = ["Role", "Name", "E-mail", "Trust", "Support"]
        row = ["Staff", f"{INVENTED} Renamed", known["email"].upper(), "BHSCT", "expenses"]

        shown = await lead.bring_in(table(headings, row))

        assert outcomes(shown) == [(2, "merged")]
        somebody = await lead.whom("known")
        assert shown["report"]["items"][0]["participant_id"] == somebody["id"]
        assert (somebody["role"], somebody["organisation"]) == ("professional", "BHSCT")
        assert (somebody["name"], somebody["support_needs"]) == (f"{INVENTED} Renamed", ["expenses"])
        assert (somebody["phone"], somebody["email"]) == (known["phone"], known["email"])
        assert (somebody["cohort"], somebody["qi_experience"]) == ("2017-autumn", "some")

    async def test_who_has_left_or_was_erased_or_has_not_answered_is_not_brought_in(self, lead: Lead) -> None:
        rows = [_row("left"), _row("erased"), _row("changed"), ["carer", f"{INVENTED} erased too"]]
        first = await lead.bring_in(table(_HEADINGS, *rows))
        ids = [row["participant_id"] for row in first["report"]["items"]]
        await lead.ask("POST", f"/participants/{ids[0]}/departure", json={"reason": "moved"})
        for gone in (ids[1], ids[3]):
            assert (await lead.ask("DELETE", f"/participants/{gone}")).status_code == 204
        await _give_another_address(lead, ids[2])
        await lead.ask("POST", "/participants/invitations", json=person("invited"))
        before = lead.people()

        shown = await lead.bring_in(table(_HEADINGS, *rows, _row("invited")))

        assert codes(shown) == [
            (2, "", "has-left"),
            (3, "", "was-erased"),
            (4, "E-mail", "email-changed-since"),
            (5, "", "was-erased"),
            (6, "", "is-invited"),
        ]
        assert _told_of(lead.people()) == _told_of(before)

    async def test_a_row_that_breaks_a_rule_is_rejected_and_the_others_are_taken(self, lead: Lead) -> None:
        rows = [
            ["staff", f"{INVENTED} A", "", "", "", ""],
            ["wizard", "", "nowhere", "Elsewhere", "", "43105"],
            _row("twice-in-it"),
            _row("twice-in-it", role="service user"),
        ]

        shown = await lead.bring_in(table(_HEADINGS, *rows))

        assert shown["totals"] == totals(accepted=1, rejected=3)
        assert codes(shown) == [
            (2, "Organisation", "organisation-needed"),
            (3, "Role", "role-unknown"),
            (3, "Name", "missing"),
            (3, "E-mail", "email-unreadable"),
            (3, "Organisation", "organisation-unknown"),
            (3, "Joined", "date-is-number"),
            (5, "E-mail", "email-twice"),
        ]
        assert (await lead.whom("twice-in-it"))["role"] == "carer"

    async def test_the_rejected_rows_are_given_as_csv_without_what_they_hold(self, lead: Lead) -> None:
        shown = await lead.bring_in(table(_HEADINGS, ["=1+1", MARKER], _row("taken"), ["carer", ""]))

        given = await lead.get(f"/imports/{shown['id']}/rejected.csv")

        assert given.headers["content-type"].startswith("text/csv")
        assert "rejected.csv" in given.headers["content-disposition"]
        lines = list(csv.reader(io.StringIO(given.text)))
        assert [line[:3] for line in lines] == [
            ["Row", "Column", "Code"],
            ["2", "Role", "role-unknown"],
            ["4", "Name", "missing"],
        ]
        assert MARKER not in given.text
        assert INVENTED not in given.text

    async def test_the_report_comes_in_pages(self, lead: Lead) -> None:
        shown = await lead.bring_in(of_many("paged", 300))

        numbers: list[int] = []
        query: dict[str, Any] = {"limit": 70}
        while query:
            page = (await lead.get(f"/imports/{shown['id']}", **query)).json()["report"]
            numbers += [row["number"] for row in page["items"]]
            query = {"limit": 70, "cursor": page["next"]} if page["next"] else {}

        assert numbers == list(range(2, 302))

    async def test_an_organisation_may_stand_there_with_its_name(self, lead: Lead) -> None:
        row = ["staff", f"{INVENTED} A", person("by-name")["email"], "bhsct  TRUST", "", ""]

        await lead.bring_in(table(_HEADINGS, row))

        assert (await lead.whom("by-name"))["organisation"] == "BHSCT"

    async def test_nothing_comes_into_a_collaborative_that_has_not_begun_or_has_ended(
        self, lead: Lead, site: Installation, registration: Running, http: httpx.AsyncClient
    ) -> None:
        nowhere = Lead(site, registration, http, "im-never-begun")
        check_problem(await nowhere.send(of_many("nowhere", 1)), 404, "no-such-collaborative")
        assert (await lead.ask("POST", "/collaborative/archive")).is_success
        check_problem(await lead.send(of_many("nowhere", 1)), 409, "collaborative-archived")


class TestPreview:
    async def test_what_a_preview_tells_is_what_the_import_then_does_and_it_changes_nothing(
        self, lead: Lead
    ) -> None:
        known = person("known", phone="028 9018 0000")
        await lead.ask("POST", "/participants", json=known)
        await lead.ask("POST", "/participants/invitations", json=person("invited"))
        await lead.bring_in(table(_HEADINGS, _row("same"), _row("left"), ["carer", f"{INVENTED} by name"]))
        gone = (await lead.whom("left"))["id"]
        await lead.ask("POST", f"/participants/{gone}/departure", json={"reason": "moved"})
        content = table(
            [*_HEADINGS, "Diagnosis"],
            *(_row(label) for label in ("new", "known", "invited", "same", "left", "new")),
            ["carer", f"{INVENTED} by name"],
            ["staff", f"{INVENTED} of nowhere"],
            ["wizard", MARKER],
        )
        before = _told_of(lead.people())

        told = await lead.ask("POST", "/imports/preview", content=content, kind="text/csv")
        left_as_it_was = _told_of(lead.people())
        done = await lead.bring_in(content)

        preview = told.json()
        assert left_as_it_was == before
        assert len((await lead.get("/imports")).json()["items"]) == 2, "a preview is no import"
        assert (preview["rows"], preview["looked_at"], preview["before"]) == (9, 9, None)
        assert preview["totals"] == done["totals"] == totals(accepted=1, merged=1, unchanged=2, rejected=5)
        assert preview["first"] == done["report"]["items"]
        assert preview["rejected"] == [row for row in done["report"]["items"] if row["reasons"]]
        assert preview["remarks"] == done["remarks"]
        assert MARKER not in told.text

    async def test_a_file_that_was_imported_is_known_again_and_one_that_cannot_be_read_is_refused(
        self, lead: Lead
    ) -> None:
        content = of_many("again", 3)
        done = await lead.bring_in(content)

        again = (await lead.ask("POST", "/imports/preview", content=content, kind="text/csv")).json()

        assert again["before"] == {name: value for name, value in done.items() if name != "report"}
        assert again["totals"] == totals(unchanged=3)
        check_problem(
            await lead.ask("POST", "/imports/preview", content=b"", kind="text/csv"), 422, "file-empty"
        )

    async def test_imports_are_listed_the_newest_first_a_page_at_a_time(self, lead: Lead) -> None:
        made = [(await lead.bring_in(of_many(f"listed-{number}", 1)))["id"] for number in range(3)]

        first = (await lead.get("/imports", limit=2)).json()
        rest = (await lead.get("/imports", limit=2, cursor=first["next"])).json()

        assert [one["id"] for one in [*first["items"], *rest["items"]]] == made[::-1]
        assert rest["next"] is None


class TestAccess:
    async def test_nobody_but_the_lead_imports_or_looks(
        self, lead: Lead, site: Installation, http: httpx.AsyncClient
    ) -> None:
        shown = await lead.bring_in(of_many("only-lead", 1))
        for role in ("facilitator", "member", "evaluator", "partner"):
            headers = site.issuer.headers(role, tenant=lead.tenant) | {"Content-Type": "text/csv"}
            for method, path in (
                ("POST", ""),
                ("GET", f"/{shown['id']}"),
                ("GET", f"/{shown['id']}/rejected.csv"),
            ):
                refused = await http.request(method, f"{lead.base}/imports{path}", headers=headers)
                check_problem(refused, 403, "role-not-allowed")

    async def test_the_same_file_in_another_collaborative_is_another_import_and_ours_is_not_seen_there(
        self, lead: Lead, site: Installation, registration: Running, http: httpx.AsyncClient
    ) -> None:
        content = of_many("elsewhere", 2)
        ours = await lead.bring_in(content)
        site.begin(f"{lead.tenant}-two")
        others = Lead(site, registration, http, f"{lead.tenant}-two")

        theirs = await others.bring_in(content)

        assert theirs["id"] != ours["id"]
        assert theirs["totals"] == totals(accepted=2)
        for path in (f"/imports/{ours['id']}", f"/imports/{ours['id']}/rejected.csv"):
            check_problem(await others.get(path), 404, "not-found")

    async def test_nothing_of_a_file_is_in_the_databases_the_topics_or_the_logs(
        self, lead: Lead, site: Installation
    ) -> None:
        headings = [*_HEADINGS, "Phone", "Access needs", "Bramble heading"]
        row = [*_row("hidden"), "028 7777 6666", "Brambleworth room", "Brambleworth note"]
        shown = await lead.bring_in(table(headings, row, ["Brambleworth", "Brambleworth name"]))
        await eventually(lambda: all(not one["outbox"] for one in lead.people()), 10, "all is published")

        kept = b"".join(_everything(site)).lower()
        told = b"".join((one.key or b"") + (one.value or b"") for one in await records_in(site)).lower()

        assert shown["totals"] == totals(accepted=1, rejected=1)
        assert shown["id"].encode() in kept
        for part in (INVENTED, "@example", "7777 6666", "bramble", person("hidden")["name"]):
            assert part.lower().encode() not in kept, part
            assert part.lower().encode() not in told, part


class TestManyAndCutShort:
    @pytest.mark.timeout(180)
    async def test_ten_thousand_rows_come_in_from_one_file(self, lead: Lead) -> None:
        taken = await lead.send(of_many("many", 10_000))
        shown = await lead.done(taken.json()["id"], within=120)

        assert shown["totals"] == totals(accepted=10_000)
        assert lead.how_many() == 10_000

    @pytest.fixture
    async def apart(
        self, parts: Parts, site: Installation, tmp_path_factory: pytest.TempPathFactory
    ) -> AsyncGenerator[Installation]:
        folder = tmp_path_factory.mktemp("cut")
        with namespace_on(parts) as namespace, installation(parts, namespace, site.issuer, folder) as apart:
            yield apart

    @pytest.mark.timeout(120)
    @pytest.mark.parametrize("how", ["killed", "told to stop"])
    async def test_an_import_that_is_cut_short_goes_on_when_the_file_is_sent_again_and_each_row_is_there_once(
        self, apart: Installation, http: httpx.AsyncClient, how: str
    ) -> None:
        process = await asyncio.to_thread(apart.start, "registration", only="api")
        await asyncio.to_thread(apart.begin, "cut-short-ni")
        lead = Lead(apart, process, http, "cut-short-ni")
        content = of_many("cut", 2_000)
        import_id = (await lead.send(content)).json()["id"]
        await eventually(lambda: lead.how_many() > 300, 30, "some are in")
        if how == "killed":
            process.kill()
        else:
            process.terminate()
            assert await asyncio.to_thread(process.await_exit, 20) == 0
        left = lead.how_many()

        process = await asyncio.to_thread(apart.start, "registration", only="api")
        lead.turn_to(process)
        between = (await lead.get(f"/imports/{import_id}")).json()
        again = await lead.send(content)
        shown = await lead.done(import_id, within=60)

        assert 300 < left < 2_000
        assert between["state"] == ("running" if how == "killed" else "interrupted")
        assert again.json()["id"] == import_id
        assert shown["totals"] == totals(accepted=2_000)
        people = lead.people()
        assert len({one["state"]["email_index"] for one in people}) == len(people) == 2_000
        assert {(one["version"], one["sequence"]) for one in people} == {(1, 1)}
        assert apart.leaks() == []

    @pytest.mark.timeout(120)
    async def test_one_file_sent_to_two_processes_at_once_is_one_import_with_each_row_once(
        self, apart: Installation, http: httpx.AsyncClient
    ) -> None:
        processes = [apart.launch("registration", only="api") for _ in range(2)]
        leads = [Lead(apart, process, http, "at-once-ni") for process in processes]
        for process in processes:
            await asyncio.to_thread(process.await_ready)
        await asyncio.to_thread(apart.begin, "at-once-ni")
        content = of_many("once", 1_500)

        taken = await asyncio.gather(*(lead.send(content) for lead in [*leads, *leads]))

        assert {answer.json()["id"] for answer in taken} == {taken[0].json()["id"]}
        shown = await leads[0].done(taken[0].json()["id"], within=60)
        assert shown["totals"] == totals(accepted=1_500)
        assert {(one["version"], one["sequence"]) for one in leads[0].people()} == {(1, 1)}
        assert leads[0].how_many() == 1_500
        assert apart.leaks() == []


def _told_of(people: Iterable[dict[str, Any]]) -> list[tuple[str, int, int, bytes]]:
    """Version, events and sealed details of everybody."""
    return [(one["_id"], one["version"], one["sequence"], one["state"]["sealed"]) for one in people]


async def _give_another_address(lead: Lead, participant_id: str) -> None:
    details = {name: value for name, value in person("another-address").items() if name != "role"}
    headers = lead.headers | {"If-Match": '"1"'}
    address = f"{lead.base}/participants/{participant_id}/details"
    async with http_client() as client:
        assert (await client.put(address, headers=headers, json=details)).status_code == 204


def _everything(site: Installation) -> Iterable[bytes]:
    with site.databases() as client:
        for database in client.list_database_names():
            if database.startswith(f"{site.namespace}-"):
                for collection in client[database].list_collection_names():
                    yield from (bson.encode(document) for document in client[database][collection].find({}))
