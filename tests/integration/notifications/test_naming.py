"""Celebrations on a real MongoDB, without Kafka: once for each thing, and who names meets who withdraws."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from services.notifications.adapters.celebration_desk import CelebrationStores
from services.notifications.commands.celebration_ports import Addresses, CelebrationDesk
from services.notifications.commands.edit_celebration import EditCelebration, edit_celebration
from services.notifications.commands.publish_approved import publish_approved
from services.notifications.commands.publish_celebration import PublishCelebration, publish_celebration
from services.notifications.definition import NOTIFICATIONS
from services.notifications.domain.celebration import Celebration, CelebrationState, Named
from services.notifications.domain.celebration_rules import RULES_ID, CelebrationRules, Rule
from services.notifications.domain.celebration_words import Words
from services.notifications.kinds import CELEBRATION_RULES, CELEBRATIONS
from shared.contracts.evaluation import MilestoneReached
from shared.contracts.event import Event
from shared.contracts.notifications import CelebrationKind
from shared.contracts.refusal import Refused, Stale
from shared.contracts.registration import (
    CollaborativeCreated,
    CollaborativeSpread,
    ConsentChanged,
    ConsentPurpose,
    ParticipantChanged,
    ParticipantErased,
    ParticipantJoined,
    QiExperience,
    RecordedBy,
    Role,
)
from shared.contracts.training import ModuleCompleted, ModuleReleased
from shared.messaging.arrival import Arrival, Message, arrival_of
from shared.messaging.envelope import Envelope
from shared.messaging.unit_of_work import unit_of_work
from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.aggregate_store import Aggregates
from shared.persistence.database import Client, Database, connect
from shared.persistence.due import DueList, Place
from shared.persistence.outbox import Cause
from tests.support.parts import Parts
from tests.support.replica import Replica, replica_of

TENANT, NEW = "mental-health-ni", "diabetes-ni"
DAY, NOON = date(2018, 5, 15), datetime(2018, 5, 15, 12, tzinfo=UTC)
WORDS = Words(title="Well done", text="All of you.")
S = CelebrationState


class Hall:
    """Notifications between two events, and replicas of it side by side."""

    def __init__(self, database: Database, replicas: list[Replica]) -> None:
        self.database, self.replicas = database, replicas
        self._sequences: Counter[str] = Counter()

    def arrival(self, event: Event, about: str, tenant: str = TENANT) -> Arrival:
        subject = f"{event.aggregate}/{about}"
        self._sequences[f"{tenant}/{subject}"] += 1
        sequence = self._sequences[f"{tenant}/{subject}"]
        envelope = Envelope(tenant, subject, sequence, event.type, NOON)
        headers = cast("Any", envelope.headers())
        message = Message(event.topic, 0, 0, envelope.key(), headers, event.model_dump_json().encode())
        return arrival_of(message, event.owner)

    async def hear(self, event: Event, about: str, tenant: str = TENANT, replica: int = 0) -> Arrival:
        arrival = self.arrival(event, about, tenant)
        await self.replicas[replica].apply(arrival)
        return arrival

    def store(self, kind: AggregateKind[Any], tenant: str = TENANT) -> Aggregates[Any]:
        return Aggregates(self.replicas[0].shelves[kind.collection], tenant, Cause())

    async def all(self, tenant: str = TENANT) -> list[Celebration]:
        return list(await self.store(CELEBRATIONS, tenant).page({}, 100))

    async def settle(self, kind: CelebrationKind, rule: Rule, smallest: int = 5) -> None:
        rules = await self.store(CELEBRATION_RULES).load(RULES_ID)
        rules.settle({kind: rule}, smallest)
        await self.store(CELEBRATION_RULES).save(rules)

    @asynccontextmanager
    async def desks(self, tenant: str) -> AsyncGenerator[CelebrationDesk]:
        async with unit_of_work(self.database, self.replicas[0].shelves, tenant, Cause()) as work:
            yield CelebrationStores(work)

    async def name_of(self, tenant: str) -> str:
        return tenant

    async def publish(self, one: Celebration, desks: Any = None) -> None:
        command = PublishCelebration(
            tenant=one.tenant, celebration_id=one.id, at=NOON, on=DAY, expected=one.version
        )
        await publish_celebration(command, desks or self.desks, self, Addresses(public_url="https://x"))

    async def edit(self, one: Celebration, *who: str, desks: Any = None) -> None:
        command = EditCelebration(
            tenant=one.tenant,
            celebration_id=one.id,
            words=WORDS,
            named=[Named(participant_id=each, name=f"Zwetlana {each}") for each in who],
            expected=one.version,
        )
        await edit_celebration(command, desks or self.desks)

    async def one(self, *named: str) -> Celebration:
        """A proposed celebration that names people who agree to it."""
        for who in named:
            await self.hear(joined(who), who)
            await self.hear(consent(who), who)
        await self.hear(MilestoneReached.model_validate(MilestoneReached.example), "m")
        [one] = await self.all()
        if named:
            await self.edit(one, *named)
        [one] = await self.all()
        return one

    def desks_where_meanwhile(self, happens: Callable[[], Awaitable[Any]]) -> Any:
        """Desks at which something happens between what is read first and what is saved, the first time."""
        pending = [happens]

        @asynccontextmanager
        async def desks(tenant: str) -> AsyncGenerator[CelebrationDesk]:
            async with self.desks(tenant) as desk:
                await desk.celebrations.page({}, 1)  # the transaction reads from here on
                if pending:
                    await pending.pop()()
                yield desk

        return desks


def joined(who: str, cohort: str | None = None) -> ParticipantJoined:
    return ParticipantJoined(
        participant_id=who, role=Role.CARER, organisation=None, cohort=cohort, joined_on=DAY
    )


def moved(who: str, cohort: str | None) -> ParticipantChanged:
    return ParticipantChanged(
        participant_id=who,
        role=Role.CARER,
        organisation=None,
        cohort=cohort,
        qi_experience=QiExperience.NONE,
        changed_on=DAY,
    )


def consent(who: str, given: bool = True) -> ConsentChanged:
    return ConsentChanged(
        participant_id=who,
        purpose=ConsentPurpose.CELEBRATION,
        given=given,
        recorded_by=RecordedBy.SELF,
        changed_on=DAY,
    )


def completed(who: str, module: str = "mod", version: int = 1) -> ModuleCompleted:
    told = {"participant_id": who, "module_id": module, "version": version}
    return ModuleCompleted.model_validate(ModuleCompleted.example | told)


@pytest.fixture
async def hall(parts: Parts, namespace: str) -> AsyncGenerator[Hall]:
    client: Client
    async with connect(parts.mongodb_uri) as client:
        database = client[f"{namespace}-levelfield-notifications"]
        async with (
            replica_of(client, database, NOTIFICATIONS) as one,
            replica_of(client, database, NOTIFICATIONS) as other,
        ):
            made = Hall(database, [one, other])
            created = CollaborativeCreated.model_validate(CollaborativeCreated.example)
            await made.hear(created, TENANT)
            yield made


async def test_a_thing_is_proposed_once_however_often_it_is_told(hall: Hall) -> None:
    told = ModuleReleased.model_validate(ModuleReleased.example)
    heard = await hall.hear(told, "mod")
    await hall.replicas[1].apply(heard)
    await hall.hear(told, "mod")
    [one] = await hall.all()
    assert (one.state, one.source) == (S.PROPOSED, "module/mod")

    await hall.hear(told.model_copy(update={"version": 2}), "mod")
    assert len(await hall.all()) == 2


async def test_what_a_rule_has_off_is_not_proposed(hall: Hall) -> None:
    await hall.settle(CelebrationKind.MODULE_RELEASED, Rule(on=False))
    await hall.hear(ModuleReleased.model_validate(ModuleReleased.example), "mod")
    assert await hall.all() == []


async def test_the_rules_come_along_when_a_collaborative_is_made_from_another_and_nothing_else(
    hall: Hall,
) -> None:
    await hall.one("ann")
    await hall.settle(CelebrationKind.MODULE_RELEASED, Rule(on=False), 9)
    created = CollaborativeCreated.model_validate(CollaborativeCreated.example | {"collaborative": NEW})
    await hall.hear(created, NEW, NEW)
    spread = CollaborativeSpread(collaborative=NEW, origin=TENANT, with_organisations=False, spread_on=DAY)
    await hall.hear(spread, NEW, NEW)

    brought = await hall.store(CELEBRATION_RULES, NEW).load(RULES_ID)
    assert isinstance(brought, CelebrationRules)
    assert (brought.of(CelebrationKind.MODULE_RELEASED).on, brought.smallest_cohort) == (False, 9)
    assert await hall.all(NEW) == []


async def test_a_cohort_is_celebrated_once_it_is_five_and_never_again(hall: Hall) -> None:
    for number in range(7):
        await hall.hear(joined(f"p{number}", "spring"), f"p{number}")
        await hall.hear(completed(f"p{number}"), f"r{number}")
        assert len(await hall.all()) == (1 if number >= 4 else 0)
    [one] = await hall.all()
    assert one.words.title == "5 people have completed a module together"
    assert one.source == "module/mod"


async def test_people_of_other_cohorts_and_of_none_do_not_count(hall: Hall) -> None:
    for number, cohort in enumerate(["spring"] * 4 + ["autumn"] * 4 + [None] * 6):
        await hall.hear(joined(f"p{number}", cohort), f"p{number}")
        await hall.hear(completed(f"p{number}"), f"r{number}")
    assert await hall.all() == []


async def test_another_version_of_the_module_counts_by_itself(hall: Hall) -> None:
    for number in range(8):
        await hall.hear(joined(f"p{number}", "spring"), f"p{number}")
        await hall.hear(completed(f"p{number}", version=1 + number % 2), f"r{number}")
    assert await hall.all() == []


async def test_a_completion_that_is_heard_of_before_the_person_counts_all_the_same(hall: Hall) -> None:
    for number in range(5):
        await hall.hear(completed(f"p{number}"), f"r{number}")
    assert await hall.all() == []
    for number in range(5):
        await hall.hear(joined(f"p{number}", "spring"), f"p{number}")
    assert len(await hall.all()) == 1


async def test_whoever_moves_counts_in_their_new_cohort_and_whoever_is_erased_in_none(hall: Hall) -> None:
    for number in range(4):
        await hall.hear(joined(f"p{number}", "spring"), f"p{number}")
        await hall.hear(completed(f"p{number}"), f"r{number}")
    await hall.hear(moved("p0", "autumn"), "p0")
    await hall.hear(ParticipantErased(participant_id="p1", erased_on=DAY), "p1")
    for number in (4, 5):
        await hall.hear(joined(f"p{number}", "spring"), f"p{number}")
        await hall.hear(completed(f"p{number}"), f"r{number}")
    assert await hall.all() == []
    await hall.hear(moved("p0", "spring"), "p0")
    assert len(await hall.all()) == 1


async def test_those_who_complete_at_the_same_moment_are_all_counted(hall: Hall) -> None:
    for number in range(5):
        await hall.hear(joined(f"p{number}", "spring"), f"p{number}")
    for number in range(3):
        await hall.hear(completed(f"p{number}"), f"r{number}")
    last = [hall.arrival(completed(f"p{number}"), f"r{number}") for number in (3, 4)]
    await asyncio.gather(
        *(replica.apply(arrival) for replica, arrival in zip(hall.replicas, last, strict=True))
    )
    assert len(await hall.all()) == 1


async def test_what_needs_no_approval_is_published_by_the_worker_once(hall: Hall) -> None:
    await hall.settle(CelebrationKind.MILESTONE_REACHED, Rule(needs_approval=False))
    one = await hall.one()
    assert one.state is S.APPROVED

    async def publish(place: Place) -> None:
        command = PublishCelebration(tenant=place.tenant, celebration_id=place.aggregate_id, at=NOON, on=DAY)
        await publish_celebration(command, hall.desks, hall, Addresses(public_url="https://x"))

    due = DueList(hall.replicas[0].shelves[CELEBRATIONS.collection])
    day = date.fromisoformat(MilestoneReached.example["reached_on"])
    await asyncio.gather(*(publish_approved(day, due, publish) for _ in range(3)))
    [shown] = await hall.all()
    assert (shown.state, shown.sequence) == (S.PUBLISHED, 2)
    assert await due.until(day, 10) == []


async def test_what_the_lead_has_to_look_at_is_not_published_without_one(hall: Hall) -> None:
    one = await hall.one()
    command = PublishCelebration(tenant=TENANT, celebration_id=one.id, at=NOON, on=DAY)
    with pytest.raises(Stale):
        await publish_celebration(command, hall.desks, hall, Addresses(public_url="https://x"))


async def test_consent_withdrawn_before_the_approval_takes_the_name_out_and_the_approval_is_stale(
    hall: Hall,
) -> None:
    one = await hall.one("ann")
    await hall.hear(consent("ann", given=False), "ann")
    with pytest.raises(Stale):
        await hall.publish(one)
    [now] = await hall.all()
    assert (now.state, now.named, now.edited) == (S.PROPOSED, [], None)


async def test_consent_withdrawn_after_the_approval_retracts_it(hall: Hall) -> None:
    one = await hall.one("ann")
    await hall.publish(one)
    await hall.hear(consent("ann", given=False), "ann")
    [now] = await hall.all()
    assert (now.state, now.named) == (S.RETRACTED, [])


async def test_consent_withdrawn_while_it_is_approved_is_not_overlooked(hall: Hall) -> None:
    one = await hall.one("ann")
    desks = hall.desks_where_meanwhile(lambda: hall.hear(consent("ann", given=False), "ann"))
    with pytest.raises(Stale):
        await hall.publish(one, desks)
    [now] = await hall.all()
    assert (now.state, now.named) == (S.PROPOSED, [])


async def test_consent_withdrawn_while_somebody_is_being_named_is_not_overlooked(hall: Hall) -> None:
    one = await hall.one()
    await hall.hear(joined("ann"), "ann")
    await hall.hear(consent("ann"), "ann")
    desks = hall.desks_where_meanwhile(lambda: hall.hear(consent("ann", given=False), "ann"))
    with pytest.raises(Refused, match="may-not-be-named"):
        await hall.edit(one, "ann", desks=desks)
    [now] = await hall.all()
    assert now.named == []


@pytest.mark.parametrize("turn", range(6))
async def test_whichever_comes_first_nobody_is_shown_by_name_against_their_will(
    hall: Hall, turn: int
) -> None:
    one = await hall.one("ann", "ben")
    ends = [
        hall.arrival(consent("ann", given=False), "ann"),
        hall.arrival(ParticipantErased(participant_id="ben", erased_on=DAY), "ben"),
    ]

    async def approve() -> None:
        for _ in range(turn):
            await asyncio.sleep(0.002)
        await hall.publish(one)

    outcomes = await asyncio.gather(
        approve(),
        *(replica.apply(end) for replica, end in zip(hall.replicas, ends, strict=True)),
        return_exceptions=True,
    )
    assert all(not isinstance(each, BaseException) or isinstance(each, Stale) for each in outcomes)
    [now] = await hall.all()
    assert now.named == []
    assert now.state in (S.PROPOSED, S.RETRACTED)
    assert now.shown is False
