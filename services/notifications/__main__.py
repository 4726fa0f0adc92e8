"""``python -m services.notifications [--only api|worker]``"""

from services.notifications.app import build
from services.notifications.settings import NotificationsSettings
from shared.runtime.process import parse, run

if __name__ == "__main__":
    parts = parse("notifications")
    settings = NotificationsSettings.model_validate({})
    run("notifications", settings, lambda: build(settings, parts))
