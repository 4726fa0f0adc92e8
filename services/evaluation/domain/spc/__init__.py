"""Charts that tell change from chance: run, XmR, p and p-prime.

Pure: values in order of time go in; centre, limits, phases, signals by rule and a sentence in plain
English come out. What each rule does exactly, from which source, and where we differ from it:
``docs/charts.md``.

Invariants:
- The same input always gives the same chart. Arithmetic is exact (fractions) until a number is handed out.
- A missing value is never part of a signal. No rule and no moving range reaches across two phases.
- A chart says what its rules found, and nothing about why.
"""

from services.evaluation.domain.spc.chart import (
    Annotation,
    Assurance,
    Chart,
    Direction,
    Kind,
    Phase,
    Point,
    Rule,
    Runs,
    Signal,
    Verdict,
    Way,
)
from services.evaluation.domain.spc.control import p_chart, p_prime_chart, xmr_chart
from services.evaluation.domain.spc.nhs import special_cause_types
from services.evaluation.domain.spc.run import run_chart
from services.evaluation.domain.spc.sentence import describe

__all__ = [
    "Annotation",
    "Assurance",
    "Chart",
    "Direction",
    "Kind",
    "Phase",
    "Point",
    "Rule",
    "Runs",
    "Signal",
    "Verdict",
    "Way",
    "describe",
    "p_chart",
    "p_prime_chart",
    "run_chart",
    "special_cause_types",
    "xmr_chart",
]
