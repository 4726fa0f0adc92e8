"""``python -m services.training [--only api|worker]``"""

from services.training.app import build
from shared.runtime.process import parse, run
from shared.settings import ServiceSettings

if __name__ == "__main__":
    parts = parse("training")
    settings = ServiceSettings.model_validate({})
    run("training", settings, lambda: build(settings, parts))
