"""The dashboards: made of metrics that there are, and found by Grafana where its provisioning looks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.support.services import REPOSITORY
from tests.unit.deploy.exported import exported, faults

_FOLDER = REPOSITORY / "deploy" / "grafana"
_DASHBOARDS: dict[str, dict[str, Any]] = {
    file.stem: json.loads(file.read_text()) for file in sorted((_FOLDER / "dashboards").glob("*.json"))
}
_MOST_COLUMNS = 24

dashboard = pytest.mark.parametrize("name", _DASHBOARDS)


def _panels(name: str) -> Iterator[dict[str, Any]]:
    """Those that show something."""
    yield from (panel for panel in _DASHBOARDS[name]["panels"] if panel["type"] != "row")


def test_there_are_one_for_the_platform_and_one_for_what_collaboratives_do() -> None:
    assert set(_DASHBOARDS) == {"platform", "collaborative"}


@dashboard
def test_a_panel_asks_only_for_what_is_exported(name: str) -> None:
    known = exported()
    found = {
        panel["title"]: [faults(one["expr"], known) for one in panel["targets"]] for panel in _panels(name)
    }

    assert {title: wrong for title, wrong in found.items() if any(wrong)} == {}


@dashboard
def test_a_variable_takes_its_values_from_what_is_exported(name: str) -> None:
    for variable in _DASHBOARDS[name]["templating"]["list"]:
        metric, label = variable["definition"].removeprefix("label_values(").removesuffix(")").split(", ")
        assert label in exported()[metric]


@dashboard
def test_a_panel_says_what_it_shows_and_lies_on_no_other(name: str) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in _panels(name):
        assert panel["description"].endswith(".")
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert at["x"] + at["w"] <= _MOST_COLUMNS, panel["title"]
        assert not cells & taken, panel["title"]
        taken |= cells


def test_grafana_finds_them_and_they_find_prometheus() -> None:
    compose = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())["services"]
    source = yaml.safe_load((_FOLDER / "provisioning" / "datasources" / "prometheus.yml").read_text())[
        "datasources"
    ]
    provider = yaml.safe_load((_FOLDER / "provisioning" / "dashboards" / "levelfield.yml").read_text())[
        "providers"
    ]
    uids = {panel["datasource"]["uid"] for name in _DASHBOARDS for panel in _panels(name)}

    assert [one["uid"] for one in source] == list(uids)
    assert source[0]["url"] == "http://prometheus:9090"
    assert "prometheus" in compose
    assert f"./deploy/grafana/dashboards:{provider[0]['options']['path']}:ro" in compose["grafana"]["volumes"]
