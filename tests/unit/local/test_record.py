"""What is written down about a running part."""

from __future__ import annotations

from pathlib import Path

import psutil

from levelfield.local import record
from levelfield.local.record import Record


def test_a_record_speaks_of_one_process_and_not_of_the_next_with_its_pid() -> None:
    me = psutil.Process()
    mine = Record(name="part", url="", pid=me.pid, created=me.create_time())

    assert mine.process() == me
    assert mine.model_copy(update={"created": me.create_time() - 60}).process() is None


def test_a_pid_without_a_process_is_nobody() -> None:
    assert Record(name="part", url="", pid=2**22 + 1, created=0.0).process() is None


def test_what_cannot_be_read_as_a_record_is_none(tmp_path: Path) -> None:
    file = tmp_path / "part.json"
    assert record.read(file) is None

    for broken in ("", "{", "[]", '{"name": 1}'):
        file.write_text(broken)
        assert record.read(file) is None


def test_a_record_is_read_as_it_was_written_and_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "run" / "mongo.json"
    given = Record(name="mongo", url="mongodb://someone:secret@db.example:27017")

    record.write(file, given)

    assert record.read(file) == given
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]
