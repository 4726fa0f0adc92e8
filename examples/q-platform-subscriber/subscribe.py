"""Follows what collaboratives celebrate, as the national Q platform would. It uses nothing of Levelfield.

The topic keeps the latest of each celebration. A message without a value, a tombstone, says that one was
taken back: whoever has shown or stored it lets go of it at once, together with any name in it.
"""

import asyncio
import json
import os

from aiokafka import AIOKafkaConsumer, ConsumerRecord

SERVERS = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
TOPIC = os.environ.get("CELEBRATIONS_TOPIC", "celebrations.v1")


def apply(shown: dict[bytes, dict], message: ConsumerRecord) -> str:
    """Keeps the latest of each; returns a line that says what has changed, or nothing."""
    key = message.key or b""
    if message.value is None:
        return f"- {key.decode()}" if shown.pop(key, None) else ""
    try:
        told = json.loads(message.value)
        line = f"+ {key.decode()} | {told['collaborative']} | {told['title']} | {told['text']}"
    except (ValueError, KeyError, TypeError):
        return f"? {key.decode()}: a message that is no celebration"
    shown[key] = told
    named = ", ".join(told.get("named", []))
    return f"{line} | celebrating {named}" if named else line


async def main() -> None:
    """Reads from the beginning, so that nothing has to be stored here, and goes on."""
    shown: dict[bytes, dict] = {}
    # Without a group: each of us reads all of it. A cluster with SASL takes more arguments here.
    consumer = AIOKafkaConsumer(TOPIC, bootstrap_servers=SERVERS, auto_offset_reset="earliest")
    await consumer.start()
    try:
        async for message in consumer:
            if line := apply(shown, message):
                print(line, f"({len(shown)} shown)", flush=True)
    finally:
        await consumer.stop()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("Stopped.")
