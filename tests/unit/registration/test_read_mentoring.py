"""Whose name is told to whom, while training may not have heard yet of who has gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pytest

from services.registration.domain.participant import Participant
from services.registration.queries.read_mentoring import Introduced, Mentorships, paired_with, read_mentoring
from shared.contracts.registration import ContactChannel, LeavingReason
from shared.privacy.private import Erased, Private
from tests.unit.registration.people import LATER, SEALED, TENANT, part


class Running:
    """Mentorships that are under way, as pages of two give them."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        named = ((f"{mentor}/of-{learner}", [mentor, learner]) for mentor, learner in pairs)
        self._all = [{"id": one, "people": people} for one, people in sorted(named)]

    async def page(
        self, where: Mapping[str, Any], limit: int, after: str = ""
    ) -> tuple[Sequence[dict[str, Any]], str]:
        mine = [one for one in self._all if where["people"] in one["people"] and str(one["id"]) > after]
        size = min(limit, 2)
        return mine[:size], str(mine[size - 1]["id"]) if len(mine) > size else ""


class Everybody:
    """Ann, Bob and Cat take part; of some the key is gone. Both the store and the vault."""

    def __init__(self) -> None:
        self.people = {one: _joined(one) for one in ("ann", "bob", "cat")}
        self.shredded = set[str]()

    async def find(self, aggregate_id: str) -> Participant | None:
        return self.people.get(aggregate_id)

    async def find_many(self, aggregate_ids: Iterable[str]) -> dict[str, Participant]:
        return {one: self.people[one] for one in aggregate_ids if one in self.people}

    async def open_many(self, tenant: str, sealed: Mapping[str, bytes]) -> dict[str, Private | Erased]:
        assert tenant == TENANT
        return {
            one: Erased() if one in self.shredded else Private({"name": one.title(), "phone": "1"})
            for one in sealed
        }


def _joined(participant_id: str) -> Participant:
    return Participant.join(TENANT, participant_id, part(), SEALED, ContactChannel.EMAIL, LATER)


async def _told(everybody: Any, running: Mentorships, who: str = "ann") -> list[Introduced]:
    return (await read_mentoring(TENANT, who, 50, "", running, everybody, everybody))[0]


async def test_each_of_the_two_is_told_the_other_and_which_part_the_other_has() -> None:
    running, everybody = Running(("ann", "bob")), Everybody()

    [to_ann], [to_bob] = await _told(everybody, running), await _told(everybody, running, "bob")

    assert (to_ann.paired.other_id, to_ann.paired.part, to_ann.name) == ("bob", "learner", "Bob")
    assert (to_bob.paired.other_id, to_bob.paired.part, to_bob.name) == ("ann", "mentor", "Ann")
    assert to_ann.paired.mentorship_id == to_bob.paired.mentorship_id == "of-bob"
    assert await _told(everybody, running, "cat") == []


async def test_two_who_mentor_each_other_are_told_so_twice() -> None:
    told = await _told(Everybody(), Running(("ann", "bob"), ("bob", "ann")))

    assert [one.paired.part for one in told] == ["learner", "mentor"]


def _leaves(everybody: Everybody, who: str) -> None:
    everybody.people[who].leave(LeavingReason.MOVED, LATER)


def _erasure_was_cut_short(everybody: Everybody, who: str) -> None:
    everybody.shredded.add(who)


def _is_erased(everybody: Everybody, who: str) -> None:
    everybody.shredded.add(who)
    everybody.people[who].erase(LATER)


def _is_in_no_record(everybody: Everybody, who: str) -> None:
    del everybody.people[who]


@pytest.mark.parametrize("goes", [_leaves, _erasure_was_cut_short, _is_erased, _is_in_no_record])
async def test_whoever_is_gone_is_told_to_nobody_at_once_and_the_others_are(
    goes: Callable[[Everybody, str], None],
) -> None:
    running, everybody = Running(("ann", "bob"), ("ann", "cat")), Everybody()

    goes(everybody, "bob")

    assert [one.name for one in await _told(everybody, running)] == ["Cat"]


@pytest.mark.parametrize("goes", [_leaves, _is_erased, _is_in_no_record])
async def test_whoever_takes_no_part_any_more_is_told_nobody(
    goes: Callable[[Everybody, str], None],
) -> None:
    running, everybody = Running(("ann", "bob")), Everybody()

    goes(everybody, "bob")

    assert await _told(everybody, running, "bob") == []


async def test_no_page_is_longer_than_asked_for_and_the_next_goes_on_where_it_ended() -> None:
    running, everybody = Running(("ann", "bob"), ("ann", "cat")), Everybody()
    where: Any = everybody

    first, following = await read_mentoring(TENANT, "ann", 1, "", running, where, where)
    second, end = await read_mentoring(TENANT, "ann", 1, following, running, where, where)

    assert [one.name for one in (*first, *second)] == ["Bob", "Cat"]
    assert (len(first), end) == (1, "")


async def test_whoever_downloads_what_is_held_about_them_gets_all_pages_of_it() -> None:
    pairs = [("ann", other) for other in ("bob", "cat", "dan", "eve", "flo")]

    assert len(await paired_with("ann", Running(*pairs))) == len(pairs)


async def test_no_name_stands_where_what_was_read_is_printed() -> None:
    assert "Bob" not in repr(await _told(Everybody(), Running(("ann", "bob"))))
