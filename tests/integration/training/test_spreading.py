"""A collaborative that is made from another one begins with its released modules, as drafts, once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

from shared.contracts.registration import CollaborativeSpread
from tests.integration.training.days import TODAY
from tests.support.college import College, new_module
from tests.support.namespaces import namespace_on
from tests.support.services import Installation, Running, installation

_ORIGIN, _NEW = "origin-ni", "spread-ni"


def _spread(origin: str = _ORIGIN, new: str = _NEW) -> CollaborativeSpread:
    return CollaborativeSpread(collaborative=new, origin=origin, with_organisations=True, spread_on=TODAY)


async def test_released_modules_are_brought_along_once_though_training_was_down_at_the_time(
    site: Installation, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    with (
        namespace_on(site.parts) as namespace,
        installation(site.parts, namespace, site.issuer, tmp_path) as own,
    ):
        training = own.start("training")
        origin = College(own, http, _ORIGIN, training.url)
        await origin.open()
        released, _, retired = await origin.released(2), await origin.signed(), await origin.released()
        await origin.done("POST", f"/modules/{retired}/retirement")
        training.terminate()
        await asyncio.to_thread(training.await_exit, 20.0)
        new = College(own, http, _NEW, training.url)
        await new.tell([(_NEW, _spread())], wait=False)
        new.sequences.clear()
        await new.tell([(_NEW, _spread())], wait=False)

        again = own.start("training", port=training.port)
        await new.heard(f"collaborative/{_NEW}")

        (line,) = (await new.read("/modules"))["items"]
        shown = await new.read(f"/modules/{line['id']}")
        assert shown["origin"] == {"collaborative": _ORIGIN, "module_id": released, "version": 1}
        (version,) = shown["versions"]
        theirs = (await origin.read(f"/modules/{released}"))["versions"][0]
        assert (version["state"], version["contributors"], version["sign_offs"]) == ("draft", [], [])
        assert [version[name] for name in ("title", "outline", "outcomes", "parts")] == [
            theirs[name] for name in ("title", "outline", "outcomes", "parts")
        ]

        # Told once more, as another event: each copy has an id that follows from its origin.
        await new.tell([(_NEW, _spread())])
        assert [one["id"] for one in (await new.read("/modules"))["items"]] == [line["id"]]
        again.kill()


async def test_a_copy_whose_code_is_taken_gets_a_number_behind_it(
    site: Installation, training: Running, http: httpx.AsyncClient
) -> None:
    origin = College(site, http, "clash-origin-ni", training.url)
    new = College(site, http, "clash-ni", training.url)
    await origin.open()
    await origin.released()
    await new.done("POST", "/modules", new_module("M-1"))

    await new.tell([(new.tenant, _spread(origin.tenant, new.tenant))])

    codes = [one["code"] for one in (await new.read("/modules"))["items"]]
    assert sorted(codes) == ["M-1", "M-1-2"]


async def test_what_is_brought_along_has_to_be_signed_off_anew(
    site: Installation, training: Running, http: httpx.AsyncClient
) -> None:
    origin = College(site, http, "anew-origin-ni", training.url)
    new = College(site, http, "anew-ni", training.url)
    await origin.open()
    await origin.released()
    await new.tell([(new.tenant, _spread(origin.tenant, new.tenant))])
    (line,) = (await new.read("/modules"))["items"]

    refused = await new.call("POST", f"/modules/{line['id']}/versions/1/release")

    assert (refused.status_code, refused.json()["code"]) == (409, "module-not-ready")
