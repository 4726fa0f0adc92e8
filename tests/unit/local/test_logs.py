"""Reading the parts' log files."""

from __future__ import annotations

from pathlib import Path

from levelfield.local.layout import Layout
from levelfield.local.logs import follow, last_lines_of, log_names


def _log(layout: Layout, name: str, text: str, mode: str = "w") -> None:
    layout.logs.mkdir(parents=True, exist_ok=True)
    with layout.log(name).open(mode) as stream:
        stream.write(text)


def test_the_last_lines_of_each_log_are_shown(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    _log(layout, "kafka", "one\ntwo\nthree\n")
    _log(layout, "mongo", "four\n")

    assert log_names(layout) == ["kafka", "mongo"]
    shown = list(last_lines_of(layout, ["kafka", "mongo"], 2))
    assert shown == [("kafka", "two"), ("kafka", "three"), ("mongo", "four")]
    assert list(last_lines_of(layout, ["kafka"], 0)) == []


def test_following_gives_whole_lines_written_from_now_on(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    _log(layout, "kafka", "before\n")
    lines = follow(layout, ["kafka"])

    _log(layout, "kafka", "first\nhal", "a")
    assert next(lines) == ("kafka", "first")
    _log(layout, "kafka", "f\n", "a")
    assert next(lines) == ("kafka", "half")


def test_a_log_that_was_cut_short_is_read_from_its_start(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    _log(layout, "kafka", "a long line before\n")
    lines = follow(layout, ["kafka"])

    _log(layout, "kafka", "new\n")

    assert next(lines) == ("kafka", "new")
