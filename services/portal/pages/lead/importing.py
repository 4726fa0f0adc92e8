"""People from a spreadsheet: what a file would do is shown first, and done when it is sent once more.

The file does not wait anywhere in between. The portal keeps nothing, and a page that carried the file, even
sealed, would leave hundreds of people's details in a browser's history. So the page that shows what would
happen carries a digest of the file and no more, and the file is chosen once more; only one of that digest is
taken. The digest is keyed with the session's form token: it is good in this session alone, and tells nobody
else whether they hold the same file.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.imports import MOST_BYTES, ImportDesk, Preview
from services.portal.pages.failing import problems_of
from services.portal.web.carrying import session_of
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId, allow
from shared.web.body import body_limit

_THE_LEAD = [allow("lead")]
_AROUND_THE_FILE = 64 * 1024
_FIELD = "people"
_CODES: Mapping[str, str] = dict.fromkeys(
    (
        *("file-empty", "file-not-text", "file-is-workbook", "file-malformed", "file-without-people"),
        *("file-too-wide", "file-too-long", "file-too-large", "role-column-missing", "name-column-missing"),
    ),
    _FIELD,
)
_NO_FILE = FieldProblem(_FIELD, "Choose a file")
_ONCE_MORE = FieldProblem(_FIELD, "Choose the file once more, so that it can be imported")
_TOO_LARGE = FieldProblem(_FIELD, "The file is larger than 5 MB: divide it")
_ANOTHER = FieldProblem(
    _FIELD, "This is not the file that was checked. Here is what this one would do: choose it once more"
)


def importing_router(wiring: Wiring) -> APIRouter:
    """The form, no question; a file that is checked or imported, one."""
    router = APIRouter(prefix="/lead/{tenant}/people/import", include_in_schema=False)
    imports = ImportDesk(wiring.registration.client)

    def shown(
        request: Request,
        tenant: str,
        *,
        checked: str = "",
        preview: Preview | None = None,
        problems: Sequence[FieldProblem] = (),
    ) -> Response:
        return wiring.pages.page(
            request,
            "lead/import.html",
            title="Import people",
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            checked=checked,
            preview=preview,
            ready=bool(checked) and (preview is None or worth_importing(preview)),
        )

    @router.get("", dependencies=_THE_LEAD)
    async def empty(request: Request, tenant: TenantId) -> Response:
        return shown(request, tenant)

    @router.post("", dependencies=_THE_LEAD)
    @body_limit(MOST_BYTES + _AROUND_THE_FILE)
    async def send(request: Request, tenant: TenantId, form: Submitted) -> Response:
        """Checks a file, or imports the one that was checked."""
        file, checked = form.files.get(_FIELD), form.text("checked")
        if problem := wrong_with(file, checked):
            return shown(request, tenant, checked=checked, problems=[problem])
        file, caller = file or b"", wiring.caller(request, tenant)
        digest = _digest(request, tenant, file)
        try:
            if hmac.compare_digest(digest.encode(), checked.encode()):
                begun = await imports.begin(caller, tenant, file)
                follow(request, tenant, "", "The import has begun.")
                return RedirectResponse(f"/lead/{tenant}/people/imports/{begun.id}", SEE_OTHER)
            preview = await imports.preview(caller, tenant, file)
        except ServiceRefusal as refusal:
            return shown(request, tenant, problems=problems_of(refusal, codes=_CODES))
        problems = [_ANOTHER] if checked else []
        return shown(request, tenant, checked=digest, preview=preview, problems=problems)

    return router


def wrong_with(file: bytes | None, checked: str) -> FieldProblem | None:
    """What is wrong with a file before anybody has looked into it."""
    if file is None:
        return _ONCE_MORE if checked else _NO_FILE
    return _TOO_LARGE if len(file) > MOST_BYTES else None


def worth_importing(preview: Preview) -> bool:
    """Whether anything would come of it: not of a file that is done with, nor of one that has no good row."""
    done = preview.before is not None and preview.before.state == "done"
    return not done and preview.totals.rejected < preview.looked_at


def _digest(request: Request, tenant: str, file: bytes) -> str:
    """Tells whether a file is the one that was checked, in this session and for this collaborative."""
    session = session_of(request)
    key = session.form_token if session else ""
    return hmac.new(key.encode(), tenant.encode() + b"/" + file, sha256).hexdigest()
