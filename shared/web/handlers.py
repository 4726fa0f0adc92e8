"""What each kind of exception becomes on its way out.

Promises: a refusal keeps its code; an outage of MongoDB is 503 with Retry-After, because trying again
is right; anything unforeseen is 500 with a correlation id. No answer holds a trace, a message of a
library or a value, and neither does the log: only classes and places in the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pymongo.errors import ConnectionFailure, ExecutionTimeout, PyMongoError, WTimeoutError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared.contracts.refusal import Refused
from shared.observability.redaction import describe
from shared.web.problem import problem
from shared.web.refusals import headers_of, status_of
from shared.web.validation import Names, malformed_json, validation_problem

_log = structlog.get_logger("levelfield.web")

_KEPT_HEADERS = ("allow", "retry-after", "www-authenticate", "connection")

_HTTP: dict[int, tuple[str, str]] = {
    400: ("malformed-request", "The request cannot be read."),
    401: ("token-missing", "Send a token: Authorization: Bearer <token>."),
    403: ("not-allowed", "You may not do this."),
    404: ("no-such-route", "There is nothing at this address; /openapi.json lists what there is."),
    405: ("method-not-allowed", "This address does not take this method; see the Allow header."),
    406: ("not-acceptable", "This cannot be given in any of the formats asked for."),
    408: ("body-too-slow", "The body took too long to arrive."),
    413: ("body-too-large", "The body is larger than this address accepts."),
    415: ("json-expected", "Send the body as JSON, with Content-Type: application/json."),
    429: ("too-many-requests", "There are too many requests; wait as long as Retry-After says."),
    503: ("unavailable", "A part that is needed is away for now; try again."),
}


def install_handlers(app: FastAPI, names: Names) -> None:
    """Registers every handler on ``app``; ``names`` gives the field names its schema declares."""

    async def refused(_: Request, error: Exception) -> Response:
        refusal = cast("Refused", error)
        status = status_of(refusal)
        return problem(status, refusal.code, refusal.sentence, headers=headers_of(refusal))

    async def invalid(request: Request, error: Exception) -> Response:
        return validation_problem(request, cast("RequestValidationError", error), names)

    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(PyMongoError, _database)
    app.add_exception_handler(Exception, _unforeseen)


async def _http(_: Request, error: Exception) -> Response:
    raised = cast("HTTPException", error)
    # FastAPI says 400 when json.loads fails in another way than by syntax: encoding, depth, digits.
    if raised.status_code == 400 and isinstance(raised.__cause__, (ValueError, RecursionError)):
        return malformed_json()
    fallback = ("request-failed", "The request cannot be served.")
    code, sentence = _HTTP.get(raised.status_code, fallback)
    return problem(raised.status_code, code, sentence, headers=_kept(raised.headers))


def _kept(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name: value for name, value in (headers or {}).items() if name.lower() in _KEPT_HEADERS}


async def _database(_: Request, error: Exception) -> Response:
    if not is_outage(cast("PyMongoError", error)):
        return internal_error(error)
    _log.warning("database away", error=type(error).__name__)
    sentence = "The database cannot be reached for now; nothing is lost by trying again."
    return problem(503, "database-away", sentence, headers={"Retry-After": "1"})


def is_outage(error: PyMongoError) -> bool:
    """Whether the infrastructure failed, so that the same request may succeed later."""
    if isinstance(error, (ConnectionFailure, ExecutionTimeout, WTimeoutError)):
        return True
    labels = ("TransientTransactionError", "RetryableWriteError", "UnknownTransactionCommitResult")
    return error.timeout or any(error.has_error_label(label) for label in labels)


async def _unforeseen(_: Request, error: Exception) -> Response:
    return internal_error(error)


def internal_error(error: BaseException) -> Response:
    """Logs where an unforeseen error happened and answers without saying anything about it."""
    _log.error("request failed unforeseen", exception="\n".join(describe(error)))
    sentence = "Something went wrong on our side. Quote the instance when you report it."
    return problem(500, "internal-error", sentence)
