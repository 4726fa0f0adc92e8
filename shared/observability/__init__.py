"""How the platform is seen from outside: metrics, logs, traces and health.

- ``metrics``: every metric, declared and explained in one file.
- ``logging``: JSON lines that cannot carry personal data, ``redaction`` says how.
- ``correlation``: which request or event the work at hand belongs to.
- ``tracing``: W3C trace context, passed on always and recorded only when asked.
- ``health``: ready (may I be given work?) and live (is the work being done?).
"""
