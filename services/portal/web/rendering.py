"""Pages from templates. Whatever is put into one is escaped, and nothing in one runs but our own file.

Invariant: every page leaves with the same strict Content-Security-Policy, and with ``no-store`` unless it
is made of nothing but what everybody may read.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from types import ModuleType
from typing import Any, cast

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from services.portal.web import (
    evaluation_words,
    learning_words,
    member_words,
    operations_words,
    running_words,
    words,
)
from services.portal.web.assets import Assets
from services.portal.web.carrying import session_of
from services.portal.web.problems import FieldProblem
from services.portal.web.submitted import FIELD
from shared.web.access import principal_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
PUBLIC = "public, max-age=60"
_WORDS: tuple[ModuleType, ...] = (
    words,
    evaluation_words,
    learning_words,
    member_words,
    operations_words,
    running_words,
)
"""What codes are called: every public name in capitals is known to the templates."""


class Pages:
    """All pages of the portal."""

    def __init__(self, assets: Assets) -> None:
        self._templates = Environment(
            loader=PackageLoader("services.portal"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        known = cast("MutableMapping[str, Any]", self._templates.globals)
        known.update(asset=assets.address_of, form_field=FIELD)
        for module in _WORDS:
            known.update(
                {name: said for name, said in vars(module).items() if name[0] != "_" and name.isupper()}
            )
        self._templates.filters.update(
            spoken=words.spoken,
            spoken_moment=words.spoken_moment,
            spoken_time=words.spoken_time,
            percentage=words.percentage,
            picture=words.picture,
            lasting=operations_words.lasting,
            about=running_words.about,
        )

    def page(
        self,
        request: Request,
        template: str,
        *,
        title: str,
        status: int = 200,
        problems: Sequence[FieldProblem] = (),
        for_everybody: bool = False,
        **values: Any,
    ) -> HTMLResponse:
        """One page.

        Args:
            template: its file in ``templates/``.
            title: of the page, for the browser and as its heading.
            problems: what was wrong with the form that it answers.
            for_everybody: whether nothing in it is private, so that caches may keep it.
        """
        session = session_of(request)
        note = ""
        if session is not None and session.note:
            note, session.note = session.note, ""
        who = principal_of(request)
        leads = who is not None and who.has_role(str(values.get("tenant", "")), "lead")
        shown = {
            "problems": problems,
            "session": session,
            "note": note,
            "path": request.url.path,
            "leads": leads,
        }
        answer = self.plain(template, title=title, status=status, **shown | values)
        if for_everybody and session is None and status == 200:
            answer.headers["Cache-Control"] = PUBLIC
        return answer

    def plain(self, template: str, *, title: str, status: int, **values: Any) -> HTMLResponse:
        """A page as it is, for whatever request; it knows of nobody who is not in ``values``."""
        shown = {"problems": (), "session": None, "note": "", "path": "", "leads": False} | values
        answer = HTMLResponse(self._templates.get_template(template).render(title=title, **shown), status)
        answer.headers["Content-Security-Policy"] = POLICY
        answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        # With no-referrer, browsers send a form's Origin as null, even to ourselves.
        answer.headers["Referrer-Policy"] = "same-origin"
        return answer
