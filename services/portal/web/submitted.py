"""What a person has sent with a form of ours, and the proof that it is one of ours.

Invariant: no change is made for a request that another site has brought about. A form carries the session's
form
token, which no other site can know (OWASP's synchroniser token), and a browser that says where the request
comes
from must name this site. Every route that takes a POST gets its form from ``Submitted`` and from nowhere
else.
"""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from services.portal.web.carrying import session_of
from shared.contracts.refusal import Forbidden
from shared.web.forms import Form, read_form

FIELD = "form_token"


async def _submitted(request: Request) -> Form:
    form = await read_form(request)
    session = session_of(request)
    known = session.form_token if session else ""
    ours = bool(known) and hmac.compare_digest(known.encode(), form.text(FIELD).encode())
    if not ours or not _from_here(request):
        raise Forbidden(
            "form-not-ours", "This form is out of date. Go back, load the page again, and send it once more."
        )
    return form


def _from_here(request: Request) -> bool:
    """Whether a page of ours sent it; a browser that does not say so leaves it to the token."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    return site in (None, "same-origin", "none") and origin in (None, request.app.state.origin)


Submitted = Annotated[Form, Depends(_submitted)]
"""The form of somebody who is signed in."""
