from __future__ import annotations

import io
import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pymongo.errors
import pytest
import structlog
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from shared.contracts import refusal
from shared.observability import logging as our_logging
from shared.web.access import public
from shared.web.last_resort import ResponseBroken
from shared.web.refusals import BadRequest, PreconditionRequired, Unauthenticated, UnsupportedMedia
from tests.unit.web.support import MARKER, app_of, client_of, code_of


def raising(error: BaseException) -> APIRouter:
    router = APIRouter()

    @router.get("/v1/raise", dependencies=[public()])
    async def fail() -> None:
        raise error

    return router


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadRequest("some-code", "Do this."), 400),
        (Unauthenticated("some-code", "Do this."), 401),
        (refusal.Forbidden("some-code", "Do this."), 403),
        (refusal.NotFound("some-code", "Do this."), 404),
        (refusal.Refused("some-code", "Do this."), 409),
        (refusal.Stale("some-code", "Do this."), 412),
        (UnsupportedMedia("some-code", "Do this."), 415),
        (refusal.Invalid("some-code", "Do this."), 422),
        (PreconditionRequired("some-code", "Do this."), 428),
        (refusal.Unavailable("some-code", "Do this.", retry_after=7), 503),
    ],
)
async def test_each_kind_of_refusal_has_its_status_and_keeps_its_code(
    error: refusal.Refused, status: int
) -> None:
    async with client_of(app_of(raising(error))) as client:
        response = await client.get("/v1/raise")
    assert (response.status_code, code_of(response)) == (status, "some-code")
    assert response.json()["detail"] == "Do this."
    if status == 503:
        assert response.headers["retry-after"] == "7"


async def test_a_refusal_of_a_services_own_kind_has_the_status_of_the_kind_above_it() -> None:
    class Gone(refusal.NotFound):
        """A service's own."""

    async with client_of(app_of(raising(Gone("gone", "It was here.")))) as client:
        assert (await client.get("/v1/raise")).status_code == 404


async def test_an_unknown_route_is_a_problem() -> None:
    async with client_of(app_of()) as client:
        response = await client.get(f"/v1/{MARKER}")
    assert (response.status_code, code_of(response)) == (404, "no-such-route")
    assert MARKER not in response.text


async def test_a_method_that_a_route_does_not_take_is_405_and_told_which_it_does() -> None:
    async with client_of(app_of(raising(ValueError()))) as client:
        response = await client.delete("/v1/raise")
    assert (response.status_code, code_of(response)) == (405, "method-not-allowed")
    assert response.headers["allow"] == "GET"


async def test_a_trailing_slash_is_another_address_and_redirects_nowhere() -> None:
    async with client_of(app_of(raising(ValueError()))) as client:
        assert code_of(await client.get("/v1/raise/")) == "no-such-route"


async def test_a_librarys_http_exception_keeps_its_status_and_loses_its_words() -> None:
    error = HTTPException(418, detail=MARKER, headers={"X-Secret": MARKER, "Retry-After": "3"})
    async with client_of(app_of(raising(error))) as client:
        response = await client.get("/v1/raise")
    assert (response.status_code, code_of(response)) == (418, "request-failed")
    assert MARKER not in response.text + str(response.headers)
    assert response.headers["retry-after"] == "3"


def outages() -> list[pymongo.errors.PyMongoError]:
    transient = pymongo.errors.OperationFailure("x", 251, {"errorLabels": ["TransientTransactionError"]})
    return [
        pymongo.errors.AutoReconnect(MARKER),
        pymongo.errors.ConnectionFailure(MARKER),
        pymongo.errors.NotPrimaryError(MARKER),
        pymongo.errors.ServerSelectionTimeoutError(MARKER),
        pymongo.errors.NetworkTimeout(MARKER),
        pymongo.errors.WaitQueueTimeoutError(MARKER),
        pymongo.errors.WTimeoutError(MARKER),
        pymongo.errors.ExecutionTimeout(MARKER),
        transient,
    ]


@pytest.mark.parametrize("error", outages(), ids=lambda error: type(error).__name__)
async def test_an_outage_of_the_database_is_503_and_worth_another_try(error: Exception) -> None:
    async with client_of(app_of(raising(error))) as client:
        response = await client.get("/v1/raise")
    assert (response.status_code, code_of(response)) == (503, "database-away")
    assert response.headers["retry-after"] == "1"
    assert MARKER not in response.text


UNFORESEEN: list[Exception] = [
    ValueError(MARKER),
    KeyError(MARKER),
    pymongo.errors.DuplicateKeyError(MARKER),
    pymongo.errors.OperationFailure(MARKER),
    AssertionError(MARKER),
    ExceptionGroup(MARKER, [ValueError(MARKER)]),
]


@pytest.mark.parametrize("error", UNFORESEEN, ids=lambda error: type(error).__name__)
async def test_anything_unforeseen_is_500_without_trace_or_value_in_answer_or_log(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = io.StringIO()
    our_logging.configure("test", stream=log)
    monkeypatch.setattr("shared.web.handlers._log", structlog.get_logger())
    try:
        async with client_of(app_of(raising(error))) as client:
            response = await client.get("/v1/raise", headers={"X-Note": MARKER})
    finally:
        structlog.reset_defaults()
    assert (response.status_code, code_of(response)) == (500, "internal-error")
    assert MARKER not in response.text
    assert "Traceback" not in response.text
    assert ".py" not in response.text
    assert MARKER not in log.getvalue()
    line: dict[str, Any] = json.loads(log.getvalue())
    assert line["correlation_id"] == response.json()["instance"]
    assert type(error).__name__ in line["exception"]
    assert "test_problem.py" in line["exception"]


async def test_a_response_that_breaks_half_way_is_broken_off_and_never_looks_whole() -> None:
    router = APIRouter()

    @router.get("/v1/stream", dependencies=[public()])
    async def stream() -> StreamingResponse:
        async def parts() -> AsyncGenerator[bytes]:
            yield b"half"
            raise ValueError(MARKER)

        return StreamingResponse(parts())

    async with client_of(app_of(router)) as client:
        with pytest.raises(ResponseBroken) as broken:
            await client.get("/v1/stream")
    assert str(broken.value) == ""
    assert broken.value.__cause__ is None
    assert broken.value.__suppress_context__


async def test_a_response_that_does_not_fit_its_own_model_is_500_without_its_values() -> None:
    router = APIRouter()

    def wrong() -> Any:
        return {"n": MARKER}

    @router.get("/v1/wrong", dependencies=[public()])
    async def answer() -> dict[str, int]:
        return wrong()

    async with client_of(app_of(router)) as client:
        response = await client.get("/v1/wrong")
    assert code_of(response) == "internal-error"
    assert MARKER not in response.text


@pytest.mark.parametrize("make", [lambda: HTTPException(400), lambda: HTTPException(503)])
async def test_every_status_has_a_code_of_its_own(make: Callable[[], Exception]) -> None:
    async with client_of(app_of(raising(make()))) as client:
        assert code_of(await client.get("/v1/raise")) in ("malformed-request", "unavailable")
