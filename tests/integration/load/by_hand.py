"""What must come out of a collaborative's files, worked out from them with nothing of Levelfield's.

A second reading of the measures, for one set of files: plain loops over the tables. It is not fast, not
general, and shares no line with the services.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from statistics import median

import yaml

_LIVED = ("service user", "carer")
_REVERSED = "out-of-depth"
_CONFIDENCE = ("speak-up", "methods", "out-of-depth")
_EMPOWERMENT = ("difference", "equals", "change")


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows, by headings in small letters."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
        return [{key.lower(): value for key, value in row.items()} for row in csv.DictReader(stream)]


def day(text: str) -> date:
    """15/01/2018 or 2018-01-15."""
    if "/" not in text:
        return date.fromisoformat(text[:10])
    number, month, year = (int(part) for part in text.split("/"))
    return date(year, month, number)


def representation(folder: Path) -> list[tuple[str, int, int]]:
    """Each meeting's day, how many with lived experience, and how many in all."""
    found: list[tuple[str, int, int]] = []
    for row in table(folder, "meetings.csv"):
        lived = int(row["service users"]) + int(row["carers"])
        found.append((day(row["held on"]).isoformat(), lived, lived + int(row["professionals"])))
    return sorted(found)


def reached(folder: Path) -> set[str]:
    """The addresses of those who were at a session, for a part at least."""
    return {
        row["email"] for row in table(folder, "attendance.csv") if row["attendance"] in ("attended", "part")
    }


def completed(folder: Path) -> dict[str, set[str]]:
    """By module, the addresses of those who were at all of every part."""
    parts = {one["code"]: len(one["parts"]) for one in yaml.safe_load((folder / "modules.yaml").read_text())}
    sessions = {row["session"]: (row["module"], int(row["part"])) for row in table(folder, "sessions.csv")}
    was: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for row in table(folder, "attendance.csv"):
        if row["attendance"] == "attended":
            module, part = sessions[row["session"]]
            was[module, row["email"]].add(part)
    done: defaultdict[str, set[str]] = defaultdict(set)
    for (module, email), there in was.items():
        if len(there) == parts[module]:
            done[module].add(email)
    return dict(done)


def released(folder: Path) -> int:
    """How many modules have been signed off; the others are drafts."""
    modules = yaml.safe_load((folder / "modules.yaml").read_text())
    return sum(bool(one.get("signed_off_by")) for one in modules)


def paired(folder: Path) -> dict[str, tuple[int, int]]:
    """By month, as 2018-03: sessions that were held, given by both sides together, and all."""
    held = {row["session"] for row in table(folder, "attendance.csv")}
    roles = {row["email"]: row["role"] for row in table(folder, "participants.csv")}
    months: defaultdict[str, list[bool]] = defaultdict(list)
    for row in (one for one in table(folder, "sessions.csv") if one["session"] in held):
        sides = {roles[one.strip()] in _LIVED for one in row["facilitators"].split(";")}
        months[row["starts at"][:7]].append(len(sides) == 2)
    return {month: (sum(given), len(given)) for month, given in months.items()}


def mentored(folder: Path) -> set[str]:
    """The addresses of those who have a mentor."""
    return {row["learner"] for row in table(folder, "mentors.csv") if row["learner"]}


def barriers(folder: Path) -> Counter[str]:
    """How many apologies there were for each reason, at meetings and at sessions."""
    found: Counter[str] = Counter()
    for row in table(folder, "meetings.csv"):
        for told in filter(None, row["apologies"].split("; ")):
            count, barrier, _ = told.split(" ")
            found[barrier] += int(count)
    for row in table(folder, "attendance.csv"):
        if row["attendance"] == "apologies":
            found[row["barrier"]] += 1
    return found


def change(folder: Path, survey: str) -> tuple[int, float]:
    """How many people answered before and after, and the median of how they changed, in points of 100."""
    rows = table(folder, "responses.csv")
    before = {row["email"]: _score(row) for row in rows if row["survey"] == "baseline"}
    after: dict[str, float] = {}
    for row in rows:
        if row["survey"] == survey:
            after.setdefault(row["email"], _score(row))
    differences = [after[who] - before[who] for who in after if who in before]
    return len(differences), median(differences)


def influence(folder: Path) -> Counter[str]:
    """How many contributions were answered how; empty for those that wait."""
    return Counter(row["outcome"] for row in table(folder, "influence.csv"))


def _score(row: dict[str, str]) -> float:
    return (_subscale(row, _CONFIDENCE) + _subscale(row, _EMPOWERMENT)) / 2


def _subscale(row: dict[str, str], items: Iterable[str]) -> float:
    told = {item: int(row[item]) for item in items if row[item] not in ("", "n/a")}
    points = [10 - answer if item == _REVERSED else answer for item, answer in told.items()]
    return sum(points) / len(points) * 10
