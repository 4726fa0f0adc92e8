"""The parts that all integration tests share."""

from __future__ import annotations

from typing import Any, cast

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import AsyncMongoClient

from tests.support.parts import Parts


async def test_the_shared_mongodb_has_transactions(parts: Parts, namespace: str) -> None:
    async with AsyncMongoClient[dict[str, Any]](parts.mongodb_uri) as client:
        people = client[f"{namespace}-levelfield-registration"]["people"]
        async with client.start_session() as session, await session.start_transaction():
            await people.insert_one({"_id": 1}, session=session)
            await people.insert_one({"_id": 2}, session=session)
        assert await people.count_documents({}) == 2


async def test_the_shared_kafka_acknowledges_and_makes_no_topic_by_itself(
    parts: Parts, namespace: str
) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=parts.bootstrap_servers)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(f"{namespace}-declared", num_partitions=2, replication_factor=1)])
        async with AIOKafkaProducer(bootstrap_servers=parts.bootstrap_servers, acks="all") as producer:
            sent = cast("Any", await producer.send_and_wait(f"{namespace}-declared", b"event", partition=0))
        assert sent.offset == 0
        await admin.describe_topics([f"{namespace}-undeclared"])
        assert f"{namespace}-undeclared" not in await admin.list_topics()
    finally:
        await admin.close()
