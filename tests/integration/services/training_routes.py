"""The routes of training."""

from __future__ import annotations

from tests.integration.services.route import READERS, Route
from tests.integration.services.training_help_routes import HELP
from tests.integration.services.training_learning_routes import LEARNING

PEOPLE = (
    Route("training", "GET", "/v1/{tenant}/people", READERS, listed=True),
    Route("training", "GET", "/v1/{tenant}/people/{person_id}", READERS, of_one=True, own=True),
)

TRAINING = (*PEOPLE, *LEARNING, *HELP)
