"""What the services export, and what an expression in PromQL asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import promql_parser
from prometheus_client.metrics import MetricWrapperBase
from promql_parser import AggregateExpr, BinaryExpr, Expr, LabelModifierType, MatrixSelector, VectorSelector

from shared.contracts.registry import CONTRACTS
from shared.observability import metrics
from tests.support.services import REPOSITORY

_SUFFIXES = {
    "counter": ("_total",),
    "gauge": ("",),
    "histogram": ("_bucket", "_sum", "_count"),
    "info": ("_info",),
}
_MORE_LABELS = {"_bucket": {"le"}, "_info": {"version", "revision"}}
_OF_EVERY_TARGET = {"job", "instance"}
_PROMETHEUS_OWN = {"up": set[str](), "ALERTS": {"alertname", "alertstate", "severity"}}
_TYPES = {event.type for event in CONTRACTS}
_VARIABLES = {"$__rate_interval": "5m", "$__range": "1h"}


@cache
def exported() -> dict[str, set[str]]:
    """The labels of every series that a service exports, by the series' name, and of Prometheus's own.

    A metric that is declared and that nobody touches is not exported.
    """
    found = {name: labels | _OF_EVERY_TARGET for name, labels in _PROMETHEUS_OWN.items()}
    used = _words_of_the_services()
    for variable, metric in vars(metrics).items():
        if not isinstance(metric, MetricWrapperBase) or variable not in used:
            continue
        family = next(iter(metric.describe()))
        labels: tuple[str, ...] = getattr(metric, "_labelnames")  # noqa: B009 -- it has no public name
        for suffix in _SUFFIXES[family.type]:
            more = _MORE_LABELS.get(suffix, set[str]())
            found[family.name + suffix] = {*labels, *more, *_OF_EVERY_TARGET}
    return found


def _words_of_the_services() -> set[str]:
    files = [file for folder in ("shared", "services") for file in (REPOSITORY / folder).rglob("*.py")]
    declaring = REPOSITORY / "shared" / "observability" / "metrics.py"
    return {
        word for file in files if file != declaring for word in re.findall(r"\b[A-Z_]+\b", file.read_text())
    }


def faults(expression: str, known: dict[str, set[str]]) -> list[str]:
    """What it asks for that nobody exports: series, labels, types of event."""
    for variable, value in _VARIABLES.items():
        expression = expression.replace(variable, value)
    whole = promql_parser.parse(expression)
    found = [fault for selector in _selectors(whole) for fault in _faults_of(selector, known)]
    for labels, below in _groupings(whole):
        there = [known.get(selector.name or "", set()) for selector in _selectors(below)]
        found += [f"no label {label} to group by" for label in labels for one in there if label not in one]
    return found


def _faults_of(selector: VectorSelector, known: dict[str, set[str]]) -> Iterator[str]:
    name = selector.name or ""
    if name not in known:
        yield f"nobody exports {name or selector}"
        return
    for matcher in selector.matchers.matchers:
        if matcher.name not in known[name]:
            yield f"{name} has no label {matcher.name}"
        elif matcher.name == "type" and not any(re.fullmatch(matcher.value, one) for one in _TYPES):
            yield f"there is no event {matcher.value}"


def _selectors(expression: Expr) -> list[VectorSelector]:
    found: list[VectorSelector] = []

    def look(node: Expr) -> None:
        if isinstance(node, MatrixSelector):
            found.append(node.vector_selector)
        elif isinstance(node, VectorSelector):
            found.append(node)

    promql_parser.walk(expression, look)
    return list({str(one): one for one in found}.values())


def _groupings(expression: Expr) -> list[tuple[list[str], Expr]]:
    """The labels that are kept or matched on, with what they are taken from."""
    found: list[tuple[list[str], Expr]] = []

    def look(node: Expr) -> None:
        if isinstance(node, AggregateExpr) and node.modifier is not None:
            found.append((list(node.modifier.labels), node.expr))
        if isinstance(node, BinaryExpr) and node.modifier is not None:
            matching = node.modifier.matching
            if matching is not None and matching.type == LabelModifierType.Include:
                found.append((list(matching.labels), node))

    promql_parser.walk(expression, look)
    return found
