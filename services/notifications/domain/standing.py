"""The words for how somebody stands to the collaborative, as the read model of people has them."""

from __future__ import annotations

from enum import StrEnum


class Standing(StrEnum):
    """How somebody stands to the collaborative."""

    INVITED = "invited"
    TAKES_PART = "takes_part"
    LEFT = "left"
    ERASED = "erased"
