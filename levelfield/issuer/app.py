"""What the development issuer serves: discovery, its public keys, signing in, and that it is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from levelfield.issuer.keyring import ALGORITHM, Keyring
from levelfield.issuer.mint import CannotMint, mint, mint_identity
from levelfield.issuer.pages import personas_page, style
from levelfield.issuer.personas import BY_CODE, Persona
from levelfield.issuer.sign_in import BadSignIn, Codes, Granted, Wish
from shared.contracts.refusal import Refused
from shared.web.body import BodyLimitMiddleware
from shared.web.drain import Drain, DrainMiddleware
from shared.web.forms import read_form
from shared.web.identity import DEVELOPMENT_CLAIM

_MOST_BYTES = 64 * 1024
_TOKEN_MINUTES = 60
_SEE_OTHER = 303


def create_issuer_app(keyring: Keyring, url: str, drain: Drain, sign_in_url: str = "") -> FastAPI:
    """The issuer's app.

    Args:
        url: where the services find it; stands in every token as ``iss``.
        sign_in_url: where browsers find it, if that is elsewhere.
    """
    app = FastAPI(title="Levelfield development issuer", openapi_url=None, redirect_slashes=False)
    app.add_middleware(BodyLimitMiddleware, limit=_MOST_BYTES)
    app.add_middleware(DrainMiddleware, drain=drain)

    @app.get("/.well-known/openid-configuration")
    async def discovery() -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        return {
            "issuer": url,
            "authorization_endpoint": f"{sign_in_url or url}/authorize",
            "token_endpoint": f"{url}/token",
            "jwks_uri": f"{url}/jwks.json",
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "subject_types_supported": ["public"],
            DEVELOPMENT_CLAIM: True,
        }

    @app.get("/jwks.json")
    async def jwks() -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        return {"keys": keyring.public()}

    @app.get("/health/ready")
    async def ready() -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        return {"ready": True, "reasons": []}

    codes = Codes()
    _add_sign_in(app, codes)
    _add_tokens(app, codes, keyring, url)
    return app


def _add_sign_in(app: FastAPI, codes: Codes) -> None:
    @app.get("/authorize")
    async def choose(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        wish = _wish(request.query_params.get)
        try:
            wish.check()
        except BadSignIn as problem:
            return PlainTextResponse(f"This sign-in cannot go on: {problem}.\n", 400)
        return personas_page(wish)

    @app.post("/authorize")
    async def chosen(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        try:
            form = await read_form(request)
            wish = _wish(form.text)
            wish.check()
        except (BadSignIn, Refused) as problem:
            return PlainTextResponse(f"This sign-in cannot go on: {problem}.\n", 400)
        persona, tenant, own = BY_CODE.get(form.text("persona")), form.text("tenant"), form.text("own")
        kept = {"chosen": form.text("persona"), "tenant": tenant, "own": own}
        if persona is None:
            return personas_page(wish, problem="Choose who to be", field="persona-lead", **kept)
        if persona.own and persona.own_needed and not own:
            return personas_page(wish, problem="Say whose record it is", field="own", **kept)
        return RedirectResponse(codes.grant(wish, persona.code, tenant, own), _SEE_OTHER)

    @app.get("/style.css")
    async def stylesheet() -> Response:  # pyright: ignore[reportUnusedFunction]
        return Response(style(), media_type="text/css")


def _wish(named: Callable[[str], str | None]) -> Wish:
    """The request for a code, from wherever its parameters are."""
    return Wish(**{name: named(name) or "" for name in Wish.__dataclass_fields__})


def _add_tokens(app: FastAPI, codes: Codes, keyring: Keyring, url: str) -> None:
    @app.post("/token")
    async def token(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        try:
            form = await read_form(request)
            if form.text("grant_type") != "authorization_code":
                return _refused("unsupported_grant_type", "only authorization_code is supported")
            granted = codes.redeem(
                form.text("code"),
                form.text("client_id"),
                form.text("redirect_uri"),
                form.text("code_verifier"),
            )
            return _tokens(keyring, url, granted, BY_CODE[granted.persona])
        except Refused as refusal:
            return _refused("invalid_request", refusal.sentence)
        except (BadSignIn, CannotMint) as problem:
            return _refused("invalid_grant", str(problem))


def _tokens(keyring: Keyring, url: str, granted: Granted, persona: Persona) -> Response:
    own = granted.own if persona.own else ""
    subject = f"development-{persona.code}" + (f"-{own}" if own else "")
    tenants = granted.tenant.split() if persona.of_tenant else []
    access = mint(
        keyring.root,
        url,
        roles=[persona.role],
        tenant=next(iter(tenants), None),
        also_in=tenants[1:],
        participant=own or None,
        subject=subject,
        minutes=_TOKEN_MINUTES,
    )
    identity = mint_identity(
        keyring.root,
        url,
        subject=subject,
        client_id=granted.wish.client_id,
        nonce=granted.wish.nonce,
        minutes=_TOKEN_MINUTES,
    )
    told = {
        "access_token": access,
        "id_token": identity,
        "token_type": "Bearer",
        "expires_in": _TOKEN_MINUTES * 60,
    }
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


def _refused(error: str, description: str) -> Response:
    """As RFC 6749, section 5.2, has it."""
    told = {"error": error, "error_description": description}
    return JSONResponse(told, 400, headers={"Cache-Control": "no-store"})
