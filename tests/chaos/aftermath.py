"""What must hold when the dust has settled, seen from outside: in both databases and in the topic.

*Nothing lost*: every acknowledged change is in its owner's aggregate, in the topic, and applied in training.
*In order*: of each aggregate, no event is in the topic before an earlier one's first appearance.
*Nothing twice*: MongoDB's own history of training's database (a change stream from before the traffic) shows
each watermark only ever rising, and each person put into the directory at most once and taken out at most
once. An event that is applied again would move a watermark back or bring somebody back.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast

from bson.timestamp import Timestamp

from tests.chaos.traffic import Journal
from tests.support.records import records_in
from tests.support.services import REPOSITORY, Databases, Installation, eventually

_KINDS = {"participants": "participant", "collaboratives": "collaborative"}
"""What the traffic makes, by collection."""

_SENTINEL = "test_sentinel"
_VERIFY_SECONDS = 60.0
_REBUILD_SECONDS = 90.0


class Aftermath:
    """Looks at one installation. Make it before the traffic: history is told from then on."""

    def __init__(self, site: Installation) -> None:
        self._site = site
        with site.databases() as client:
            reply = client[site.database("training")].command("ping")
        self._since = cast("Timestamp", reply["operationTime"])

    async def check(
        self, journal: Journal, within: float = 30.0, verified: Sequence[str] = ("registration", "training")
    ) -> float:
        """Waits until all that was acknowledged is applied, then looks for every way in which it is not
        right; returns how many seconds it took to settle.

        Args:
            verified: the services that ``levelfield verify`` compares.
        """
        assert journal.surprises == []
        assert journal.acknowledged
        took = await eventually(self._is_settled, within, "training has applied all that registration holds")
        self._check_databases(journal)
        self._check_history()
        await self._check_topic(journal)
        await self._check_with_verify(*verified)
        return took

    async def _is_settled(self) -> bool:
        with self._site.databases() as client:
            owned, waiting = self._owned(client)
            return not waiting and owned == self._applied(client)

    def _owned(self, client: Databases) -> tuple[dict[str, int], int]:
        """The last sequence of every aggregate, and how many have events that wait."""
        database = client[self._site.database("registration")]
        owned: dict[str, int] = {}
        waiting = 0
        for collection, kind in _KINDS.items():
            for one in database[collection].find({}, {"state": 0}):
                owned[_mark_id(one["_id"], kind)] = one["sequence"]
                waiting += bool(one["outbox"])
        return owned, waiting

    def _applied(self, client: Databases) -> dict[str, int]:
        found = client[self._site.database("training")]["inbox"].find({"sequence": {"$exists": True}})
        return {one["_id"]: one["sequence"] for one in found}

    def _check_databases(self, journal: Journal) -> None:
        with self._site.databases() as client:
            owned, _ = self._owned(client)
            listed = client[self._site.database("training")]["people"].find({}, {"_id": 1})
            directory = {_mark_id(one["_id"]) for one in listed}
            held = client[self._site.database("training")]["quarantine"].count_documents({})
        lost = [mark for mark, sequence in journal.acknowledged.items() if owned.get(mark, 0) < sequence]
        assert lost == []
        assert directory == {
            mark for mark, sequence in owned.items() if sequence == 1 and "/participant/" in mark
        }
        assert held == 0

    def _check_history(self) -> None:
        moves: dict[str, list[int]] = defaultdict(list)
        entries: dict[tuple[str, str], int] = defaultdict(int)
        for change in self._history():
            document, kind = str(change["documentKey"]["_id"]), str(change["operationType"])
            if change["ns"]["coll"] == "people" and kind in ("insert", "delete"):
                entries[document, kind] += 1
            elif change["ns"]["coll"] == "inbox" and not document.startswith("lane:"):
                moves[document].append(_moved_to(change))
        assert moves
        assert [mark for mark, steps in moves.items() if steps != sorted(set(steps))] == []
        assert [entry for entry, times in entries.items() if times > 1] == []

    def _history(self) -> list[dict[str, Any]]:
        with self._site.databases() as client:
            database = client[self._site.database("training")]
            database[_SENTINEL].insert_one({})
            changes: list[dict[str, Any]] = []
            with database.watch(start_at_operation_time=self._since) as stream:
                for change in stream:
                    if change.get("ns", {}).get("coll") == _SENTINEL and "documentKey" in change:
                        break
                    if "documentKey" in change:
                        changes.append(dict(change))
            database[_SENTINEL].drop()
            return changes

    async def _check_topic(self, journal: Journal) -> None:
        seen: dict[str, int] = {}
        for record in await records_in(self._site):
            headers = {name: value.decode() for name, value in record.headers}
            mark, sequence = f"{headers['ce_tenant']}/{headers['ce_subject']}", int(headers["ce_sequence"])
            before = seen.get(mark, 0)
            assert sequence <= before + 1, f"event {sequence} of an aggregate came right after {before}"
            seen[mark] = max(before, sequence)
        unheard = [mark for mark, sequence in journal.acknowledged.items() if seen.get(mark, 0) < sequence]
        assert unheard == []

    async def _check_with_verify(self, *services: str) -> None:
        code, told = await asyncio.to_thread(verify, self._site, *services)
        assert code == 0, told


def verify(site: Installation, *services: str) -> tuple[int, Any]:
    """Runs ``levelfield verify --json`` on these services: its exit code and what it said."""
    done = _levelfield(site, _VERIFY_SECONDS, "verify", "--json", *(f"--service={one}" for one in services))
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError:
        return done.returncode, _end_of(done)


def rebuild(site: Installation, service: str) -> tuple[int, str]:
    """Runs ``levelfield rebuild`` on a service: its exit code and what it said."""
    done = _levelfield(site, _REBUILD_SECONDS, "rebuild", service)
    return done.returncode, _end_of(done)


def _levelfield(site: Installation, within: float, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "levelfield", *arguments],
        cwd=REPOSITORY,
        env=site.environment(),
        capture_output=True,
        timeout=within,
        check=False,
    )


def _end_of(done: subprocess.CompletedProcess[bytes]) -> str:
    return (done.stdout + done.stderr).decode()[-2000:]


def _mark_id(document_id: str, kind: str = "participant") -> str:
    """The watermark of the aggregate that a document is keyed by."""
    tenant, _, aggregate_id = document_id.partition("/")
    return f"{tenant}/{kind}/{aggregate_id}"


def _moved_to(change: dict[str, Any]) -> int:
    """Where a change took a watermark."""
    if change["operationType"] == "insert":
        return int(change["fullDocument"]["sequence"])
    return int(change["updateDescription"]["updatedFields"]["sequence"])
