"""``python -m services.evaluation [--only api|worker]``"""

from services.evaluation.app import build
from services.evaluation.settings import EvaluationSettings
from shared.runtime.process import parse, run

if __name__ == "__main__":
    parts = parse("evaluation")
    settings = EvaluationSettings.model_validate({})
    run("evaluation", settings, lambda: build(settings, parts))
