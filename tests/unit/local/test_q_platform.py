"""The national subscriber of the demo: what it does not receive is told, and it is never left running."""

from __future__ import annotations

import psutil
import pytest

from levelfield.local.errors import PartFailed
from levelfield.local.ports import LOOPBACK
from levelfield.local.q_platform import q_platform


def test_a_subscriber_that_receives_too_little_is_told_of_and_ended() -> None:
    before = set(psutil.Process().children())

    with (
        pytest.raises(PartFailed, match="received 0 of 1 celebrations"),
        q_platform(f"{LOOPBACK}:1", "celebrations.v1") as platform,
    ):
        platform.received(1, within=0.2)

    assert set(psutil.Process().children()) <= before
