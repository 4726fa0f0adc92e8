"""Every route of the services, with what it takes to call it rightly.

The tables of the tests are made from these. ``test_every_route_is_in_the_table`` holds them against the
OpenAPI documents, so a route that is added fails there until it is here, and then goes through every test.
"""

from __future__ import annotations

from tests.integration.services.registration_routes import REGISTRATION
from tests.integration.services.training_routes import TRAINING

WITHOUT_TENANT = frozenset(
    {("registration", "POST", "/v1/collaboratives"), ("registration", "GET", "/v1/collaboratives")}
)
"""Those of no collaborative, which have tests of their own."""

ROUTES = (*REGISTRATION, *TRAINING)
