"""Days for the events that the tests let registration tell."""

from __future__ import annotations

from datetime import UTC, datetime

from shared.local_time import day_in_london

TODAY = day_in_london(datetime.now(UTC))
