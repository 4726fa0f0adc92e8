"""``python -m bench``."""

from __future__ import annotations

import sys

import pytest

from bench.__main__ import BENCHES, parse
from bench.latency import Latencies
from bench.load import Load
from bench.replay import Look, rate_between


def test_without_arguments_everything_is_measured_quickly_in_three_rounds() -> None:
    asked = parse([])
    assert (asked.only, asked.rounds, asked.full, asked.json) == (list(BENCHES), 3, False, None)


def test_some_benches_can_be_asked_for() -> None:
    assert parse(["--only", "apply", "outbox", "--rounds", "5"]).only == ["apply", "outbox"]


@pytest.mark.parametrize("wrong", [["--only", "nothing"], ["--rounds", "0"]])
def test_what_does_not_exist_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(wrong)
    assert "invalid choice" in capsys.readouterr().err


def test_every_bench_says_what_its_floor_is_and_why_it_is_fair() -> None:
    for bench in BENCHES.values():
        text = sys.modules[bench.__module__].__doc__ or ""
        assert "loor" in text, bench.__module__


def test_latencies_keep_both_quantiles_of_each_round_in_milliseconds() -> None:
    latencies = Latencies()
    latencies.add([one / 1000 for one in range(100, 0, -1)])
    assert (latencies.p50, latencies.p99) == ([50.0], [99.0])


def test_a_rate_between_two_shares_counts_only_what_lies_between() -> None:
    looks = [Look(0, 10, 0), Look(1, 50, 0), Look(2, 75, 0), Look(4, 100, 0)]
    assert rate_between(looks, 0.5, 0.75) == 25
    assert rate_between(looks, 0.75, 1.0) == 12.5


def test_a_load_can_be_told_to_another_process_without_loss() -> None:
    load = Load(port=1, path="/p", headers={"A": "b"}, body='{"n": "{n}"}', warm_up_seconds=1, seconds=2)
    assert Load.model_validate_json(load.model_dump_json()) == load
