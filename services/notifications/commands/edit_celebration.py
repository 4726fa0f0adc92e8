"""The lead says it in other words, and who is celebrated by name."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from services.notifications.commands.celebration_ports import CelebrationDesks, who_may_be_named
from services.notifications.domain.celebration import Named
from services.notifications.domain.celebration_words import Words
from shared.persistence.changing import again_if_stale, changed_meanwhile, save_if_changed
from shared.persistence.store import Saved


@dataclass(frozen=True, kw_only=True)
class EditCelebration:
    """All that it says; ``expected`` is the version that was seen."""

    tenant: str
    celebration_id: str
    words: Words
    named: Sequence[Named]
    expected: int


async def edit_celebration(command: EditCelebration, desks: CelebrationDesks) -> Saved:
    """Changes a proposed celebration, and notes with each person that it names them.

    Both or neither: who withdraws their consent at the same moment writes the same person, so either they are
    found in this celebration, or they are refused here.

    Raises:
        NotFound: there is none of that id.
        Stale: somebody else changed it since.
        Refused: it is not proposed any more, or somebody may not be named.
    """

    async def once() -> Saved | None:
        async with desks(command.tenant) as desk:
            celebration = await desk.celebrations.load(command.celebration_id)
            if celebration.version != command.expected:
                return None
            before = deepcopy(celebration)
            ids = [one.participant_id for one in command.named]
            celebration.edit(command.words, command.named, await who_may_be_named(ids, desk.people))
            for person in (await desk.people.find_many(ids)).values():
                if celebration.id not in person.named_in:
                    person.named_by(celebration.id)
                    await desk.people.save(person)
            return await save_if_changed(desk.celebrations, celebration, before)

    saved = await again_if_stale(once)
    if saved is None:
        raise changed_meanwhile()
    return saved
