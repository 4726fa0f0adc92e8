"""``python -m services.registration [--only api|worker]``"""

from services.registration.app import build
from services.registration.settings import RegistrationSettings
from shared.runtime.process import parse, run

if __name__ == "__main__":
    parts = parse("registration")
    settings = RegistrationSettings.model_validate({})
    run("registration", settings, lambda: build(settings, parts))
