"""Celebrations, for the tests of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from services.notifications.domain.celebration import Celebration, Named, Occasion, Stage
from services.notifications.domain.celebration_words import Words
from shared.contracts.aggregate import Aggregate
from shared.contracts.notifications import CelebrationKind

TENANT = "mental-health-ni"
DAY = date(2018, 5, 15)
NOON = datetime(2018, 5, 15, 12, tzinfo=UTC)
OURS = Words(title="Three in ten", text="30 % of those in the room have lived experience.")
EDITED = Words(title="Well done, Zwetlana", text="It was her idea.")
ANN = Named(participant_id="ann", name="Zwetlana A.")
BEN = Named(participant_id="ben", name="Zwetlana B.")
WILLING: Mapping[str, bool] = {"ann": True, "ben": True}
STAGE = Stage(
    collaborative="Mental Health",
    page="https://levelfield.example/page",
    picture="https://levelfield.example/page.png",
    at=NOON,
    on=DAY,
)
OCCASION = Occasion(about=CelebrationKind.MILESTONE_REACHED, source="milestone/1", words=OURS)


def proposed(*, needs_approval: bool = True) -> Celebration:
    """One that was just proposed."""
    made = Celebration.propose(TENANT, "one", OCCASION, DAY, needs_approval=needs_approval)
    made.recorded.clear()
    return made


def published(*named: Named) -> Celebration:
    """One that everybody may read, and that names these people."""
    made = proposed()
    made.edit(EDITED, named, WILLING)
    made.publish(STAGE, WILLING)
    made.recorded.clear()
    return made


def told(aggregate: Aggregate) -> Sequence[str]:
    """The names of the events that it has recorded."""
    return [type(one.event).__name__ for one in aggregate.recorded]
