from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import Counter, Gauge, Histogram, Info
from prometheus_client.metrics import MetricWrapperBase

from shared.observability import metrics
from shared.observability.metrics import Bound

ROOT = Path(__file__).parents[3]
DECLARED = {name: metric for name, metric in vars(metrics).items() if isinstance(metric, MetricWrapperBase)}
KINDS = {"Counter", "Gauge", "Histogram", "Summary", "Info", "Enum"}
UNITS = (
    *("_seconds", "_events", "_documents", "_aggregates", "_messages", "_build"),
    *("_ratio", "_modules", "_completions"),
)
OF_A_TENANT = {"REPRESENTATION", "MODULES_RELEASED", "COMPLETIONS"}
"""What a collaborative cares about: three series for each, and no more."""

YES_OR_NO = ("_halted", "_ready", "_live")
LABELS = {
    *("service", "method", "route", "status", "command", "outcome", "type", "reason", "source"),
    *("topic", "partition", "channel"),
}


def described(metric: MetricWrapperBase) -> tuple[str, str, list[str], str]:
    """The name, help and kind as Prometheus sees them, and the labels."""
    family = next(iter(metric.describe()))
    return family.name, family.documentation, list(getattr(metric, "_labelnames")), family.type  # noqa: B009


@pytest.mark.parametrize("name", DECLARED)
def test_every_metric_says_in_a_sentence_what_it_is(name: str) -> None:
    _, explanation, _, _ = described(DECLARED[name])
    assert len(explanation) > 20
    assert explanation.endswith(".")


@pytest.mark.parametrize("name", DECLARED)
def test_names_follow_prometheus_and_carry_their_unit(name: str) -> None:
    full, _, labels, kind = described(DECLARED[name])
    assert full.startswith("levelfield_")
    assert full == full.lower()
    # Prometheus's client keeps a counter's name without _total and adds it when exposing.
    assert kind == "counter" or full.endswith(UNITS + YES_OR_NO)
    assert not full.endswith("_total")
    assert "service" in labels


@pytest.mark.parametrize("name", DECLARED)
def test_only_known_labels_are_used_so_none_grows_or_names_a_person(name: str) -> None:
    assert set(described(DECLARED[name])[2]) - LABELS == ({"tenant"} if name in OF_A_TENANT else set())


def test_propagation_is_measured_from_a_millisecond_to_a_minute() -> None:
    bounds: list[float] = getattr(metrics.PROPAGATION_SECONDS, "_kwargs")["buckets"]  # noqa: B009
    assert (bounds[0], bounds[-1]) == (0.001, 60.0)
    assert list(bounds) == sorted(bounds)


def test_a_bound_metric_counts_where_the_whole_metric_does() -> None:
    bound = Bound(metrics.EVENTS_SKIPPED, "a-test")
    bound["duplicate"].inc()
    bound["duplicate"].inc()
    found = metrics.EVENTS_SKIPPED.labels("a-test", "duplicate").collect()
    assert [sample.value for family in found for sample in family.samples] == [2.0]


def test_a_bound_metric_takes_several_remaining_labels() -> None:
    bound = Bound(metrics.CONSUMER_LAG, "a-test")
    assert bound["topic", "0"] is metrics.CONSUMER_LAG.labels("a-test", "topic", "0")


def test_metrics_of_all_kinds_are_declared_here_once() -> None:
    assert {type(metric) for metric in DECLARED.values()} == {Counter, Gauge, Histogram, Info}
    names = [described(metric)[0] for metric in DECLARED.values()]
    assert len(names) == len(set(names))


def metrics_made_in(source: str) -> Iterator[int]:
    """The lines on which a piece of code makes a metric of prometheus_client."""
    tree = ast.parse(source)
    kinds: set[str] = set()
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("prometheus_client"):
            kinds |= {name.asname or name.name for name in node.names if name.name in KINDS}
            modules |= {name.asname or name.name for name in node.names if name.name not in KINDS}
        elif isinstance(node, ast.Import):
            modules |= {
                name.asname or name.name for name in node.names if name.name.startswith("prometheus_client")
            }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            owner, _, last = called.rpartition(".")
            if called in kinds or (owner in modules and last in KINDS):
                yield node.lineno


def test_no_other_module_makes_a_metric() -> None:
    files = [
        file for folder in ("shared", "services", "levelfield") for file in (ROOT / folder).rglob("*.py")
    ]
    assert len(files) > 10
    found = {str(file.relative_to(ROOT)): list(metrics_made_in(file.read_text())) for file in files}
    assert [name for name, lines in found.items() if lines] == ["shared/observability/metrics.py"]


@pytest.mark.parametrize(
    "source",
    [
        "from prometheus_client import Counter\nCounter('x', 'y')",
        "from prometheus_client import Gauge as G\ndef f():\n    return G('x', 'y')",
        "import prometheus_client\nprometheus_client.Histogram('x', 'y')",
        "import prometheus_client as p\np.Summary('x', 'y')",
        "from prometheus_client import metrics\nmetrics.Counter('x', 'y')",
        "import prometheus_client.metrics\nprometheus_client.metrics.Counter('x', 'y')",
    ],
)
def test_the_search_for_metrics_finds_them_however_they_are_made(source: str) -> None:
    assert list(metrics_made_in(source))


@pytest.mark.parametrize(
    "source", ["from collections import Counter\nCounter()", "from prometheus_client import generate_latest"]
)
def test_the_search_for_metrics_finds_nothing_else(source: str) -> None:
    assert not list(metrics_made_in(source))
