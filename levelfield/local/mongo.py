"""A real MongoDB on this machine: a one-node replica set, because only a replica set has transactions.

Invariants: it listens on the loopback interface alone; killed and started again, it has everything that
was acknowledged with majority (the journal is synced before the answer). The set's only member is known
by the port, so a new port is written into the set's configuration before anybody is let in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from levelfield.local.mongod import mongod
from levelfield.local.part import LocalPart
from levelfield.local.ports import LOOPBACK, answers, remembered_port

REPLICA_SET = "levelfield"
_CACHE_GB = 0.5
_OPLOG_MB = 512
_NOT_YET_INITIALISED = 94
_ASK_MILLISECONDS = 3000


class LocalMongo(LocalPart):
    """One mongod under ``root``: ``with LocalMongo(root) as mongo: mongo.uri``."""

    stop_seconds = 30.0

    def __init__(self, root: Path, name: str = "mongo") -> None:
        super().__init__(root, name)

    @property
    def uri(self) -> str:
        """Where clients connect."""
        return self.url

    def spawn(self) -> list[int]:
        """Start the server on its data folder."""
        binary = mongod()
        port = remembered_port(self.layout, self.name)
        data = self.layout.data(self.name)
        data.mkdir(parents=True, exist_ok=True)
        argv = [str(binary), "--dbpath", str(data), "--port", str(port), "--bind_ip", LOOPBACK]
        argv += ["--replSet", REPLICA_SET, "--oplogSize", str(_OPLOG_MB)]
        argv += ["--wiredTigerCacheSizeGB", str(_CACHE_GB), "--quiet"]
        argv += ["--setParameter", "diagnosticDataCollectionEnabled=false"]
        uri = f"mongodb://{LOOPBACK}:{port}/?replicaSet={REPLICA_SET}"
        self.process.launch(argv, url=uri, port=port)
        return [port]

    def is_ready(self) -> bool:
        """Whether it takes writes now; a node that is new, or has moved, is told who it is."""
        known = self.record()
        if known is None or known.port is None or not answers(known.port):
            return False
        try:
            with MongoClient[dict[str, Any]](
                LOOPBACK, known.port, directConnection=True, serverSelectionTimeoutMS=_ASK_MILLISECONDS
            ) as client:
                if client.admin.command("hello").get("isWritablePrimary"):
                    return True
                _configure(client, f"{LOOPBACK}:{known.port}")
        except PyMongoError:
            return False  # still starting; the caller's own limit ends the wait
        return False


def _configure(client: MongoClient[dict[str, Any]], member: str) -> None:
    """Initiate the set, or write the member's new address into it."""
    try:
        current: dict[str, Any] = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as refusal:
        if refusal.code != _NOT_YET_INITIALISED:
            raise
        fresh = {"_id": REPLICA_SET, "members": [{"_id": 0, "host": member}]}
        client.admin.command("replSetInitiate", fresh)
        return
    if current["members"][0]["host"] != member:
        current["members"][0]["host"] = member
        current["version"] += 1
        client.admin.command("replSetReconfig", current, force=True)
