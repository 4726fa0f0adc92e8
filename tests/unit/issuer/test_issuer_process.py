"""The development issuer as a process, and services that meet it."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from levelfield.issuer.keyring import Keyring
from levelfield.issuer.mint import mint
from shared.web.auth import TokenVerifier
from shared.web.keys import IssuerKeys, IssuerRefused


def environment(root: Path, **values: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEVELFIELD_")}
    return {**kept, "LEVELFIELD_ROOT": str(root), **values}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "levelfield.issuer", *arguments]


@contextmanager
def running(root: Path, **values: str) -> Generator[tuple[subprocess.Popen[str], str, str]]:
    """The process, its URL and what it said before it was there."""
    env = environment(root, LEVELFIELD_ENV="local", **values)
    with subprocess.Popen(command(), env=env, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said: list[str] = []
            for line in process.stderr:
                said.append(line)
                if found := re.search(r"http://\S+", line):
                    break
            else:
                raise AssertionError("".join(said))
            yield process, found[0], "".join(said)
        finally:
            process.terminate()
            process.wait(10)


@pytest.mark.parametrize("env", [None, "production", "Local"])
def test_it_refuses_to_start_anywhere_but_on_a_developers_machine(tmp_path: Path, env: str | None) -> None:
    values = {} if env is None else {"LEVELFIELD_ENV": env}
    result = subprocess.run(
        command(),
        env=environment(tmp_path, **values),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert result.returncode == 2
    assert "LEVELFIELD_ENV=local" in result.stderr
    assert not list(tmp_path.iterdir())


async def test_it_says_loudly_what_it_is_and_its_tokens_are_believed_on_a_developers_machine(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as (process, url, said):
        assert "DEVELOPMENT ISSUER" in said
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            assert (await client.get("/health/ready")).json()["ready"] is True
            discovery = (await client.get("/.well-known/openid-configuration")).json()
            assert discovery["levelfield_development_issuer"] is True
            assert discovery["issuer"] == url
        async with TokenVerifier(IssuerKeys(url, local=True), "levelfield", local=True) as verifier:
            who = await verifier.verify(mint(tmp_path, url, roles=["lead"], tenant="mhni"))
            assert who.has_role("mhni", "lead")
        process.terminate()
        assert process.wait(10) == 0


async def test_a_rotation_is_seen_without_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as (_, url, _said):
        keys = IssuerKeys(url, local=True, unknown_kid_seconds=0)
        async with TokenVerifier(keys, "levelfield", local=True) as verifier:
            before = mint(tmp_path, url, roles=["operator"])
            env = environment(tmp_path, LEVELFIELD_ENV="local")
            rotate = await asyncio.create_subprocess_exec(*command("rotate"), env=env)
            assert await asyncio.wait_for(rotate.wait(), 30) == 0
            after = mint(tmp_path, url, roles=["operator"])
            assert len(Keyring(tmp_path).public()) == 2
            await verifier.verify(before)
            await verifier.verify(after)


async def test_a_service_in_production_refuses_to_start_with_it(tmp_path: Path) -> None:
    with running(tmp_path) as (_, url, _said), pytest.raises(IssuerRefused):
        await TokenVerifier(IssuerKeys(url), "levelfield").__aenter__()


def test_the_url_in_tokens_can_be_the_one_that_services_use(tmp_path: Path) -> None:
    with running(tmp_path, LEVELFIELD_ISSUER="http://issuer:8080") as (_, url, _said):
        assert url == "http://issuer:8080"


def test_a_port_that_is_taken_is_one_clear_sentence(tmp_path: Path) -> None:
    with running(tmp_path) as (_, url, _said):
        env = environment(tmp_path, LEVELFIELD_ENV="local", LEVELFIELD_PORT=url.rpartition(":")[2])
        result = subprocess.run(command(), env=env, capture_output=True, text=True, timeout=30, check=False)
    assert result.returncode == 1
    assert "cannot listen on" in result.stderr
    assert "Traceback" not in result.stderr
