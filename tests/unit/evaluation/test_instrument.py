"""An instrument comes from a file, with its licence, and a published version never changes."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from services.evaluation.api.instrument_models import FILE
from services.evaluation.commands.instrument_file import (
    MOST_BYTES,
    MOST_ITEMS,
    file_schema,
    read_instrument,
)
from services.evaluation.commands.shipped import shipped_instruments
from services.evaluation.domain.choice import InstrumentChoice
from services.evaluation.domain.definition import InstrumentUse, LicenceTerms, Scale, use_for
from services.evaluation.domain.instrument import Instrument, NotSound
from services.evaluation.domain.soundness import faults_of
from shared.contracts.evaluation import InstrumentPublished, Licence, SurveyPurpose
from shared.contracts.refusal import Invalid, NotFound, Refused
from tests.unit.evaluation.asking import DAY, TENANT, definition, item, told

_FOLDER = Path(str(files("services.evaluation") / "instruments"))


def _file(**more: Any) -> bytes:
    return json.dumps(FILE | more).encode()


def _codes(content: bytes) -> set[tuple[str, str]]:
    """Where what is wrong, and what."""
    with pytest.raises(NotSound) as refused:
        read_instrument(content)
    return {("/".join(map(str, fault.where)), fault.code) for fault in refused.value.faults}


@pytest.mark.parametrize("path", sorted(_FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_what_is_shipped_fits_the_schema_and_says_that_it_is_in_our_words_and_not_validated(
    path: Path,
) -> None:
    jsonschema.validate(yaml.safe_load(path.read_text()), file_schema())
    shipped = read_instrument(path.read_bytes())
    assert (shipped.licence, shipped.validated) == (LicenceTerms.OWN_WORDS, False)
    assert "Not validated" in shipped.licence_terms
    assert any(one.reversed for one in shipped.items)
    assert len(shipped.items) <= 8


def test_there_is_one_shipped_instrument_for_each_use() -> None:
    assert set(shipped_instruments()) == set(InstrumentUse)
    assert {use_for(purpose) for purpose in SurveyPurpose} == set(InstrumentUse)


def test_the_schema_beside_the_files_is_that_of_what_is_read() -> None:
    written = json.loads((_FOLDER / "instrument.schema.json").read_text())
    assert written.pop("$schema") == "https://json-schema.org/draft/2020-12/schema"
    assert written == file_schema()
    jsonschema.Draft202012Validator.check_schema(written)


def test_json_and_yaml_give_the_same() -> None:
    assert read_instrument(_file()) == read_instrument(yaml.safe_dump(FILE).encode())


@pytest.mark.parametrize(
    ("terms", "code"), [("use_forbidden", "licence-forbids-use"), ("unknown", "licence-unknown")]
)
def test_a_licence_that_forbids_the_use_or_is_not_known_is_refused_with_the_reason(
    terms: str, code: str
) -> None:
    assert _codes(_file(licence={"terms": terms, "text": "All rights reserved."})) == {
        ("licence/terms", code)
    }


def test_a_file_without_a_licence_is_refused() -> None:
    without = {name: value for name, value in FILE.items() if name != "licence"}
    assert _codes(json.dumps(without).encode()) == {("licence", "missing")}


def test_every_fault_of_a_file_is_told_in_one_go() -> None:
    bad = FILE | {
        "version": 0,
        "surprise": 1,
        "licence": {"terms": "unknown", "text": "?"},
        "items": [{"code": "A", "text": "", "subscale": "voice", "scale": "agreement"}],
    }
    assert _codes(json.dumps(bad).encode()) == {
        ("version", "greater-than-equal"),
        ("", "extra-forbidden"),
        ("licence/terms", "licence-unknown"),
        ("items/0/code", "string-pattern-mismatch"),
        ("items/0/text", "string-too-short"),
    }


def test_every_fault_of_what_fits_the_schema_is_told_in_one_go() -> None:
    bad = FILE | {
        "validated": True,
        "source": "",
        "scales": {"agreement": {"lowest": 5, "highest": 5, "labels": {"9": "Nine"}}},
        "subscales": [
            {"code": "voice", "title": "One", "rescale": {"lowest": 1, "highest": 0}},
            {"code": "voice", "title": "Two"},
            {"code": "empty", "title": "Three"},
        ],
        "items": [
            {"code": "a", "text": "One.", "subscale": "voice", "scale": "agreement"},
            {"code": "a", "text": "Two.", "subscale": "nowhere", "scale": "nothing"},
        ],
    }
    assert _codes(json.dumps(bad).encode()) == {
        ("source", "source-needed"),
        ("items/0/scale", "empty-scale"),
        ("items/0/scale/labels", "label-outside-scale"),
        ("items/1/code", "code-twice"),
        ("items/1/subscale", "unknown-subscale"),
        ("items/1/scale", "unknown-scale"),
        ("subscales/0/rescale", "empty-range"),
        ("subscales/1/code", "code-twice"),
        ("subscales/2", "subscale-without-items"),
    }


def test_the_items_of_a_subscale_are_answered_on_the_same_numbers() -> None:
    differ = definition(item("a"), item("b", scale=Scale(lowest=0, highest=10)))
    assert [fault.code for fault in faults_of(differ)] == ["scales-differ"]


def test_own_words_are_not_validated() -> None:
    claims = definition(licence=LicenceTerms.OWN_WORDS, validated=True, source="Nowhere")
    assert [fault.code for fault in faults_of(claims)] == ["own-words-not-validated"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe", "malformed-file"),
        (b"a: [", "malformed-file"),
        (b"code: x\ncode: y", "malformed-file"),
        (b"? [a]\n: 1", "malformed-file"),
        (b"[" * 5000, "malformed-file"),
        (b"a: &one 1\nb: *one", "no-aliases"),
        (b"!!python/object/apply:os.system [ls]", "no-aliases"),
        (b"x" * (MOST_BYTES + 1), "file-too-long"),
        (b"2001-99-99", "malformed-file"),
        (b"", "model-type"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, code: str) -> None:
    assert _codes(content) == {("", code)}


def test_no_more_items_than_people_can_answer() -> None:
    many = [{"code": f"i{at}", "text": "?", "subscale": "voice", "scale": "agreement"} for at in range(61)]
    assert len(many) == MOST_ITEMS + 1
    assert _codes(_file(items=many)) == {("items", "too-long")}


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_whatever_is_sent_is_a_definition_or_a_list_of_faults(content: bytes) -> None:
    with pytest.raises(NotSound):
        read_instrument(content)


_SCHEMA = json.dumps(file_schema())
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.sampled_from(sorted(FILE)), _VALUES)
def test_whatever_is_put_in_the_place_of_one_part_no_fault_repeats_it(name: str, value: Any) -> None:
    try:
        read_instrument(json.dumps(FILE | {name: value}).encode())
    except NotSound as error:
        for fault in error.faults:
            assert fault.sentence
            assert all(isinstance(part, int) or f'"{part}"' in _SCHEMA for part in fault.where)


def test_a_published_version_is_told_and_the_same_again_changes_nothing() -> None:
    made = Instrument.begin(TENANT, definition(), DAY)
    made.publish(definition(), DAY)
    assert told(made) == [
        InstrumentPublished(
            instrument="voices",
            version=1,
            licence=Licence.OPEN,
            validated=False,
            items=4,
            published_on=DAY,
        )
    ]


def test_a_published_version_never_changes_and_a_new_one_is_above_it() -> None:
    made = Instrument.begin(TENANT, definition(version=2), DAY)
    for other in (definition(version=2, title="Other"), definition(version=1)):
        with pytest.raises(Refused, match="version-published"):
            made.publish(other, DAY)
    made.publish(definition(version=3, title="Other"), DAY)
    assert (made.latest.version, made.in_version(2).title) == (3, "Having a say")
    with pytest.raises(NotFound):
        made.in_version(1)


def test_an_instrument_keeps_its_use() -> None:
    made = Instrument.begin(TENANT, definition(), DAY)
    with pytest.raises(Refused, match="use-changed"):
        made.publish(definition(version=2, use=InstrumentUse.EMPOWERMENT), DAY)


def test_only_what_is_sound_is_published() -> None:
    with pytest.raises(NotSound):
        Instrument.begin(TENANT, definition(licence=LicenceTerms.UNKNOWN), DAY)


def test_a_collaborative_chooses_an_instrument_that_is_made_for_the_use() -> None:
    choice = InstrumentChoice(tenant=TENANT, id=TENANT)
    assert choice.code_for(InstrumentUse.EXPERIENCE) is None
    choice.choose(InstrumentUse.EXPERIENCE, Instrument.begin(TENANT, definition(), DAY))
    assert choice.code_for(InstrumentUse.EXPERIENCE) == "voices"
    with pytest.raises(Invalid, match="another-use"):
        choice.choose(InstrumentUse.EMPOWERMENT, Instrument.begin(TENANT, definition(), DAY))
