from __future__ import annotations

import builtins
import sys
from typing import Any

import pytest

import shared.observability
from shared.observability import tracing
from shared.observability.tracing import TraceContext, span

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
INCOMING = f"00-{TRACE}-{PARENT}-01"


def test_a_traceparent_is_read_and_written_as_the_standard_says() -> None:
    context = TraceContext.parse(INCOMING)
    assert context == TraceContext(TRACE, PARENT, sampled=True)
    assert str(context) == INCOMING


def test_a_later_version_is_read_as_far_as_it_is_known() -> None:
    assert str(TraceContext.parse(f"cc-{TRACE}-{PARENT}-03-more")) == INCOMING


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "rubbish",
        f"ff-{TRACE}-{PARENT}-01",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{PARENT}-01",
        f"00-{TRACE}-{PARENT}-01-more",
        f"00-{TRACE}-{PARENT}",
        f"00-{TRACE}-{PARENT}-01\n",
        "00-ingrid@example.org-01",
    ],
)
def test_a_malformed_traceparent_is_ignored(header: str | None) -> None:
    assert TraceContext.parse(header) is None
    with span("work", header) as outgoing:
        assert outgoing is None


def test_without_a_recorder_the_trace_is_passed_on_uncut() -> None:
    with span("work", INCOMING) as outgoing:
        assert outgoing == INCOMING


def test_an_error_inside_a_span_comes_out_as_it_is() -> None:
    with pytest.raises(KeyError), span("work", INCOMING):
        raise KeyError("x")


def test_nothing_is_recorded_unless_the_environment_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    assert not tracing.configure("training")


def test_nothing_is_recorded_where_the_extra_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_extra(name: str, *rest: Any) -> Any:
        if name.startswith("opentelemetry"):
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")
    monkeypatch.delitem(sys.modules, "shared.observability.otel", raising=False)
    monkeypatch.delattr(shared.observability, "otel", raising=False)
    monkeypatch.setattr(builtins, "__import__", without_extra)
    assert not tracing.configure("training")
