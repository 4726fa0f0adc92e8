"""The page on which one chooses whom to be. Whatever is put into it is escaped, and nothing runs in it."""

from __future__ import annotations

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from levelfield.issuer.personas import EXAMPLE, PERSONAS
from levelfield.issuer.sign_in import Wish

_PAGES = Environment(
    loader=PackageLoader("levelfield.issuer"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def personas_page(
    wish: Wish, *, problem: str = "", field: str = "", chosen: str = "", tenant: str = EXAMPLE, own: str = ""
) -> HTMLResponse:
    """The page, with what was chosen before and what was wrong with it."""
    content = _PAGES.get_template("personas.html").render(
        wish=vars(wish),
        personas=PERSONAS,
        problem=problem,
        field=field,
        chosen=chosen,
        tenant=tenant,
        own=own,
    )
    answer = HTMLResponse(content, 422 if problem else 200)
    # The answer to the form leads back to the client, which some browsers hold against form-action too.
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self'; form-action 'self' {wish.origin}; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def style() -> str:
    """The style of the page."""
    return _PAGES.get_template("personas.css").render()
