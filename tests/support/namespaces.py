"""A name of its own for each test, so that tests share Kafka and MongoDB without meeting each other."""

from __future__ import annotations

import secrets
from collections.abc import Generator
from contextlib import contextmanager

from levelfield.local.traces import remove_databases, remove_topics
from tests.support.parts import Parts


@contextmanager
def namespace_on(parts: Parts) -> Generator[str]:
    """Yield the name (see ``shared.settings``); what was made under it is removed afterwards."""
    name = f"t{secrets.token_hex(4)}"
    try:
        yield name
    finally:
        remove_databases(parts.mongodb_uri, name)
        remove_topics(parts.bootstrap_servers, name)
