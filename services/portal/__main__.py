"""``python -m services.portal``"""

from services.portal.app import build
from services.portal.settings import PortalSettings
from shared.runtime.process import run

if __name__ == "__main__":
    settings = PortalSettings.model_validate({})
    run("portal", settings, lambda: build(settings))
