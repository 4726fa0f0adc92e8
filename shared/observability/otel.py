"""Spans recorded by OpenTelemetry: imported only when the extra ``tracing`` is installed and wanted."""

# The extra is not there in every environment in which types are checked.
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor

    from shared.observability.tracing import Tracer


def recording_tracer(service: str, processor: SpanProcessor | None = None) -> Tracer:
    """A tracer that sends its spans to the collector named by ``OTEL_EXPORTER_OTLP_ENDPOINT``."""
    provider = TracerProvider(resource=Resource.create({"service.name": f"levelfield-{service}"}))
    provider.add_span_processor(processor or _to_collector())
    tracer = provider.get_tracer("levelfield")
    carrier_format = TraceContextTextMapPropagator()

    @contextmanager
    def record(name: str, traceparent: str | None) -> Generator[str | None]:
        parent = carrier_format.extract({"traceparent": traceparent}) if traceparent else None
        # OpenTelemetry would record the exception's message, which may quote what somebody sent.
        with tracer.start_as_current_span(
            name, context=parent, record_exception=False, set_status_on_exception=False
        ) as current:
            outgoing: dict[str, str] = {}
            carrier_format.inject(outgoing)
            try:
                yield outgoing.get("traceparent")
            except BaseException as error:
                current.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise

    def span(name: str, traceparent: str | None) -> AbstractContextManager[str | None]:
        return record(name, traceparent)

    return span


def _to_collector() -> SpanProcessor:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return BatchSpanProcessor(OTLPSpanExporter())
