"""The HTTP edge: everything between a socket and a use case, and no business rule.

``app.create_app`` puts it together. A service's routers need ``access`` (who may call a route),
``refusals`` (how a route says no), and, where they apply, ``paging``, ``etag`` and ``idempotency``.
"""
