"""All the files of one collaborative, read and held against each other.

``collaborative.yaml`` has to be there; each of the others may be left out. Invariant: whoever gets ``Files``
from ``read_folder`` gets either all of them right, or the list of everything that is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from levelfield.load.files import Files
from levelfield.load.problems import Problem, Problems
from levelfield.load.read_diagram import read_diagram
from levelfield.load.read_gatherings import read_meetings
from levelfield.load.read_learning import read_attendance, read_mentors, read_modules, read_sessions
from levelfield.load.read_people import read_people
from levelfield.load.read_report import read_report
from levelfield.load.read_voices import read_influence, read_responses
from shared.web.identity import is_tenant

COLLABORATIVE = "collaborative.yaml"
_NEEDED = ("slug", "name", "specialty", "region")

type Reader = Callable[[Path, Files, Problems], None]

READERS: Mapping[str, Reader] = {
    "driver-diagram.yaml": read_diagram,
    "participants.csv": read_people,
    "meetings.csv": read_meetings,
    "modules.yaml": read_modules,
    "sessions.csv": read_sessions,
    "attendance.csv": read_attendance,
    "mentors.csv": read_mentors,
    "responses.csv": read_responses,
    "influence.csv": read_influence,
    "report.yaml": read_report,
}
"""In the order in which one refers to another."""


def read_folder(folder: Path) -> tuple[Files, list[Problem]]:
    """What the files tell, and everything that is not right in them."""
    files, problems = Files(), Problems()
    _read_collaborative(folder / COLLABORATIVE, files, problems)
    for name, read in READERS.items():
        if (folder / name).is_file():
            read(folder / name, files, problems)
    return files, problems.listed()


def _read_collaborative(path: Path, files: Files, problems: Problems) -> None:
    try:
        told: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.add(path.name, 0, "", "This file is needed: it says what the collaborative is called.")
        return
    except (yaml.YAMLError, UnicodeDecodeError):
        problems.add(path.name, 0, "", "This cannot be read as YAML.")
        return
    if not isinstance(told, dict):
        problems.add(path.name, 0, "", "Give names with values: slug, name, specialty, region and so on.")
        return
    described = cast("dict[str, Any]", told)
    for name in _NEEDED:
        if not isinstance(described.get(name), str) or not described[name]:
            problems.add(path.name, 0, name, "This is needed, as a text.")
    slug = described.get("slug")
    if isinstance(slug, str) and not is_tenant(slug):
        problems.add(path.name, 0, "slug", "Use small letters, digits and hyphens, up to 40, a letter first.")
    files.slug = str(slug)
    _check_origin(described, path.name, problems)
    files.origin = str(described.get("spread_from") or "")
    files.description = described
    if described.get("aims") or not files.origin:
        # Without aims of its own, one that is made from another takes over what can still be reached.
        files.description = described | {"aims": [_aim(one) for one in described.get("aims") or ()]}


def _check_origin(described: Mapping[str, Any], file: str, problems: Problems) -> None:
    origin, brings = described.get("spread_from"), described.get("with_organisations", False)
    if origin is not None and (not isinstance(origin, str) or not is_tenant(origin)):
        problems.add(file, 0, "spread_from", "Give the slug of the collaborative that this one is made from.")
    elif origin is not None and origin == described.get("slug"):
        problems.add(file, 0, "spread_from", "A collaborative cannot be made from itself.")
    if not isinstance(brings, bool) or (brings and origin is None):
        problems.add(file, 0, "with_organisations", "Say true or false, and name the origin as spread_from.")


def _aim(told: Any) -> Any:
    """YAML reads a day as a day; over HTTP it is written."""
    return {name: str(value) if name == "by" else value for name, value in told.items()} if told else told
