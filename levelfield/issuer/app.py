"""What the development issuer serves: discovery, its public keys, and that it is there."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from levelfield.issuer.keyring import ALGORITHM, Keyring
from shared.web.drain import Drain, DrainMiddleware
from shared.web.identity import DEVELOPMENT_CLAIM


def create_issuer_app(keyring: Keyring, url: str, drain: Drain) -> FastAPI:
    """The issuer's app.

    Args:
        url: where the services find it; stands in every token as ``iss``.
    """
    app = FastAPI(title="Levelfield development issuer", openapi_url=None, redirect_slashes=False)
    app.add_middleware(DrainMiddleware, drain=drain)

    @app.get("/.well-known/openid-configuration")
    async def discovery() -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        return {
            "issuer": url,
            "jwks_uri": f"{url}/jwks.json",
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
            DEVELOPMENT_CLAIM: True,
        }

    @app.get("/jwks.json")
    async def jwks() -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        return {"keys": keyring.public()}

    @app.get("/health/ready")
    async def ready() -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        return {"ready": True, "reasons": []}

    return app
