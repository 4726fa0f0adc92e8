from __future__ import annotations

from typing import Any

import pytest

memory: Any = pytest.importorskip(
    "opentelemetry.sdk.trace.export.in_memory_span_exporter", reason="the extra 'tracing' is not installed"
)

INCOMING = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def exporter() -> Any:
    return memory.InMemorySpanExporter()


@pytest.fixture
def span(exporter: Any) -> Any:
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor  # pyright: ignore

    from shared.observability import otel

    return otel.recording_tracer("training", SimpleSpanProcessor(exporter))  # pyright: ignore


def test_a_span_continues_the_trace_that_came_in(span: Any, exporter: Any) -> None:
    with span("apply batch", INCOMING) as outgoing:
        assert outgoing.split("-")[1] == INCOMING.split("-")[1]
        assert outgoing.split("-")[2] != INCOMING.split("-")[2]
    (recorded,) = exporter.get_finished_spans()
    assert recorded.name == "apply batch"


def test_a_span_within_a_span_belongs_to_it(span: Any, exporter: Any) -> None:
    with span("outer", None) as outer, span("inner", None) as inner:
        assert inner.split("-")[1] == outer.split("-")[1]
    assert len(exporter.get_finished_spans()) == 2


def test_an_error_is_recorded_by_its_class_alone(span: Any, exporter: Any) -> None:
    with pytest.raises(ValueError, match="Invented"), span("work", None):
        raise ValueError("Invented Ingrid")
    assert "Ingrid" not in exporter.get_finished_spans()[0].to_json()
    assert "ValueError" in exporter.get_finished_spans()[0].to_json()
