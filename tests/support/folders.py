"""What is started once for the tests of a folder, and ended when the run leaves the folder.

Where a folder has no ``__init__.py``, pytest's scope "package" is the whole run: every installation would
live, and work, to its end.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.namespaces import namespace_on
from tests.support.parts import Parts
from tests.support.services import Installation, installation, running_issuer


@contextmanager
def running_installation(parts: Parts, folder: Path, services: Sequence[str]) -> Generator[Installation]:
    """An installation with an issuer of its own, in which these services are ready, one process of each."""
    with (
        running_issuer(folder) as issuer,
        namespace_on(parts) as namespace,
        installation(parts, namespace, issuer, folder) as made,
    ):
        for process in [made.launch(service) for service in services]:
            process.await_ready()
        yield made


_STARTED = pytest.StashKey[dict[str, Any]]()


def once_for_the_folder[T](
    request: pytest.FixtureRequest, start: Callable[[], AbstractContextManager[T]]
) -> T:
    """What ``start`` gives, the same for every module of the folder.

    Args:
        request: of the fixture, of scope "module", that gives it to tests.
    """
    folder = request.node.getparent(pytest.Directory)
    assert isinstance(folder, pytest.Directory), "a fixture of a module is asked for in a folder"
    started = folder.stash.setdefault(_STARTED, {})
    name = str(request.fixturename)
    if name not in started:
        with ExitStack() as stack:
            started[name] = stack.enter_context(start())
            folder.addfinalizer(lambda: started.pop(name))
            folder.addfinalizer(stack.pop_all().close)
    return started[name]
