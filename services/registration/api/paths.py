"""The parts of paths that several routes share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

ParticipantId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$", examples=["01993c5e-7c1a-7c44-9a44"])]
