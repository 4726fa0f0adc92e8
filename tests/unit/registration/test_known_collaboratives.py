"""The collaborative that something begins in: read once in five seconds, and never wrongly refused."""

from __future__ import annotations

from datetime import date

import pytest

from services.registration.domain.collaborative import Collaborative
from services.registration.queries.known_collaboratives import KEPT_SECONDS, MOST_KEPT, KnownCollaboratives
from shared.contracts.refusal import Invalid, NotFound, Refused
from shared.contracts.registration import Description, Organisation, OrganisationKind

TODAY = date(2018, 1, 5)


class Kept:
    """What is stored, and how often it was looked at."""

    def __init__(self) -> None:
        self.all: dict[str, Collaborative] = {}
        self.reads = 0
        self.now = 100.0
        self.known = KnownCollaboratives(lambda _: self, lambda: self.now)

    async def find(self, aggregate_id: str) -> Collaborative | None:
        self.reads += 1
        return self.all.get(aggregate_id)

    def create(self, slug: str, *codes: str) -> Collaborative:
        organisations = tuple(
            Organisation(code=code, name=code, kind=OrganisationKind.TRUST, trust=None) for code in codes
        )
        told = Description(name="n", specialty="s", region="r", organisations=organisations)
        self.all[slug] = Collaborative.create(slug=slug, description=told, created_on=TODAY)
        return self.all[slug]


@pytest.fixture
def kept() -> Kept:
    return Kept()


async def test_it_is_read_once_in_five_seconds(kept: Kept) -> None:
    kept.create("north", "BHSCT")
    for _ in range(3):
        assert (await kept.known.opened("north", "BHSCT", None)).id == "north"
    assert kept.reads == 1
    kept.now += KEPT_SECONDS
    await kept.known.opened("north")
    assert kept.reads == 2


async def test_that_there_is_none_is_asked_anew_each_time(kept: Kept) -> None:
    for _ in range(2):
        with pytest.raises(NotFound, match="no-such-collaborative"):
            await kept.known.opened("north")
    kept.create("north")
    assert await kept.known.opened("north")


async def test_an_organisation_that_was_just_added_is_not_refused(kept: Kept) -> None:
    kept.create("north", "BHSCT")
    await kept.known.opened("north", "BHSCT")
    with pytest.raises(Invalid, match="organisation-unknown"):
        await kept.known.opened("north", "BHSCT", "NHSCT")
    kept.create("north", "BHSCT", "NHSCT")
    assert await kept.known.opened("north", "NHSCT")


async def test_nothing_begins_in_one_that_is_archived_and_what_is_there_can_be_put_right(kept: Kept) -> None:
    kept.create("north", "BHSCT").archive(TODAY)
    with pytest.raises(Refused, match="collaborative-archived"):
        await kept.known.opened("north")
    assert (await kept.known.existing("north", "BHSCT")).archived


async def test_what_was_just_changed_is_read_anew(kept: Kept) -> None:
    kept.create("north", "BHSCT")
    await kept.known.opened("north")
    kept.create("north", "BHSCT").archive(TODAY)
    kept.known.forget("north")
    with pytest.raises(Refused, match="collaborative-archived"):
        await kept.known.opened("north")


async def test_a_thousand_are_kept_at_most(kept: Kept) -> None:
    for number in range(MOST_KEPT + 1):
        kept.create(f"t{number}")
        await kept.known.opened(f"t{number}")
    reads = kept.reads
    await kept.known.opened("t1")
    assert kept.reads == reads
    await kept.known.opened("t0")
    assert kept.reads == reads + 1
