"""``python -m levelfield.issuer``: runs the development issuer until it is told to stop.

Environment: ``LEVELFIELD_ENV`` must be ``local``; ``LEVELFIELD_PORT`` (0: a free one), ``LEVELFIELD_HOST``;
``LEVELFIELD_ISSUER``, the URL that goes into tokens if services reach it by another name than
``http://127.0.0.1:<port>``; ``LEVELFIELD_SIGN_IN_URL``, if browsers reach it by another name than services;
``LEVELFIELD_ROOT`` (``.levelfield``), where its keys are kept.

``python -m levelfield.issuer rotate`` makes a new key, with or without the process running.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from levelfield.issuer.app import create_issuer_app
from levelfield.issuer.keyring import Keyring
from shared.web.drain import Drain
from shared.web.server import CouldNotStart, install_stop_signals, serve

REFUSED = 2

_WARNING = """\
*************************************************************************
* DEVELOPMENT ISSUER: whoever can read its key file can be anybody.     *
* Only for a developer's machine. Never let a service with real people  *
* in it believe its tokens.                                             *
*************************************************************************"""


class IssuerSettings(BaseSettings):
    """What the issuer is told by its environment."""

    model_config = SettingsConfigDict(env_prefix="LEVELFIELD_", extra="ignore")

    env: str = "production"
    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535)
    issuer: str = ""
    sign_in_url: str = ""
    root: Path = Path(".levelfield")


def main(arguments: list[str]) -> int:
    """Runs the command and gives its exit code."""
    settings = IssuerSettings()
    if settings.env != "local":
        _say("the development issuer runs only with LEVELFIELD_ENV=local; use a real OIDC issuer elsewhere")
        return REFUSED
    if arguments == ["rotate"]:
        _say(f"tokens are signed with key {Keyring(settings.root).rotate()} from now on")
        return 0
    if arguments:
        _say("usage: python -m levelfield.issuer [rotate]")
        return REFUSED
    _say(_WARNING)
    try:
        asyncio.run(_run(settings))
    except CouldNotStart as error:
        _say(str(error))
        return 1
    return 0


async def _run(settings: IssuerSettings) -> None:
    drain, stop = Drain(), install_stop_signals(asyncio.get_running_loop())
    port = settings.port or _free_port(settings.host)
    url = settings.issuer or f"http://127.0.0.1:{port}"
    keyring = Keyring(settings.root)
    keyring.signer()
    await serve(
        create_issuer_app(keyring, url, drain, settings.sign_in_url),
        settings.host,
        port,
        drain,
        stop,
        lame_duck_seconds=0,
        drain_seconds=2,
        on_started=lambda _: _say(f"development issuer at {url}"),
    )


def _free_port(host: str) -> int:
    """Chosen before the app is built, because the URL is part of what it serves."""
    with socket.create_server((host, 0)) as probe:
        return probe.getsockname()[1]


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
