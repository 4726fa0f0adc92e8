"""``driver-diagram.yaml``: the aim, what drives it, and what could be changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from levelfield.load.files import Files
from levelfield.load.problems import Problems
from services.evaluation.api.diagram_models import DrawingBody
from shared.contracts.refusal import Invalid


def read_diagram(path: Path, files: Files, problems: Problems) -> None:
    """Reads what the diagram says."""
    try:
        told: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        body = DrawingBody.model_validate(told)
        body.drawing()
        files.diagram = body.model_dump(mode="json")
    except (yaml.YAMLError, UnicodeDecodeError):
        problems.add(path.name, 0, "", "This cannot be read as YAML.")
    except Invalid as refused:
        problems.add(path.name, 0, "", refused.sentence)
    except ValidationError as error:
        for wrong in error.errors(include_input=False, include_url=False):
            problems.add(path.name, 0, ".".join(str(step) for step in wrong["loc"]), f"{wrong['msg']}.")
