"""What ``docker-compose.yml`` tells its containers fits their settings, and opens and gives away nothing."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
import yaml
from pydantic_settings import BaseSettings

from levelfield.commands.reach import ISSUER_VARIABLE, URL_VARIABLES
from levelfield.issuer.__main__ import IssuerSettings
from levelfield.local.keys import KEY_BYTES
from levelfield.local.stack import PORTAL, SERVICES
from services.evaluation.settings import EvaluationSettings
from services.notifications.settings import NotificationsSettings
from services.portal.settings import PortalSettings
from services.registration.settings import RegistrationSettings
from shared.settings import EdgeSettings, ServiceSettings
from tests.support.services import REPOSITORY
from tests.unit.deploy.compose import (
    EXAMPLE,
    TRY_OUT,
    environment_file,
    filled_in,
    ours,
    project,
    services,
    variables,
)

_SETTINGS: dict[str, type[BaseSettings]] = {
    "registration": RegistrationSettings,
    "training": ServiceSettings,
    "evaluation": EvaluationSettings,
    "notifications": NotificationsSettings,
    "portal": PortalSettings,
    "development-issuer": IssuerSettings,
}
_WITH_PARTS = [one for one in SERVICES if not one.reaches]
"""Those that need Kafka and MongoDB: all but the portal."""

_KEYS = {key for one in SERVICES for key in one.keys}
_PARTS = {"KAFKA_BOOTSTRAP_SERVERS", "MONGODB_URI"}
_COMMANDS = {
    "topics": _PARTS,
    "levelfield": _PARTS,
    "try-out": {ISSUER_VARIABLE, *URL_VARIABLES.values()},
}
_SECRET = re.compile(r"KEY|SECRET|PASSWORD|TOKEN")
_PORT = "8000"
_OWN_IMAGE = "${LEVELFIELD_IMAGE:-levelfield:local}"

a_service = pytest.mark.parametrize("name", [one.name for one in SERVICES])


def _variables_of(settings: type[BaseSettings]) -> dict[str, bool]:
    """The variables that settings read, and whether they need them."""
    prefix = str(settings.model_config.get("env_prefix", ""))
    return {
        str(field.validation_alias or f"{prefix}{name}".upper()): field.is_required()
        for name, field in settings.model_fields.items()
    }


def test_every_service_is_there_and_nothing_else_of_ours() -> None:
    assert set(ours()) == _SETTINGS.keys() | _COMMANDS.keys()
    assert {one.name for one in SERVICES} == _SETTINGS.keys() - {"development-issuer"}


@pytest.mark.parametrize("name", _SETTINGS)
def test_a_container_is_told_only_what_its_settings_read_and_all_that_they_need(name: str) -> None:
    told, read = set(ours()[name]["environment"]), _variables_of(_SETTINGS[name])

    assert told <= set(read)
    assert {variable for variable, required in read.items() if required} <= told
    assert ISSUER_VARIABLE in told


@pytest.mark.parametrize("name", _COMMANDS)
def test_a_command_is_told_what_it_needs(name: str) -> None:
    assert set(ours()[name]["environment"]) == _COMMANDS[name]


@a_service
def test_a_service_gets_the_keys_that_the_local_stack_gives_it_and_no_others(name: str) -> None:
    declared = next(one for one in SERVICES if one.name == name)

    assert {one for one in ours()[name]["environment"] if one in KEY_BYTES} == set(declared.keys)


def test_what_is_secret_has_no_default_and_stands_nowhere() -> None:
    secret = [one for one in variables() if _SECRET.search(one.name)]

    assert {one.name for one in secret if one.required} == _KEYS
    assert [one.name for one in secret if one.default and not one.required] == []
    for name, service in services().items():
        told: dict[str, Any] = service.get("environment") or {}
        assert {
            one for one in told if _SECRET.search(one) and not str(told[one]).startswith("${")
        } == set(), name


def test_what_has_to_be_set_is_in_both_files_and_the_example_sets_no_secret() -> None:
    required = {one.name for one in variables() if one.required}
    known = {one.name for one in variables()}
    example, try_out = environment_file(EXAMPLE), environment_file(TRY_OUT)

    assert required <= example.keys() <= known
    assert {name for name in required if example[name]} == set()
    assert required <= try_out.keys() <= known | {"COMPOSE_PROFILES"}
    assert "LEVELFIELD_ENV" not in example


def test_the_keys_for_trying_out_say_that_everybody_knows_them() -> None:
    try_out = environment_file(TRY_OUT)

    for name in _KEYS:
        key = base64.b64decode(try_out[name], validate=True)
        assert len(key) == KEY_BYTES[name]
        assert key.startswith(b"try-out ")
    assert len({try_out[name] for name in _KEYS}) == len(_KEYS)


@a_service
def test_as_it_is_tried_out_a_service_accepts_what_it_is_told(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in filled_in(ours()[name]["environment"], environment_file(TRY_OUT)).items():
        monkeypatch.setenv(variable, value)
    settings = _SETTINGS[name].model_validate({})

    assert isinstance(settings, EdgeSettings)
    assert settings.env == "local"


def test_for_real_nothing_starts_without_an_issuer_and_keys_of_its_own() -> None:
    for name in _SETTINGS.keys() - {"development-issuer"}:
        with pytest.raises(KeyError, match="LEVELFIELD_ISSUER"):
            filled_in(ours()[name]["environment"], environment_file(EXAMPLE))
    told = filled_in(ours()["training"]["environment"], {ISSUER_VARIABLE: "https://sign-in.example.org"})
    assert told["LEVELFIELD_ENV"] == "production"


def test_the_development_issuer_is_for_trying_out_alone() -> None:
    issuer = ours()["development-issuer"]

    assert issuer["profiles"] == ["try-out"]
    assert environment_file(TRY_OUT)["COMPOSE_PROFILES"] == "try-out"
    assert environment_file(TRY_OUT)[ISSUER_VARIABLE] == issuer["environment"][ISSUER_VARIABLE]
    assert all("development-issuer" not in one.get("depends_on", {}) for one in services().values())
    holding_keys = [name for name, one in services().items() if "development-issuer-keys" in str(one)]
    assert holding_keys == ["development-issuer", "try-out"]


@pytest.mark.parametrize("name", ours())
def test_a_container_of_ours_is_nobody_and_writes_nowhere(name: str) -> None:
    one = ours()[name]

    assert one["user"] == "10001:10001"
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in one["security_opt"]
    writable = [volume for volume in one.get("volumes", []) if not volume.endswith(":ro")]
    assert writable == (
        ["development-issuer-keys:/srv/levelfield/.levelfield/issuer"] if name == "development-issuer" else []
    )


def test_whoever_signs_in_is_sent_where_their_browser_gets_and_comes_back_to_the_portal() -> None:
    told = environment_file(TRY_OUT)
    issuer, portal = ours()["development-issuer"], ours()[PORTAL]
    seen = filled_in(issuer["environment"], told)["LEVELFIELD_SIGN_IN_URL"]

    # A code goes to this machine alone, which is also where browsers keep the portal's cookies over http.
    for address, service in ((seen, issuer), (told["LEVELFIELD_PORTAL_URL"], portal)):
        assert address == _address(service["ports"][0], told)
    assert portal["networks"] == ["outside"], "it has no business with Kafka and MongoDB"
    for name in (one.name for one in _WITH_PARTS):
        assert portal["environment"][f"LEVELFIELD_{name.upper()}_URL"] == f"http://{name}:{_PORT}"


def _address(port: str, told: dict[str, str]) -> str:
    """Where a published port is reached."""
    return f"http://{filled_in({'port': port}, told)['port'].rpartition(':')[0]}"


def test_nothing_has_rights_over_the_machine() -> None:
    for name, one in services().items():
        assert not {"privileged", "cap_add", "devices", "pid"} & one.keys(), name
        assert one.get("network_mode") is None, name
        assert "no-new-privileges:true" in one["security_opt"], name
        assert "docker.sock" not in str(one), name


def test_doors_open_on_this_machine_alone_and_not_to_kafka_or_mongodb() -> None:
    published = {name: one["ports"] for name, one in services().items() if "ports" in one}
    doors = [
        re.fullmatch(r"127\.0\.0\.1:\$\{\w+:-(\d+)\}:(\d+)", port)
        for all_ in published.values()
        for port in all_
    ]

    assert published.keys() == {one.name for one in SERVICES} | {
        "development-issuer",
        "prometheus",
        "grafana",
    }
    assert all(doors), published
    assert len({door[1] for door in doors if door}) == len(doors)
    for name in ours().keys() & published.keys():
        assert published[name][0].endswith(f":{_PORT}")
    assert project()["networks"]["inside"] == {"internal": True}
    for name in ("kafka", "mongo"):
        assert services()[name]["networks"] == ["inside"]


@pytest.mark.parametrize("name", services())
def test_what_goes_on_running_says_how_it_is_and_what_ends_does_not(name: str) -> None:
    one = services()[name]
    goes_on = one.get("restart") == "unless-stopped"
    disabled = one.get("healthcheck", {}).get("disable", False)

    assert goes_on != disabled
    if goes_on and name not in ours() and name != "grafana":  # Grafana's image and ours bring one
        assert one["healthcheck"]["test"][0] == "CMD"


@a_service
def test_a_service_starts_after_its_parts_and_has_time_to_stop(name: str) -> None:
    one = ours()[name]

    parts = {
        "mongo": {"condition": "service_healthy"},
        "topics": {"condition": "service_completed_successfully"},
    }
    assert one.get("depends_on", {}) == (parts if name in {each.name for each in _WITH_PARTS} else {})
    assert one["command"] == ["python", "-m", f"services.{name}"]
    grace = int(one["stop_grace_period"].removesuffix("s"))
    assert grace > ServiceSettings.model_fields["drain_seconds"].default


@pytest.mark.parametrize("name", services())
def test_every_image_is_of_one_version(name: str) -> None:
    image = services()[name]["image"]

    assert image == _OWN_IMAGE or re.search(r":v?\d+(\.\d+)+$", image)


def test_the_parts_are_those_that_the_tests_use() -> None:
    containers = (REPOSITORY / "tests" / "support" / "containers.py").read_text()

    assert f'"{services()["kafka"]["image"]}"' in containers
    assert f'"{services()["mongo"]["image"]}"' in containers


def test_every_volume_is_used_and_every_file_that_is_mounted_exists() -> None:
    mounted = [volume.split(":")[0] for one in services().values() for volume in one.get("volumes", [])]

    assert {volume for volume in mounted if not volume.startswith(".")} == project()["volumes"].keys()
    assert [path for path in mounted if path.startswith(".") and not (REPOSITORY / path).exists()] == []


def test_prometheus_watches_every_service() -> None:
    config: dict[str, Any] = yaml.safe_load(
        (REPOSITORY / "deploy" / "prometheus" / "prometheus.yml").read_text()
    )
    watched = config["scrape_configs"][0]["static_configs"][0]["targets"]

    assert watched == [f"{one.name}:{_PORT}" for one in SERVICES]
    assert services()["prometheus"]["networks"] == ["outside"]
    assert all("outside" in ours()[one.name]["networks"] for one in SERVICES)
