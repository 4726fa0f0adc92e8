"""The list of tenants themselves, which belongs to none of them."""

from __future__ import annotations

from shared.persistence.aggregate_shelf import AggregateShelf
from shared.persistence.aggregate_store import Aggregates
from shared.persistence.database import connect
from shared.persistence.indexes import prepare_aggregates
from shared.persistence.outbox import Cause, Pending
from shared.persistence.tenants import Tenants
from tests.support.backbone import THINGS, Thing
from tests.support.parts import Parts


class _Quiet:
    def announce(self, pending: Pending) -> None:
        del pending


async def test_tenants_are_given_once_each_in_pages_and_only_those_that_may_be_seen(
    parts: Parts, namespace: str
) -> None:
    names = ["a", "a-b", "ab", "b", "north", "north-east"]
    async with connect(parts.mongodb_uri) as client:
        database = client[f"{namespace}-levelfield-sample"]
        await prepare_aggregates(database, [THINGS])
        shelf = AggregateShelf[Thing](database, THINGS, "sample", _Quiet())
        for name in names:
            await Aggregates(shelf, name, Cause("request")).add(Thing.make(name, tenant=name))
        tenants = Tenants(shelf)

        found: list[str] = []
        while page := await tenants.page(2, found[-1] if found else ""):
            found += [one.id for one in page]
        some = await tenants.page(10, among=["north", "ab", "never-was"])
        rest = await tenants.page(10, "ab", among=["north", "ab"])
        none = await tenants.page(10, among=[])

    assert (sorted(found), len(found)) == (names, len(names))
    assert [one.id for one in some] == ["ab", "north"]
    assert [one.id for one in rest] == ["north"]
    assert none == []
