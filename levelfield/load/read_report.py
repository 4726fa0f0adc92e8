"""``report.yaml``: on which period the collaborative reports, and who has read it before it is published."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from levelfield.load.files import Files, Report
from levelfield.load.problems import Problems


class _Report(BaseModel):
    """A report as the file has it."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    title: str = Field(min_length=1, max_length=200)
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    signed_off_by: str


def read_report(path: Path, files: Files, problems: Problems) -> None:
    """Reads what is to be reported on."""
    try:
        told: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        one = _Report.model_validate(told)
    except (yaml.YAMLError, UnicodeDecodeError):
        problems.add(path.name, 0, "", "This cannot be read as YAML.")
        return
    except ValidationError as error:
        for wrong in error.errors(include_input=False, include_url=False):
            problems.add(path.name, 0, ".".join(str(step) for step in wrong["loc"]), f"{wrong['msg']}.")
        return
    reader = one.signed_off_by.casefold()
    if reader not in files.persons:
        problems.add(path.name, 0, "signed_off_by", "Nobody in participants.csv has this address.")
    if one.last < one.first:
        problems.add(path.name, 0, "to", "The period ends on the day on which it begins, or later.")
    files.report = Report(title=one.title, first=one.first, last=one.last, reader=reader)
