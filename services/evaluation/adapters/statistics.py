"""Statistics by scipy.

The interval is a bootstrap of the median (10,000 resamples, percentiles): it assumes nothing of how answers
are spread. The seed is fixed, so that the same answers always give the same interval. The effect size is the
matched pairs' rank-biserial correlation (Kerby 2014): of all ranked changes, the share that goes up less the
share that goes down. It suits scores whose steps are not of one size, and fits the median as Cohen's d fits a
mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.evaluation.domain.measures.answers import Change

SEED = 20180115
RESAMPLES = 10_000


class ScipyStatistics:
    """What the measures ask of a library of statistics."""

    def change(self, differences: Sequence[float]) -> Change:
        """The median change, its interval at 95 % confidence, and the effect size.

        Raises:
            ValueError: fewer than two differences.
        """
        if len(differences) < 2:
            raise ValueError("an interval needs two differences or more")
        # Importing scipy takes longer than starting a service; most processes never need it.
        import numpy
        from scipy import stats

        sample = numpy.asarray(differences, dtype=float)
        spread: Any = stats.bootstrap(
            (sample,),
            numpy.median,
            n_resamples=RESAMPLES,
            confidence_level=0.95,
            method="percentile",
            vectorized=True,
            rng=numpy.random.default_rng(SEED),
        )
        interval = spread.confidence_interval
        moved = sample[sample != 0]
        ranks: Any = stats.rankdata(numpy.abs(moved))
        effect = float((ranks * numpy.sign(moved)).sum() / ranks.sum()) if len(moved) else 0.0
        return Change(
            median=round(float(numpy.median(sample)), 6),
            low=round(float(interval.low), 6),
            high=round(float(interval.high), 6),
            effect=round(effect, 6),
        )
