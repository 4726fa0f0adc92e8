"""The file of an instrument, in YAML or JSON: read, checked, and told of all its faults at once.

Invariants:
- Whatever bytes are given, the outcome is a definition or faults; no sentence repeats what was written.
- Reading costs no more than its length: no aliases, no tags, and no deep nesting.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from services.evaluation.domain.definition import (
    Definition,
    InstrumentUse,
    Item,
    LicenceTerms,
    Method,
    NotApplicable,
    Scale,
    Subscale,
)
from services.evaluation.domain.instrument import NotSound
from services.evaluation.domain.soundness import Fault, faults_of, of_the_licence
from shared.web.sentences import code_for, sentence_for

MOST_BYTES = 64 * 1024
MOST_ITEMS = 60
DEEPEST = 8

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]
Number = Annotated[int, Field(ge=0, le=100)]
_FORM = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class LicencePart(BaseModel):
    """What may be done with it."""

    model_config = _FORM

    terms: LicenceTerms
    text: Text
    """In words: who holds it, and what they allow."""


class ScalePart(BaseModel):
    """Whole numbers, and what some of them are called."""

    model_config = _FORM

    lowest: Number
    highest: Number
    labels: dict[Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}$")], Line] = Field(
        default_factory=dict[str, str], max_length=101
    )
    """By number, written as text."""


class RangePart(BaseModel):
    """What the lowest and the highest possible score become."""

    model_config = _FORM

    lowest: float = Field(ge=-1000, le=1000)
    highest: float = Field(ge=-1000, le=1000)


class SubscalePart(BaseModel):
    """Items that are scored together."""

    model_config = _FORM

    code: Code
    title: Line
    method: Method = Method.MEAN
    minimum_share: float = Field(0.5, gt=0, le=1)
    """Of the items that count, the share that has to be answered for a score."""

    rescale: RangePart | None = None


class ItemPart(BaseModel):
    """One thing that is asked."""

    model_config = _FORM

    code: Code
    text: Text
    subscale: Code
    scale: Code
    """The name of a scale of this file."""

    reversed: bool = False
    """A high answer stands for little of what the subscale measures."""

    required: bool = False
    may_not_apply: bool = False


class _Licensed(BaseModel):
    licence: LicencePart


class InstrumentFile(BaseModel):
    """A version of an instrument: what is asked, under which licence, and how it is scored."""

    model_config = _FORM

    code: Code
    version: int = Field(ge=1, le=10_000)
    title: Line
    introduction: str = Field("", max_length=2000)
    use: InstrumentUse
    licence: LicencePart
    source: str = Field("", max_length=500)
    """Where it was published."""

    validated: bool
    not_applicable: NotApplicable = NotApplicable.LEFT_OUT
    scales: dict[Code, ScalePart] = Field(min_length=1, max_length=10)
    subscales: list[SubscalePart] = Field(min_length=1, max_length=20)
    items: list[ItemPart] = Field(min_length=1, max_length=MOST_ITEMS)


def file_schema() -> dict[str, Any]:
    """The JSON schema of a file, whole, without references."""
    schema = InstrumentFile.model_json_schema()
    return _inlined(schema, schema.pop("$defs"))


def _inlined(node: Any, parts: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_inlined(one, parts) for one in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    told = cast("dict[str, Any]", node)
    if "$ref" in told:
        rest = {name: value for name, value in told.items() if name != "$ref"}
        return _inlined(parts[str(told["$ref"]).rpartition("/")[2]], parts) | rest
    return {name: _inlined(value, parts) for name, value in told.items()}


def read_instrument(content: bytes) -> Definition:
    """The definition in a file.

    Raises:
        NotSound: what is wrong with it, all of it.
    """
    written = _parsed(content)
    try:
        file = InstrumentFile.model_validate(written)
    except ValidationError as error:
        faults = [_fault(one) for one in error.errors(include_input=False)]
        raise NotSound([*_licence_faults(written), *faults]) from None
    faults = [
        Fault(("items", at, "scale"), "unknown-scale", "There is no such scale. Add it, or name another.")
        for at, item in enumerate(file.items)
        if item.scale not in file.scales
    ]
    definition = _definition(file)
    faults += faults_of(definition)
    if faults:
        raise NotSound(faults)
    return definition


def _licence_faults(written: object) -> list[Fault]:
    """What is wrong with the licence, of a file that has other faults as well."""
    try:
        return of_the_licence(_Licensed.model_validate(written).licence.terms)
    except ValidationError:
        return []


def _definition(file: InstrumentFile) -> Definition:
    scales = {
        name: Scale(lowest=one.lowest, highest=one.highest, labels=dict(one.labels))
        for name, one in file.scales.items()
    }
    nothing = Scale(lowest=0, highest=1)
    told = file.model_dump(exclude={"licence", "scales", "subscales", "items"})
    return Definition(
        **told,
        licence=file.licence.terms,
        licence_terms=file.licence.text,
        subscales=tuple(
            Subscale(
                **one.model_dump(exclude={"rescale"}),
                rescale_lowest=one.rescale.lowest if one.rescale else None,
                rescale_highest=one.rescale.highest if one.rescale else None,
            )
            for one in file.subscales
        ),
        items=tuple(
            Item(**one.model_dump(exclude={"scale"}), scale=scales.get(one.scale, nothing))
            for one in file.items
        ),
    )


def _fault(error: Any) -> Fault:
    kind = str(error["type"])
    sentence = sentence_for(kind, str(error["msg"]), error.get("ctx") or {})
    return Fault(_known(error["loc"]), code_for(kind), sentence)


_OWN_WORD = re.compile(r"[a-z_]{1,20}")


def _known(location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The part of a place that is made of the schema's own words."""
    words = {name for model in _PARTS for name in model.model_fields}
    known: list[str | int] = []
    for part in location:
        if not isinstance(part, int) and (part not in words or not _OWN_WORD.fullmatch(part)):
            break
        known.append(part)
    return tuple(known)


_PARTS: tuple[type[BaseModel], ...] = (
    InstrumentFile,
    LicencePart,
    ScalePart,
    RangePart,
    SubscalePart,
    ItemPart,
)


def _parsed(content: bytes) -> object:
    """What is written in the file; JSON is YAML as well.

    Raises:
        NotSound: it is too long, no YAML, or uses what could make a short file endless.
    """
    if len(content) > MOST_BYTES:
        raise _unreadable("file-too-long", "An instrument has 64 KiB at most.")
    try:
        text = content.decode()
        _check_plain(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader that also refuses keys used twice
    except (UnicodeDecodeError, yaml.YAMLError, ValueError, TypeError, RecursionError):
        raise _unreadable("malformed-file", "This is no YAML or JSON that can be read.") from None


def _check_plain(text: str) -> None:
    depth = 0
    for event in cast("Any", yaml.parse(text, Loader=yaml.SafeLoader)):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None) is not None:
            raise _unreadable("no-aliases", "Aliases and tags cannot be used in an instrument.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _unreadable("malformed-file", "This is nested deeper than an instrument is.")


class _Loader(yaml.SafeLoader):
    """Refuses a key that is there twice: one of the two would silently be lost."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(set(map(str, keys))) < len(keys):
            raise yaml.YAMLError("a key is used twice")
        return super().construct_mapping(node, deep=deep)


def _unreadable(code: str, sentence: str) -> NotSound:
    return NotSound([Fault((), code, sentence)])
