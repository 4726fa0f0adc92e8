from __future__ import annotations

import json
from pathlib import Path

import jwt
import typer
from typer.testing import CliRunner

from levelfield.commands.token import token

app = typer.Typer()
app.command()(token)
run = CliRunner().invoke


def issuer_runs(
    root: Path, content: str = '{"name": "issuer", "url": "http://127.0.0.1:4711", "pid": 1}'
) -> None:
    run_folder = root / ".levelfield" / "run"
    run_folder.mkdir(parents=True)
    (run_folder / "issuer.json").write_text(content)


def test_it_prints_a_bare_token_of_the_issuer_that_runs_here(tmp_path: Path) -> None:
    issuer_runs(tmp_path)
    result = run(app, ["--tenant", "mhni", "--role", "lead", "--role", "evaluator", "--root", str(tmp_path)])
    assert result.exit_code == 0
    claims = jwt.decode(result.stdout.strip(), options={"verify_signature": False})
    assert claims["iss"] == "http://127.0.0.1:4711"
    assert claims["levelfield_roles"] == ["mhni:lead", "mhni:evaluator"]


def test_it_prints_an_object_for_programs(tmp_path: Path) -> None:
    arguments = ["--role", "operator", "--json", "--issuer", "http://issuer.test", "--root", str(tmp_path)]
    told = json.loads(run(app, arguments).stdout)
    assert told["issuer"] == "http://issuer.test"
    assert told["roles"] == ["operator"]
    assert jwt.decode(told["token"], options={"verify_signature": False})["iss"] == "http://issuer.test"


def test_without_an_issuer_it_says_how_to_get_one(tmp_path: Path) -> None:
    result = run(app, ["--role", "operator", "--root", str(tmp_path)])
    assert result.exit_code == 3
    assert "levelfield up" in result.stderr
    issuer_runs(tmp_path, "half a rec")
    assert run(app, ["--role", "operator", "--root", str(tmp_path)]).exit_code == 3


def test_what_makes_no_token_is_exit_code_2_with_a_sentence(tmp_path: Path) -> None:
    issuer_runs(tmp_path)
    result = run(app, ["--role", "lead", "--root", str(tmp_path)])
    assert result.exit_code == 2
    assert "name the collaborative" in result.stderr
    assert run(app, ["--root", str(tmp_path)]).exit_code == 2


def test_its_help_has_an_example() -> None:
    assert "levelfield token --tenant" in run(app, ["--help"]).stdout
