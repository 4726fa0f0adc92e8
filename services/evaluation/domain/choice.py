"""Which instrument a collaborative asks for what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from services.evaluation.domain.definition import InstrumentUse
from services.evaluation.domain.instrument import Instrument
from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Invalid


@dataclass(kw_only=True)
class InstrumentChoice(Aggregate):
    """One for each collaborative, with its name as id. Where nothing is chosen, a shipped one is asked."""

    kind: ClassVar[str] = "instrument_choice"

    chosen: dict[str, str] = field(default_factory=dict[str, str])
    """By use, the code of the instrument."""

    def choose(self, use: InstrumentUse, instrument: Instrument) -> None:
        """Surveys that are issued from now on ask this one.

        Raises:
            Invalid: it was made for something else.
        """
        if instrument.latest.use is not use:
            raise Invalid(
                "made-for-another-use", "This instrument is made for another use. Choose one for this."
            )
        self.chosen[use.value] = instrument.id

    def code_for(self, use: InstrumentUse) -> str | None:
        """The code of the instrument that was chosen, if one was."""
        return self.chosen.get(use.value)
