from __future__ import annotations

import asyncio
import time
from typing import Any

import bson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymongocrypt.errors import MongoCryptError  # pyright: ignore[reportMissingTypeStubs]

from shared.privacy import Kms, new_master_key
from shared.privacy.sealing import Sealing

KMS = Kms.local(new_master_key())
SEALING = Sealing(KMS)

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts.filter(lambda k: "\0" not in k), inner),
    max_leaves=8,
)


async def _there_and_back(content: object) -> tuple[bytes, Any]:
    key = await SEALING.new_key("north/1")
    sealed = await SEALING.seal(bson.encode({"v": content}), key)
    opened: Any = bson.decode(await SEALING.open(sealed, key))  # pyright: ignore[reportUnknownMemberType]
    return sealed, opened["v"]


@settings(deadline=None)
@given(st.dictionaries(texts.filter(lambda key: "\0" not in key), values, max_size=5))
def test_whatever_is_sealed_comes_back_as_it_was(content: dict[str, object]) -> None:
    _, opened = asyncio.run(_there_and_back(content))
    assert opened == content


async def test_the_same_content_never_looks_the_same_sealed() -> None:
    key = await SEALING.new_key("north/1")
    value = bson.encode({"v": "Invented Ingrid"})
    first, second = [await SEALING.seal(value, key) for _ in range(2)]
    assert first != second
    assert b"Ingrid" not in first


async def test_another_persons_key_does_not_open() -> None:
    mine, other = await SEALING.new_key("north/1"), await SEALING.new_key("north/2")
    sealed = await SEALING.seal(bson.encode({"v": "x"}), mine)
    with pytest.raises(MongoCryptError):
        await Sealing(KMS).open(sealed, other)


async def test_a_new_key_of_the_same_name_is_used_even_while_memory_holds_the_old_one() -> None:
    sealing = Sealing(Kms(KMS.name, KMS.options, cache_ms=60_000))
    value = bson.encode({"v": "x"})
    old = await sealing.new_key("north/1")
    await sealing.seal(value, old)
    new = await sealing.new_key("north/1")
    assert await Sealing(KMS).open(await sealing.seal(value, new), new) == value


async def test_another_master_key_does_not_open() -> None:
    key = await SEALING.new_key("north/1")
    sealed = await SEALING.seal(bson.encode({"v": "x"}), key)
    with pytest.raises(MongoCryptError):
        await Sealing(Kms.local(new_master_key())).open(sealed, key)


async def test_sealing_does_not_slow_down_with_the_number_of_people_seen() -> None:
    """libmongocrypt searches its cache from end to end: keys must not stay in it."""

    async def cpu_seconds(count: int) -> float:
        start = time.process_time()
        for number in range(count):
            await SEALING.seal(bson.encode({"v": 1}), await SEALING.new_key(f"north/{number}"))
        return time.process_time() - start

    early = min([await cpu_seconds(200) for _ in range(3)])
    await cpu_seconds(6_000)
    assert min([await cpu_seconds(200) for _ in range(3)]) < early * 2.5
