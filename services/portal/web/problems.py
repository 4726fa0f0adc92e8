"""What can go wrong between a person and a service, in words for the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with a field of a form; an empty field stands for the form as a whole.

    Args:
        pointer: where it is in what a service was sent, as a JSON pointer, if a service said so.
    """

    field: str
    sentence: str
    pointer: str = ""


class ServiceAway(Exception):
    """A service does not answer, or not with what can be shown.

    Args:
        late: it is there, and has not heard yet of what was just changed.
    """

    def __init__(self, service: str, *, late: bool = False) -> None:
        super().__init__(service)
        self.service = service
        self.late = late


class ServiceRefusal(Exception):
    """A service said no.

    Args:
        status: as HTTP has it.
        problems: by the fields of what was sent to it.
    """

    def __init__(self, status: int, code: str, sentence: str, problems: Sequence[FieldProblem] = ()) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.sentence = sentence
        self.problems = problems
