"""The floor of a command: a FastAPI route with one durable insert, in a uvicorn process of its own.

No authentication, no validation but that the body is a JSON object, no event, nothing sealed. uvicorn
runs with its own defaults, which are its quick ones (uvloop and httptools).
"""

from __future__ import annotations

import os
import uuid
from typing import Any

import uvicorn
from fastapi import FastAPI
from pymongo import AsyncMongoClient


def floor_app(uri: str, database: str) -> FastAPI:
    """The application."""
    client = AsyncMongoClient[dict[str, Any]](uri, w="majority")
    people = client[database]["people"]
    app = FastAPI(openapi_url=None)

    @app.get("/health/ready")
    async def ready() -> dict[str, bool]:
        return {"ready": True}

    @app.post("/people", status_code=201)
    async def add(person: dict[str, Any]) -> dict[str, str]:
        person_id = str(uuid.uuid4())
        await people.insert_one({"_id": person_id, **person})
        return {"id": person_id}

    _ = ready, add
    return app


if __name__ == "__main__":
    uvicorn.run(
        floor_app(os.environ["MONGODB_URI"], os.environ["BENCH_DATABASE"]),
        host="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        log_level="error",
        access_log=False,
    )
