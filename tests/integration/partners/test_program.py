"""The partner's program in the pages, run as it stands there, is answered."""

from __future__ import annotations

import asyncio
import os
import sys

from tests.support.partners import PartnerSystem
from tests.unit.docs.pages import blocks, pages

OURS = "partner.mental-health-ni.bhsct"
BOUND_SECONDS = 30


async def test_the_program_in_the_pages_is_answered(belfast: PartnerSystem) -> None:
    [code] = [code for page in pages() for code in blocks(page, "python") if OURS in code]
    code = code.replace(OURS, belfast.topic("out").removesuffix(".out.v1"))

    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", "-c", code),
        env=os.environ | {"KAFKA_BOOTSTRAP_SERVERS": belfast.site.parts.bootstrap_servers},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(BOUND_SECONDS):
            assert process.stdout is not None
            about_ours = (line async for line in process.stdout if b"'hr-2018-000123'" in line)
            told = await anext(about_ours, b"the program has ended")
    finally:
        process.kill()
        await process.wait()

    assert told.startswith(b"levelfield.partner.Accepted.v1 ")
    assert b"'participant_id': '" in told
