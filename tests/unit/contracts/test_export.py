"""Generating what is published."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from pydantic import Field

from shared.contracts.asyncapi import asyncapi
from shared.contracts.event import Event
from shared.contracts.export import (
    RELEASED,
    REPOSITORY,
    SCHEMAS,
    generated,
    out_of_date,
    release,
    released,
    schemas_in,
    write,
)
from shared.contracts.export_examples import messages
from shared.contracts.export_page import page
from shared.contracts.export_schema import schema_of
from shared.contracts.registry import Contracts
from shared.messaging.topics import TopicSpec


class Size(StrEnum):
    """How big it is."""

    SMALL = "small"


class OrderPlaced(Event, owner="shop", aggregate="order"):
    """Somebody wants
    something.

    And has the money.
    """

    order_id: str
    size: Size
    lines: dict[Size, int] = Field(default_factory=dict[Size, int])
    """How many | of each."""

    note: int | None = None

    example: ClassVar[dict[str, Any]] = {"order_id": "o-1", "size": "small"}


class OrderPlacedV2(Event, owner="shop", aggregate="order", version=2):
    """Somebody wants something by a day."""

    order_id: str
    by: date

    example: ClassVar[dict[str, Any]] = {"order_id": "o-1", "by": "2018-01-05"}


SHOP = Contracts([OrderPlaced, OrderPlacedV2])


def test_the_same_contracts_give_the_same_bytes_in_every_process() -> None:
    script = "import sys; from shared.contracts.export import generated; sys.stdout.write(repr(generated()))"

    def told(seed: str) -> bytes:
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(REPOSITORY)}
        command = [sys.executable, "-c", script]
        return subprocess.run(command, env=environment, capture_output=True, check=True, timeout=60).stdout

    assert told("1") == told("2") == repr(generated()).encode()


def test_what_was_written_is_up_to_date_and_is_not_written_again(tmp_path: Path) -> None:
    files = generated(SHOP)

    assert write(tmp_path, files) == sorted(files)
    assert out_of_date(tmp_path, files) == []
    assert write(tmp_path, files) == []


def test_a_file_that_was_changed_or_removed_by_hand_is_told_and_mended(tmp_path: Path) -> None:
    files = generated(SHOP)
    write(tmp_path, files)
    (tmp_path / "docs/events.md").unlink()
    changed = tmp_path / SCHEMAS / "shop/OrderPlaced.v1.schema.json"
    changed.write_bytes(changed.read_bytes().replace(b"\n", b"\r\n"))

    stale = ["docs/events.md", f"{SCHEMAS}/shop/OrderPlaced.v1.schema.json"]
    assert out_of_date(tmp_path, files) == stale
    assert write(tmp_path, files) == stale
    assert out_of_date(tmp_path, files) == []


def test_the_files_of_an_event_that_is_gone_go_but_not_those_that_were_released(tmp_path: Path) -> None:
    write(tmp_path, generated(SHOP))
    release(tmp_path, generated(SHOP))

    removed = write(tmp_path, generated(Contracts([OrderPlaced])))

    assert f"{SCHEMAS}/shop/OrderPlaced.v2.schema.json" in removed
    assert not (tmp_path / SCHEMAS / "shop/OrderPlaced.v2.schema.json").exists()
    assert (tmp_path / RELEASED / "shop/OrderPlaced.v2.schema.json").exists()


def test_what_was_released_is_found_again_with_its_examples(tmp_path: Path) -> None:
    assert released(tmp_path) == ({}, {})
    files = generated(SHOP)

    changed = release(tmp_path, files)

    schemas, examples = released(tmp_path)
    assert schemas == schemas_in(files)
    assert set(schemas) == {"envelope", "shop/OrderPlaced.v1", "shop/OrderPlaced.v2"}
    assert examples["shop/OrderPlaced.v2"] == OrderPlacedV2.example
    assert len(changed) == 5
    assert release(tmp_path, files) == []


def test_a_released_file_that_a_merge_has_spoilt_is_told_by_name(tmp_path: Path) -> None:
    release(tmp_path, generated(SHOP))
    (tmp_path / RELEASED / "envelope.schema.json").write_text("<<<<<<< ours")

    with pytest.raises(ValueError, match=r"released/envelope\.schema\.json is not JSON"):
        released(tmp_path)


def test_a_schema_says_where_the_event_is_found_and_what_its_fields_mean() -> None:
    schema = schema_of(OrderPlacedV2)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:levelfield:shop:OrderPlaced:v2"
    assert schema["x-topic"] == "shop.events.v1"
    assert schema["additionalProperties"] is True
    assert schema["required"] == ["order_id", "by"]
    assert schema_of(OrderPlaced)["properties"]["lines"]["description"] == "How many | of each."


def test_examples_of_one_aggregate_are_numbered_as_they_would_be() -> None:
    told = messages(SHOP)

    first, second = told[OrderPlaced.type], told[OrderPlacedV2.type]
    assert first["key"] == second["key"] == "mental-health-ni/o-1"
    assert (first["headers"]["ce_id"], second["headers"]["ce_id"]) == ("order/o-1#1", "order/o-1#2")
    assert first["value"] == {"order_id": "o-1", "size": "small", "lines": {}, "note": None}


def test_the_asyncapi_document_tells_how_the_topic_is_kept() -> None:
    topics = [TopicSpec("shop.events.v1", 3, {"retention.ms": "-1", "cleanup.policy": "compact,delete"})]

    channel = yaml.safe_load(asyncapi(SHOP, topics))["channels"]["shop.events"]

    assert channel["bindings"]["kafka"]["partitions"] == 3
    assert channel["bindings"]["kafka"]["topicConfiguration"] == {
        "retention.ms": -1,
        "cleanup.policy": ["compact", "delete"],
    }


def test_the_page_shows_versions_types_and_texts_of_any_length() -> None:
    told = page(SHOP)

    assert "### OrderPlaced, version 2" in told
    assert "And has the money." in told
    assert "| `lines` | object of integer by name | `{}` | How many \\| of each. |" in told
    assert "| `size` | one of `small` | never missing | How big it is. |" in told
    assert "| `note` | integer, or `null` | `null` |  |" in told
