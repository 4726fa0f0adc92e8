"""An impact report as a page and as a table."""

from __future__ import annotations

import csv
import io
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.api.pages import figure, style
from services.evaluation.api.report_csv import report_csv
from services.evaluation.api.report_page import report_page
from services.evaluation.domain.impact_report import ImpactReport
from services.evaluation.domain.influence_section import influence_section
from services.evaluation.domain.lessons_section import lessons_section
from services.evaluation.domain.report_content import Cell, Chart, Section, SectionCode, Table
from shared.web.files import PageResponse
from tests.unit.evaluation.told import (
    LATER,
    PERIOD,
    SCRIPT,
    drafted,
    hoped,
    lesson,
    section,
    signed,
    taken_up,
)

_TITLE = "What changed - Mental health collaborative"
"""Which report, and whose: a browser's tab and its history show nothing else."""


class _Read(HTMLParser):
    """What a browser finds in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def _read(report: ImpactReport) -> _Read:
    return _Read(report_page(report))


class TestAPage:
    def test_is_well_formed_in_british_english_with_one_title(self) -> None:
        read = _read(drafted())
        assert read.open == []
        assert read.named("html") == [{"lang": "en-GB"}]
        assert re.findall("<title>(.*)</title>", report_page(drafted())) == [_TITLE]

    def test_is_one_file_that_runs_and_loads_nothing(self) -> None:
        text = report_page(drafted())
        read = _Read(text)
        assert {tag for tag, _ in read.tags}.isdisjoint(
            {"script", "link", "iframe", "object", "form", "base"}
        )
        assert all(
            (image["src"] or "").startswith("data:image/svg+xml;base64,") for image in read.named("img")
        )
        assert not re.search(r"https?://|@import|url\(", text)
        assert not [name for _, attributes in read.tags for name in attributes if name.startswith("on")]

    def test_has_its_headings_in_order_with_none_left_out(self) -> None:
        read = _read(drafted(section(), section(code=SectionCode.LESSONS)))
        levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))

    def test_has_pictures_with_what_they_show_in_words(self) -> None:
        read = _read(drafted())
        assert [image["alt"] for image in read.named("img")] == ["It rises."]
        assert "It rises." in "".join(read.text)

    def test_has_tables_with_a_caption_and_headers_with_a_scope(self) -> None:
        read = _read(drafted())
        assert len(read.named("caption")) == len(read.named("table")) == 1
        assert [header["scope"] for header in read.named("th")] == ["col", "col", "row", "row"]

    def test_has_charts_and_tables_wider_than_a_phone_that_are_moved_by_keys_too(self) -> None:
        frames = [one for one in _read(drafted()).named("div") if one.get("class") == "wide"]
        assert [(one["tabindex"], one["role"]) for one in frames] == [("0", "region")] * 2
        assert [one["aria-label"] for one in frames] == ["Chart: A chart", "Figures"]

    def test_has_contents_that_lead_to_each_section(self) -> None:
        read = _read(drafted(section(), section(code=SectionCode.LESSONS)))
        ids = {attributes["id"] for _, attributes in read.tags if "id" in attributes}
        assert [link["href"] for link in read.named("a")] == ["#experience", "#lessons"]
        assert {"experience", "lessons"} <= ids

    def test_prints_to_a4(self) -> None:
        text = report_page(drafted())
        assert "@page { size: A4" in text
        assert "@media print" in text

    def test_says_whether_it_is_published_and_in_which_role_it_was_signed_off(self) -> None:
        draft = "".join(_read(drafted()).text)
        assert "Draft, not published" in draft
        assert "Not yet signed off by somebody with lived experience." in draft
        told = "".join(_read(signed()).text)
        assert "Read and signed off by a carer on 8 June 2018." in told
        assert "reader" not in told

    def test_allows_no_style_but_its_own_and_no_script(self) -> None:
        text = report_page(drafted())
        response = PageResponse(text, style=style())
        inside = text.partition("<style>")[2].partition("</style>")[0]
        digest = b64encode(sha256(inside.encode()).digest()).decode()
        policy = response.headers["content-security-policy"]
        assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;")
        assert "unsafe" not in policy

    def test_shows_a_chart_as_it_is(self) -> None:
        svg = "<svg xmlns='http://www.w3.org/2000/svg'><title>Größe</title></svg>"
        read = _read(drafted(section(charts=[Chart(title="A chart", svg=svg, text="It rises.")])))
        address = read.named("img")[0]["src"] or ""
        assert b64decode(address.partition(",")[2]).decode() == svg


def _hostile() -> ImpactReport:
    influence = hoped(1, SCRIPT)
    influence.resolve(taken_up(changed=SCRIPT, matters=SCRIPT))
    told = lesson(tried=SCRIPT, happened=SCRIPT, again=SCRIPT, organisation=SCRIPT)
    told.open_to_others(True, LATER)
    chart = Chart(title=SCRIPT, svg="<svg/>", text=f'" onerror="x" {SCRIPT}')
    sections = [
        influence_section([influence], PERIOD),
        lessons_section([told]),
        section(SCRIPT, title=SCRIPT, charts=[chart], remarks=[SCRIPT]),
    ]
    return drafted(*sections, title=SCRIPT)


class TestMarkupInWhatPeopleTold:
    def test_is_shown_on_the_page_and_not_run(self) -> None:
        plain, hostile = _read(drafted()), _read(_hostile())
        assert "<script" not in report_page(_hostile())
        assert {tag for tag, _ in hostile.tags} == {tag for tag, _ in plain.tags}
        assert "onerror" not in {name for _, attributes in hostile.tags for name in attributes}
        assert "".join(hostile.text).count(SCRIPT) >= 10

    def test_stays_text_in_the_table(self) -> None:
        cells = [cell for line in csv.reader(io.StringIO(report_csv(_hostile()))) for cell in line]
        assert SCRIPT in cells

    @given(st.text("<>/&;!?-=\"' abi", max_size=20))
    def test_of_any_kind_makes_no_tag(self, text: str) -> None:
        plain = [tag for tag, _ in _read(drafted(section("x"))).tags]
        assert [tag for tag, _ in _read(drafted(section(text))).tags] == plain


class TestATable:
    def test_has_a_line_for_each_sentence_and_each_figure(self) -> None:
        lines = list(csv.reader(io.StringIO(report_csv(drafted()))))
        assert lines == [
            ["section", "table", "row", "column", "value"],
            ["How it was", "", "sentence", "", "Some sentence."],
            ["How it was", "", "chart", "", "It rises."],
            ["How it was", "", "remark", "", "Something was withheld."],
            ["How it was", "Figures", "Carers", "How many", "7"],
            ["How it was", "Figures", "Others", "How many", "withheld"],
        ]

    @pytest.mark.parametrize(
        "begins", ["=", "+", "-", "@", "\t", "\r", "\n", "  =", "\u00a0=", "\uff1d", "\uff0b", "\uff20"]
    )
    def test_has_no_cell_that_a_spreadsheet_takes_for_a_formula(self, begins: str) -> None:
        hostile = f"{begins}HYPERLINK(1)"
        rows: list[list[Cell]] = [[hostile, hostile]]
        tables = [Table(caption=hostile, columns=["What", hostile], rows=rows)]
        report = drafted(Section(code=SectionCode.REACH, title=hostile, sentences=[hostile], tables=tables))
        lines = list(csv.reader(io.StringIO(report_csv(report), newline="")))
        cells = [cell for line in lines[1:] for cell in line if "HYPERLINK" in cell]
        assert len(cells) == 7
        assert all(cell.startswith("'") for cell in cells)


@pytest.mark.parametrize(
    ("cell", "shown"), [(7, "7"), (0.3, "0.3"), (2 / 3, "0.667"), (5.0, "5"), ("x", "x")]
)
def test_a_figure_is_shown_with_three_decimals_at_most(cell: Cell, shown: str) -> None:
    assert figure(cell) == shown
