"""Rules that the source itself keeps, read from its syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 300

type Place = str


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    assert found, f"nothing in {folders}"
    return found


def place(path: Path, node: ast.AST | None = None) -> Place:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def nodes(paths: list[Path]) -> Iterator[tuple[Path, ast.AST]]:
    for path in paths:
        for node in tree(path):
            yield path, node


@cache
def tree(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a file, read once for all rules."""
    return tuple(ast.walk(ast.parse(path.read_text())))


def name_of(node: ast.AST) -> str:
    """``datetime.now`` of such an expression; empty for others."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return ""


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{one.name}" for one in node.names]
    return []


UNPREDICTABLE = ("uuid", "uuid_utils", "random", "secrets", "time", "os", "socket", "asyncio", "pathlib")
CLOCKS = ("now", "utcnow", "today", "uuid4", "uuid7", "urandom")


def test_the_domain_has_no_clock_no_chance_and_no_outside() -> None:
    folders = [str(path.relative_to(ROOT)) for path in (ROOT / "services").glob("*/domain")]
    guilty: list[Place] = []
    for path, node in nodes(sources(*folders)):
        guilty += [place(path, node) for one in imported(node) if one.split(".")[0] in UNPREDICTABLE]
        if isinstance(node, ast.Call) and name_of(node.func).rpartition(".")[2] in (*CLOCKS, "open", "print"):
            guilty.append(place(path, node))
        if isinstance(node, ast.AsyncFunctionDef | ast.Await):
            guilty.append(place(path, node))
    assert guilty == []


MAY_TOUCH_COLLECTIONS = ("shared/persistence", "shared/messaging", "shared/privacy")
WIRING = ("shared/runtime",)
"""Where databases are opened and handed on; an operator's verify and rebuild live there too."""

TOUCHES = (
    *("find", "find_one", "insert_one", "insert_many", "update_one", "update_many", "replace_one"),
    *("delete_one", "delete_many", "bulk_write", "aggregate", "count_documents", "distinct"),
    *("find_one_and_update", "find_one_and_delete", "find_one_and_replace", "create_index", "create_indexes"),
)


def is_driver(module: str) -> bool:
    """What can reach a collection; to know the driver's errors harms nobody."""
    return module.split(".")[0] in ("pymongo", "bson") and not module.startswith("pymongo.errors.")


def test_only_the_stores_import_mongodbs_driver() -> None:
    allowed = (*MAY_TOUCH_COLLECTIONS, *WIRING)
    guilty = [
        place(path, node)
        for path, node in nodes(sources("services", "shared"))
        if not str(path.relative_to(ROOT)).startswith(allowed)
        and any(is_driver(one) for one in imported(node))
    ]
    assert guilty == []


def test_a_service_reaches_no_collection_past_the_tenant_scoped_stores() -> None:
    raw = ("shared.persistence.database.connect", "shared.persistence.database.Database")
    raw += ("shared.persistence.database.Collection", "shared.persistence.database.Client")
    guilty: list[Place] = []
    for path, node in nodes(sources("services", "shared/web")):
        if any(one in raw for one in imported(node)):
            guilty.append(place(path, node))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of_database = name_of(node.func.value).endswith(("database", "collection", "client"))
            if node.func.attr in TOUCHES and of_database:
                guilty.append(place(path, node))
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "database"
            and name_of(node) != "settings.database"
        ):
            guilty.append(place(path, node))
    assert guilty == []


METRICS = ("Counter", "Gauge", "Histogram", "Summary", "Info", "Enum")


def test_no_metric_is_made_outside_the_one_file() -> None:
    guilty: list[Place] = []
    for path, node in nodes(sources("shared", "services", "levelfield")):
        if path == ROOT / "shared/observability/metrics.py":
            continue
        made = {f"prometheus_client.{one}" for one in METRICS}
        # The class may be named in an annotation; what counts is a call of it.
        if isinstance(node, ast.Call) and name_of(node.func) in {*made, *METRICS}:
            names = {one for other in tree(path) for one in imported(other)}
            if names & {*made, "prometheus_client"}:
                guilty.append(place(path, node))
    assert guilty == []


@pytest.mark.parametrize("folder", ["shared", "services", "levelfield"])
def test_no_file_is_too_long_to_be_read_in_one_go(folder: str) -> None:
    lengths = {place(path): len(path.read_text().splitlines()) for path in sources(folder)}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


SLEEPS = ("time.sleep", "asyncio.sleep", "sleep", "anyio.sleep")


def straight_on(node: ast.AST) -> Iterator[ast.AST]:
    """What a test does itself, one after the other: no loop (which asks again) and no function within."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.While | ast.For | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from straight_on(child)


def test_no_test_sleeps_it_waits_for_a_condition_with_a_bound() -> None:
    tests = [
        (path, node)
        for path, node in nodes(sources("tests"))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]
    guilty = [
        place(path, call)
        for path, test in tests
        for call in straight_on(test)
        if isinstance(call, ast.Call) and name_of(call.func) in SLEEPS
    ]
    assert guilty == []


def test_nothing_is_printed_outside_the_operators_command() -> None:
    guilty = [
        place(path, node)
        for path, node in nodes(sources("shared", "services"))
        if isinstance(node, ast.Call) and name_of(node.func) == "print"
    ]
    assert guilty == []
