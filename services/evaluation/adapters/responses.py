"""What people answered, kept so that nobody who reads the database can tell who said what.

Who the reader is: somebody with the whole database of this service, every collection and index, the
operations log with the order and the time of each write, and backups of all that, but not the key of the
pseudonyms, which is in the service's environment alone. They may also know who was at which session and when
somebody answered.

What they find of a response is its id and a pseudonym, both keyed hashes, which reports hold it, and a sealed
content of always the same length. So:
- *By id*: neither is related to the survey's or the participant's id without the key.
- *By day, role, organisation or instrument*: all of that is inside the seal. The only professional at a
  session cannot be picked out by being the only one.
- *By order, time and count*: a response is written together with its survey, which names its person, so the
  log does tell that these random bytes are that person's. It tells no more than the survey does, which says
  that it was answered, and how many of its items were. We do not try to hide this by waiting and shuffling:
  where one person answers in a week there is nobody to be shuffled with. What was said stays sealed.
- *By length*: filled up to the same size, however much was answered.
- *By changing*: a content is bound to its tenant and response, so it cannot be put in the place of another.

What is inside keeps the day of a session, for all else only the first of the month; role and organisation are
there because measures are told by them. Small groups are withheld when measures are told, not here.

After an erasure the record is gone. What the log and the backups still hold until they expire stays sealed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from typing import Any

from services.evaluation.adapters.pseudonyms import Pseudonyms
from services.evaluation.commands.ports import ScoredResponse
from services.evaluation.domain.definition import Definition
from services.evaluation.domain.instrument import Instrument
from services.evaluation.domain.report_content import TOLD_BY_MONTH, Period
from services.evaluation.domain.scoring import DOES_NOT_APPLY, Answer, scores
from services.evaluation.domain.survey import Survey
from shared.contracts.evaluation import SurveyPurpose
from shared.contracts.registration import Role
from shared.persistence.records import Records
from shared.persistence.store import Reader


class SealedAnswers:
    """``Answers`` of one tenant."""

    def __init__(self, tenant: str, records: Records, pseudonyms: Pseudonyms) -> None:
        self._tenant = tenant
        self._records = records
        self._pseudonyms = pseudonyms

    async def keep(self, survey: Survey, asks: Definition, answers: Mapping[str, Answer]) -> None:
        """See ``Answers``."""
        response_id = self._id_of(survey)
        content = {
            "purpose": survey.purpose.value,
            "instrument": asks.code,
            "version": asks.version,
            "period": survey.period.isoformat(),
            "role": survey.role.value,
            "organisation": survey.organisation,
            "answers": [_written(answers.get(item.code)) for item in asks.items],
        }
        record = {
            "pseudonym": self._pseudonyms.of(self._tenant, survey.participant_id),
            "seals": list[str](),
            "sealed": self._pseudonyms.seal(self._tenant, response_id, content),
        }
        await self._records.put(response_id, record)

    async def take_back(self, survey: Survey) -> None:
        """See ``Answers``."""
        await self._records.remove(self._id_of(survey))

    async def held_under(self, survey: Survey) -> Sequence[str]:
        """See ``Answers``."""
        found = await self._records.find(self._id_of(survey))
        return [str(seal) for seal in found["seals"]] if found else []

    async def forget(self, participant_id: str) -> None:
        """See ``Answers``."""
        await self._records.remove_all({"pseudonym": self._pseudonyms.of(self._tenant, participant_id)})

    def _id_of(self, survey: Survey) -> str:
        return self._pseudonyms.response_id(self._tenant, survey.participant_id, survey.id)


class SealedResponses:
    """``ScoredResponses`` and ``Seals`` of one tenant."""

    def __init__(
        self, tenant: str, records: Records, pseudonyms: Pseudonyms, instruments: Reader[Instrument]
    ) -> None:
        self._tenant = tenant
        self._records = records
        self._pseudonyms = pseudonyms
        self._instruments = instruments

    async def responses(
        self, purpose: SurveyPurpose, since: date, until: date, held_by: str = ""
    ) -> AsyncIterator[ScoredResponse]:
        """See ``ScoredResponses``."""
        known: dict[tuple[str, int], Definition] = {}
        async for _, pseudonym, content in self._opened({"seals": held_by} if held_by else {}):
            period = date.fromisoformat(content["period"])
            if content["purpose"] != purpose.value or not since <= period <= until:
                continue
            asked = content["instrument"], content["version"]
            if asked not in known:
                known[asked] = await self._definition(*asked)
            yield ScoredResponse(
                pseudonym=pseudonym,
                purpose=purpose,
                instrument=asked[0],
                version=asked[1],
                period=period,
                role=Role(content["role"]),
                organisation=content["organisation"],
                scores=scores(known[asked], _given(known[asked], content["answers"])),
            )

    async def seal(self, period: Period, seal_id: str) -> None:
        """See ``Seals``."""
        held = [
            response_id
            async for response_id, _, content in self._opened({})
            if content["purpose"] not in TOLD_BY_MONTH or period.holds(date.fromisoformat(content["period"]))
        ]
        await self._records.mark(held, "seals", seal_id)

    async def release(self, seal_id: str) -> None:
        """See ``Seals``."""
        await self._records.unmark("seals", seal_id)

    async def _opened(self, where: Mapping[str, Any]) -> AsyncIterator[tuple[str, str, dict[str, Any]]]:
        async for response_id, record in self._records.each(where):
            content = self._pseudonyms.open(self._tenant, response_id, record["sealed"])
            yield response_id, record["pseudonym"], content

    async def _definition(self, code: str, version: int) -> Definition:
        instrument = await self._instruments.find(code)
        if instrument is None:
            raise LookupError("what was asked is not there any more")
        return instrument.in_version(version)


_NOT_APPLICABLE = -1
"""As it is written: on no scale, and as short as a number, so that every content fits into one block."""


def _written(answer: Answer | None) -> int | None:
    return answer if answer is None or isinstance(answer, int) else _NOT_APPLICABLE


def _given(asks: Definition, answers: list[int | None]) -> dict[str, Answer]:
    """By item, what was answered; a content lists it in the order of the items."""
    told = zip(asks.items, answers, strict=True)
    return {
        item.code: DOES_NOT_APPLY if answer == _NOT_APPLICABLE else answer
        for item, answer in told
        if answer is not None
    }
