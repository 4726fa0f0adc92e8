from __future__ import annotations

import asyncio

import pytest

from shared.observability.correlation import correlated, correlation_id, is_correlation_id


def test_outside_any_work_there_is_no_id() -> None:
    assert correlation_id() == ""


def test_work_within_work_has_its_own_id_and_gives_it_back() -> None:
    with correlated("outer-001"):
        with correlated("inner-001"):
            assert correlation_id() == "inner-001"
        assert correlation_id() == "outer-001"


async def test_tasks_inherit_the_id_and_do_not_disturb_each_other() -> None:
    async def work(identifier: str) -> str:
        with correlated(identifier):
            await asyncio.sleep(0)
            return await asyncio.create_task(read())

    async def read() -> str:
        return correlation_id()

    names = [f"request-{number}" for number in range(20)]
    assert await asyncio.gather(*map(work, names)) == names


@pytest.mark.parametrize("text", ["01978f2e-0000-7000-8000-123456789012", "abcdefgh", "A" * 64])
def test_an_identifier_may_be_taken_over(text: str) -> None:
    assert is_correlation_id(text)


@pytest.mark.parametrize(
    "text", ["", "short", "ingrid@example.org", "a b c d e f", "x" * 65, "abcdefgh\n", "абвгдежз"]
)
def test_anything_else_may_not(text: str) -> None:
    assert not is_correlation_id(text)
