"""All read models that the measures are computed from."""

from __future__ import annotations

from services.evaluation.projections.collaborative import collaborative, cycles
from services.evaluation.projections.learning import completions, mentors, released_modules
from services.evaluation.projections.meetings import held_meetings
from services.evaluation.projections.people import people
from services.evaluation.projections.sessions import sessions

FOR_MEASURES = (
    collaborative,
    completions,
    cycles,
    held_meetings,
    mentors,
    people,
    released_modules,
    sessions,
)
