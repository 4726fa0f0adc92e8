"""Every route of the services, with what it takes to call it rightly.

The tables of the tests are made from these. ``test_every_route_is_in_the_table`` holds them against the
OpenAPI documents, so a route that is added fails there until it is here, and then goes through every test.
"""

from __future__ import annotations

from tests.integration.services.celebration_routes import CELEBRATED, CELEBRATIONS
from tests.integration.services.collaborative_routes import OF_COLLABORATIVES, SIGNED_IN
from tests.integration.services.delivery_routes import DELIVERY
from tests.integration.services.evaluation_routes import EVALUATION
from tests.integration.services.operations_routes import OPERATIONS
from tests.integration.services.partner_routes import PARTNERS
from tests.integration.services.registration_routes import REGISTRATION
from tests.integration.services.reporting_routes import OPEN_TO_EVERYBODY
from tests.integration.services.subscription_routes import SUBSCRIPTION
from tests.integration.services.training_routes import TRAINING

ROUTES = (
    *REGISTRATION,
    *TRAINING,
    *EVALUATION,
    *CELEBRATIONS,
    *SUBSCRIPTION,
    *DELIVERY,
    *PARTNERS,
)
"""Those of a tenant."""

PUBLIC = (
    *OF_COLLABORATIVES,
    *OPEN_TO_EVERYBODY,
    *CELEBRATED,
)
"""Those that anybody may call, with or without a token."""

WITH_TOKEN = (*ROUTES, *SIGNED_IN, *OPERATIONS)
"""Those for which a token is needed."""

ALL_ROUTES = (*WITH_TOKEN, *PUBLIC)
