"""Something about a planned meeting is different."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from services.registration.commands.references import References
from services.registration.domain.meeting import Meeting
from services.registration.domain.meeting_parts import About, Arrangements
from shared.persistence.changing import loaded, save_if_changed
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ChangeMeeting:
    """The whole of what is planned now, and the version that was seen.

    ``invited`` are all who are invited now; None leaves them as they are.
    """

    meeting_id: str
    about: About
    arrangements: Arrangements
    invited: tuple[str, ...] | None
    expected: int


async def change_meeting(command: ChangeMeeting, meetings: Store[Meeting], references: References) -> Saved:
    """Changes a planned meeting.

    Raises:
        NotFound: there is no such meeting here.
        Stale: somebody else changed it since.
        Refused: it was held or cancelled.
        Invalid: a rule about meetings, or something is named that is not there.
    """
    meeting = await loaded(meetings, command.meeting_id, command.expected)
    before = deepcopy(meeting)
    await references.check_about(command.about, before.about)
    await references.check_people(command.invited or (), before.invited)
    meeting.change(command.about, command.arrangements, command.invited)
    return await save_if_changed(meetings, meeting, before)
