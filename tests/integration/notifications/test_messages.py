"""From what somebody does at registration to the e-mail in a mail server, and what keeps it from going."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator, Generator
from email.message import EmailMessage
from typing import Any, cast

import httpx
import pytest
from aiokafka import ConsumerRecord

from tests.support.backbone import Record, publish, settings_for
from tests.support.namespaces import namespace_on
from tests.support.parts import Parts
from tests.support.post_office import PostOffice, post_office
from tests.support.records import records_in
from tests.support.services import (
    Installation,
    Running,
    eventually,
    http_client,
    installation,
    person,
    running_issuer,
)

WITHIN = 30.0
_AHEAD = {
    "kind": "co_design",
    "starts_at": "2199-03-15T10:00:00Z",
    "ends_at": "2199-03-15T12:00:00Z",
    "place": "Mossley Mill",
}


@pytest.fixture(scope="module")
def site(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Generator[Installation]:
    folder = tmp_path_factory.mktemp("messages")
    with (
        running_issuer(folder) as issuer,
        namespace_on(parts) as namespace,
        installation(parts, namespace, issuer, folder) as made,
    ):
        made.start("registration")
        yield made
        assert made.leaks() == []


@pytest.fixture
async def post() -> AsyncGenerator[PostOffice]:
    async with post_office() as made:
        yield made


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    async with http_client() as client:
        yield client


class Round:
    """A collaborative whose messages go to a mail server of the test's own."""

    def __init__(self, site: Installation, http: httpx.AsyncClient, post: PostOffice) -> None:
        self.site, self._http, self._post = site, http, post
        self.tenant = f"post-{secrets.token_hex(4)}-ni"
        self._lead = site.issuer.headers("lead", tenant=self.tenant)
        site.begin(self.tenant)
        self.notifications = self.launch()

    def launch(self, **more: Any) -> Running:
        """A process of notifications."""
        told: dict[str, Any] = {
            "smtp_host": "127.0.0.1",
            "smtp_port": str(self._post.port),
            "smtp_security": "none",
            "mail_from": "people@post.example",
            "delivery_seconds": "0.1",
        }
        return self.site.launch("notifications", **told | more)

    async def at(self, service: Running, method: str, path: str, body: Any = None) -> httpx.Response:
        """The lead, at one of the services."""
        url = f"{service.url}/v1/{self.tenant}{path}"
        answer = await self._http.request(method, url, headers=self._lead, json=body)
        assert answer.status_code < 400, answer.text
        return answer

    async def hears_of(self, who: str) -> None:
        """Waits until notifications has heard all that there is about somebody, and what came twice."""
        path = f"/participants/{who}/consents/evaluation"
        last = (await self.at(self.registration, "PUT", path, {"given": True})).headers["levelfield-event"]
        url, after = f"{self.notifications.url}/v1/{self.tenant}/deliveries", {"Levelfield-After": last}

        async def heard() -> bool:
            return (await self._http.get(url, headers=self._lead | after)).status_code == 200

        await eventually(heard, WITHIN, "notifications has heard everything about somebody")

    @property
    def registration(self) -> Running:
        return self.site.processes[0]

    async def joins(self, label: str) -> str:
        """Somebody has joined, and consents to being contacted."""
        body = person(f"{self.tenant}-{label}")
        who = str((await self.at(self.registration, "POST", "/participants", body)).json()["id"])
        await self.consents(who, given=True)
        return who

    async def consents(self, who: str, *, given: bool) -> None:
        await self.at(self.registration, "PUT", f"/participants/{who}/consents/contact", {"given": given})

    async def deliveries(self, **asked: str) -> list[dict[str, Any]]:
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        return (await self.at(self.notifications, "GET", f"/deliveries?{query}")).json()["items"]

    def mails_about(self, words: str) -> list[EmailMessage]:
        return [one for one in self._post.taken if words in str(one["subject"]).lower()]

    async def ends(self, who: str) -> list[dict[str, Any]]:
        """Waits until nothing waits for somebody any more; gives what there was."""

        async def ended() -> bool:
            return all(one["ended_at"] for one in await self.deliveries(participant_id=who))

        await eventually(ended, WITHIN, "everything for somebody has ended")
        return await self.deliveries(participant_id=who)

    async def told(self, name: str) -> list[ConsumerRecord[bytes, bytes]]:
        """The events of that name on notifications' topic, of this collaborative."""
        records = await records_in(self.site, f"{self.site.namespace}-notifications.events.v1")
        return [
            one
            for one in records
            if (one.key or b"").startswith(f"{self.tenant}/".encode())
            and f".{name}.".encode() in dict(one.headers)["ce_type"]
        ]


@pytest.fixture
async def round_(site: Installation, http: httpx.AsyncClient, post: PostOffice) -> AsyncGenerator[Round]:
    made = Round(site, http, post)
    made.notifications.await_ready()
    yield made
    for process in site.processes[1:]:
        process.kill()


async def test_who_is_invited_to_a_meeting_receives_it_with_its_calendar_entry_and_later_its_end(
    round_: Round, post: PostOffice
) -> None:
    who = await round_.joins("ann")
    made = await round_.at(round_.registration, "POST", "/meetings", _AHEAD | {"invited": [who]})
    await eventually(lambda: len(post.taken) >= 2, WITHIN, "a welcome and an invitation")
    meeting = f"/meetings/{made.json()['id']}"
    await round_.at(round_.registration, "POST", f"{meeting}/cancel")
    await eventually(lambda: len(post.taken) >= 3, WITHIN, "that it is cancelled")

    entries = [entry for one in post.taken if (entry := _entry(one))]
    assert [one.get_param("method") for one in entries] == ["REQUEST", "CANCEL"]
    uids = {line for one in entries for line in _text(one).splitlines() if line.startswith("UID:")}
    assert len(uids) == 1
    for mail in post.taken:
        kinds = {part.get_content_type() for part in mail.walk()}
        assert {"text/plain", "text/html"} <= kinds
        assert mail["message-id"]
    found = await round_.ends(who)
    assert {one["state"] for one in found} == {"sent"}
    assert len(await round_.told("NotificationSent")) == 3
    shown = (await round_.at(round_.notifications, "GET", f"/deliveries/{found[0]['id']}")).text
    assert "@" not in shown


async def test_who_withdraws_leaves_or_is_erased_meanwhile_is_sent_nothing_and_their_contact_is_gone(
    round_: Round, post: PostOffice
) -> None:
    post.at_recipient = "451 4.3.0 Not now"
    people = {label: await round_.joins(label) for label in ("withdraws", "leaves", "erased")}

    async def all_wait() -> bool:
        waiting = await round_.deliveries(state="queued")
        return sorted(one["attempts"] for one in waiting) == [1, 1, 1]

    await eventually(all_wait, WITHIN, "each was tried once, in vain")
    post.at_recipient = "250 OK"
    there = f"/participants/{people['leaves']}"
    await round_.consents(people["withdraws"], given=False)
    await round_.at(round_.registration, "POST", f"{there}/departure", {"reason": "moved"})
    await round_.at(round_.registration, "DELETE", f"/participants/{people['erased']}")

    reasons = {label: (await round_.ends(who))[0]["suppressed_for"] for label, who in people.items()}
    assert reasons == {"withdraws": "no_consent", "leaves": "left", "erased": "erased"}

    def contacts() -> list[Any]:
        with round_.site.databases() as client:
            kept = client[round_.site.database("notifications")]["contacts"]
            return [one["value"] for one in kept.find({"tenant": round_.tenant})]

    await eventually(lambda: contacts() == [None] * 3, WITHIN, "no contact is left")

    async def all_told() -> bool:
        return len(await round_.told("NotificationSuppressed")) == 3

    await eventually(all_told, WITHIN, "it is told of each")
    assert post.taken == []


async def test_a_worker_killed_between_sending_and_recording_sends_the_same_message_and_records_it_once(
    round_: Round, post: PostOffice
) -> None:
    round_.notifications.kill()
    doomed = round_.launch(fault="message-carried", delivery_lease_seconds="1")
    who = await round_.joins("bea")
    await eventually(lambda: doomed.exit_code is not None, WITHIN, "it is killed once the server has it")
    assert len(post.taken) == 1
    about = f"{round_.tenant}/{who}".encode()
    told = [one for one in await records_in(round_.site) if one.key == about]
    again = [Record(one.key, one.value, cast("Any", one.headers), one.partition) for one in told]
    await publish(settings_for(round_.site.parts, round_.site.namespace), again, "registration")

    round_.notifications = round_.launch(port=round_.notifications.port, delivery_lease_seconds="1")
    round_.notifications.await_ready()

    [delivery] = await round_.ends(who)
    assert (delivery["state"], delivery["attempts"]) == ("sent", 2)
    await round_.hears_of(who)
    assert len(await round_.deliveries(participant_id=who)) == 1
    assert {one["message-id"] for one in post.taken} == {post.taken[0]["message-id"]}
    assert len(post.taken) == 2
    assert len(await round_.told("NotificationSent")) == 1


def _entry(mail: EmailMessage) -> EmailMessage | None:
    """The calendar part that mail programmes act on, if there is one."""
    return next(
        (
            part
            for part in mail.walk()
            if part.get_content_type() == "text/calendar" and not part.get_filename()
        ),
        None,
    )


def _text(part: EmailMessage) -> str:
    return cast("bytes", part.get_payload(decode=True)).decode()
