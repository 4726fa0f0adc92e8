"""The outcome as files, with a page that says what each is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from levelfield.load.door import Door
from levelfield.outcome.reading import (
    REPORT_FORMATS,
    Outcome,
    latest_report,
    read_celebrations,
    read_chart,
    read_report,
)

_README = """# What came out

Made from a collaborative's own files by Levelfield. Everybody in the example's files is invented.

| file | what it is |
| --- | --- |
| `representation.svg`, `.png` | how many of those in the room had lived experience, meeting by meeting |
| `celebrations.atom` | what the collaborative has shown to everybody, as a feed for any feed reader |
"""
_REPORT = "| `report.html`, `.json`, `.csv` | the impact report: to print, for programs, as a table |\n"


async def files_of(door: Door, outcome: Outcome) -> Mapping[str, bytes]:
    """The charts, the celebrations and the latest report, each as a file, by its name.

    Raises:
        LoadFailed: a service refused, or did not answer.
    """
    told, files = _README, dict[str, bytes]()
    for form in ("svg", "png"):
        files[f"representation.{form}"] = await read_chart(door, "representation", form)
    files["celebrations.atom"] = await read_celebrations(door)
    latest = latest_report(outcome.reports)
    if latest is not None:
        told += _REPORT
        for form in REPORT_FORMATS:
            files[f"report.{form}"] = await read_report(door, latest["id"], form)
    return files | {"README.md": told.encode()}


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Writes them into a folder, which is made if it is not there; what was in them before is gone."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
