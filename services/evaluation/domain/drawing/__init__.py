"""Pictures of charts as SVG: pure functions, the same picture for the same chart.

Promises:
- Every picture has a name and says in words all that it shows (``role="img"``, ``title`` and ``desc``).
- No meaning is told by colour alone: each kind of point has a shape of its own, each line a label.
"""

from services.evaluation.domain.drawing.picture import draw

__all__ = ["draw"]
