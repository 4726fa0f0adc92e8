"""Every metric of the platform, declared and explained in this one file.

Promises:
- No other module creates a metric (a test reads the source and says so), so this file is the
  whole answer to "what can I put on a dashboard?".
- The unit is in the name: ``_seconds``, ``_total``, or the thing counted. Seconds and counts are
  never scaled.
- No label carries personal data, and none can grow without bound: ``service`` is one of ours,
  ``route`` is the template and not the path, ``type`` is an event type of ``shared.contracts``
  (an unknown type is counted under its reason, never under its own name), ``reason`` and
  ``outcome`` are words from the code. The tenant is a label only of the domain metrics that count
  what a collaborative cares about.

Looking a label up costs about a microsecond and a lock. On the hot path bind it once::

    applied = Bound(EVENTS_APPLIED, "training")
    applied["levelfield.registration.ParticipantJoined.v1"].inc()
"""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram, Info, disable_created_metrics

# A second series beside every counter, telling when the process began, which ``up`` tells already.
disable_created_metrics()

_FAST = (0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
"""For work inside one process and one database: a write to the disk takes 2 to 4 ms."""

_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048)
"""For how much was done at once: a batch never holds more than 2,000."""


class Bound[M: (Counter, Gauge, Histogram)](dict[str | tuple[str, ...], M]):
    """A metric whose first labels are fixed, and whose children are found by the remaining ones.

    A plain dictionary look-up after the first time. Only for labels with few values: it never forgets.
    """

    def __init__(self, metric: M, *first: str) -> None:
        super().__init__()
        self._metric = metric
        self._first = first

    def __missing__(self, rest: str | tuple[str, ...]) -> M:
        remaining = (rest,) if isinstance(rest, str) else rest
        child = self._metric.labels(*self._first, *remaining)
        self[rest] = child
        return child


# --- the process -------------------------------------------------------------------------------

BUILD_INFO = Info("levelfield_build", "The release that runs: version and revision.", ["service"])
READY = Gauge(
    "levelfield_ready",
    "1 while the process may be given work, as /health/ready says; asked anew at each scrape.",
    ["service"],
)
LIVE = Gauge(
    "levelfield_live",
    "1 while the process gets on with its work, as /health/live says; asked anew at each scrape.",
    ["service"],
)

# --- HTTP --------------------------------------------------------------------------------------

HTTP_REQUESTS = Counter(
    "levelfield_http_requests_total",
    "Requests answered, by route template and status code; a path without a route counts as 'unmatched'.",
    ["service", "method", "route", "status"],
)
HTTP_SECONDS = Histogram(
    "levelfield_http_seconds",
    "Time from the request's first byte to the response's last.",
    ["service", "method", "route"],
    buckets=_FAST,
)

# --- commands ----------------------------------------------------------------------------------

COMMANDS = Counter(
    "levelfield_commands_total",
    "Commands handled, by outcome: done, refused, stale, unavailable or failed.",
    ["service", "command", "outcome"],
)
COMMAND_SECONDS = Histogram(
    "levelfield_command_seconds",
    "Time a command took: load, decide and save, without HTTP.",
    ["service", "command", "outcome"],
    buckets=_FAST,
)
GROUP_COMMIT_SIZE = Histogram(
    "levelfield_group_commit_documents",
    "Documents that shared one durable write.",
    ["service"],
    buckets=_SIZES,
)

# --- outbox and publisher ----------------------------------------------------------------------

EVENTS_PUBLISHED = Counter(
    "levelfield_events_published_total",
    "Events that Kafka has acknowledged, by type.",
    ["service", "type"],
)
PUBLISH_FAILURES = Counter(
    "levelfield_publish_failures_total",
    "Attempts to publish that Kafka did not acknowledge; the events stay in the outbox.",
    ["service"],
)
OUTBOX_OLDEST = Gauge(
    "levelfield_outbox_oldest_pending_seconds",
    "Age of the oldest event that waits to be published; 0 when none waits.",
    ["service"],
)
OUTBOX_PENDING = Gauge(
    "levelfield_outbox_pending_aggregates",
    "Aggregates with events that wait to be published.",
    ["service"],
)
OUTBOX_REPUBLISHED = Counter(
    "levelfield_outbox_republished_total",
    "Events that the sweeper found left behind and published.",
    ["service"],
)

# --- consumer and inbox ------------------------------------------------------------------------

EVENTS_APPLIED = Counter(
    "levelfield_events_applied_total",
    "Events whose effects were committed, by type.",
    ["service", "type"],
)
EVENTS_SKIPPED = Counter(
    "levelfield_events_skipped_total",
    "Messages passed over: duplicate, unknown_type, future_version or undecodable.",
    ["service", "reason"],
)
PARTNER_MESSAGES = Counter(
    "levelfield_partner_messages_total",
    "Messages of partners that were answered: accepted, rejected by a rule, or unusable.",
    ["service", "outcome"],
)
PROPAGATION_SECONDS = Histogram(
    "levelfield_propagation_seconds",
    "From an event's commit in the source service to its effects committed here.",
    ["service", "source"],
    buckets=(
        *(0.001, 0.002, 0.003, 0.004, 0.006, 0.008, 0.012, 0.016, 0.025, 0.05),
        *(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
    ),
)
BATCH_EVENTS = Histogram(
    "levelfield_batch_events",
    "Events applied in one transaction.",
    ["service"],
    buckets=_SIZES,
)
BATCH_SECONDS = Histogram(
    "levelfield_batch_seconds",
    "Time a batch took from being taken up to its commit.",
    ["service"],
    buckets=_FAST,
)
BATCH_RETRIES = Counter(
    "levelfield_batch_retries_total",
    "Batches tried again, by reason: conflict or infrastructure.",
    ["service", "reason"],
)
CONSUMER_LAG = Gauge(
    "levelfield_consumer_lag_events",
    "Events on the partition that are not yet applied here.",
    ["service", "topic", "partition"],
)
QUARANTINED = Gauge(
    "levelfield_quarantined_aggregates",
    "Aggregates held back behind an event whose handler failed.",
    ["service"],
)
PARKED = Gauge(
    "levelfield_parked_aggregates",
    "Aggregates held back because an earlier event of theirs has not come.",
    ["service"],
)
UNDECODABLE = Gauge(
    "levelfield_undecodable_messages",
    "Messages that could not be read and are kept raw for an operator.",
    ["service"],
)
HALTED = Gauge(
    "levelfield_consumer_halted",
    "1 when the consumer has stopped itself because too many aggregates failed alike.",
    ["service"],
)

# --- what is sent to people and systems outside ------------------------------------------------

WEBHOOK_ATTEMPTS = Counter(
    "levelfield_webhook_attempts_total",
    "Attempts to send a webhook, by outcome: delivered, gone, refused, timed_out, not_reached or "
    "target_forbidden.",
    ["service", "outcome"],
)

# --- causal reads ------------------------------------------------------------------------------

CAUSAL_WAITS = Counter(
    "levelfield_causal_waits_total",
    "Requests that carried Levelfield-After, by outcome: at_once, waited or timed_out.",
    ["service", "outcome"],
)
CAUSAL_WAIT_SECONDS = Histogram(
    "levelfield_causal_wait_seconds",
    "Time a request waited for the change it follows.",
    ["service"],
    buckets=_FAST,
)

# --- messages to people ------------------------------------------------------------------------

DELIVERY_ATTEMPTS = Counter(
    "levelfield_delivery_attempts_total",
    "Attempts to send a message, by channel and outcome: sent, put_off or refused.",
    ["service", "channel", "outcome"],
)
DELIVERY_OVERDUE = Gauge(
    "levelfield_delivery_overdue_seconds",
    "How long ago a message should have been looked at that still waits; 0 if none does.",
    ["service"],
)
STATES_KEPT = Counter(
    "levelfield_states_kept_total",
    "Messages of a topic that keeps the latest alone, by outcome: kept, outdated or unreadable.",
    ["service", "topic", "outcome"],
)

# --- what a collaborative cares about, the only ones with a tenant -----------------------------

REPRESENTATION = Gauge(
    "levelfield_representation_ratio",
    "The share with lived experience at the last meeting of the collaborative, 0 to 1.",
    ["service", "tenant"],
)
MODULES_RELEASED = Gauge(
    "levelfield_released_modules",
    "Modules of the collaborative that have a released version.",
    ["service", "tenant"],
)
COMPLETIONS = Gauge(
    "levelfield_module_completions",
    "How often somebody in the collaborative has completed a module.",
    ["service", "tenant"],
)
