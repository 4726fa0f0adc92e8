"""What one person has learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.training.domain.learner_record import LearnerRecord
from services.training.domain.module import Module
from services.training.queries.read_people import People, read_person
from shared.persistence.store import Reader

MOST_RECORDS = 1_000
"""More modules than anybody attends."""


@dataclass(frozen=True, slots=True)
class LearnedModule:
    """A person's record of one module, and the module."""

    record: LearnerRecord
    module: Module


async def read_learner(
    participant_id: str, people: People, records: Reader[LearnerRecord], modules: Reader[Module]
) -> Sequence[LearnedModule]:
    """A person's records, by the codes of the modules.

    Of somebody who is erased nothing is shown, though their records, which are ids and days, are kept.

    Raises:
        NotFound: training knows of no such person here.
    """
    await read_person(participant_id, people)
    found = await records.page({"participant_id": participant_id}, MOST_RECORDS)
    taught = await modules.find_many({one.module_id for one in found})
    learned = [LearnedModule(one, taught[one.module_id]) for one in found]
    return sorted(learned, key=lambda one: one.module.code)
