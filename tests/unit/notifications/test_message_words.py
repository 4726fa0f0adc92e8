"""What messages say: our own words, and what a collaborative's own may do and may not."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.adapters.jinja_renderer import JinjaRenderer
from services.notifications.adapters.moments_in_words import clock_in_words, day_in_words, moment_in_words
from services.notifications.adapters.template_language import MOST_SOURCE
from services.notifications.commands.delivery_ports import Rendered
from services.notifications.domain.message_facts import FACTS, OF_COMING
from services.notifications.domain.template import Wording
from shared.contracts.notifications import MessageKind
from shared.contracts.refusal import Invalid

RENDERER = JinjaRenderer()
EVERY_KIND = pytest.mark.parametrize("message", list(MessageKind))
LONGEST_TEXT_MESSAGE = 918
"""Characters that GOV.UK Notify takes."""


def said(template: str, *, html: str = "", **facts: Any) -> Rendered:
    return RENDERER.render(Wording(subject="About", text=template, html=html), facts)


def refused(template: str, **facts: Any) -> str:
    begun = time.process_time()  # and not by the clock: others use the machine too
    with pytest.raises(Invalid) as refusal:
        said(template, **facts)
    assert time.process_time() - begun < 1, "it took long to refuse"
    return refusal.value.sentence


class Elements(HTMLParser):
    """The elements of a page, and whether each was closed in turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.seen: list[tuple[str, tuple[str, ...]]] = []
        self.said: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(name for name, _ in attrs)))
        if tag != "meta":
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@EVERY_KIND
def test_our_words_of_every_kind_name_what_there_is_and_say_it_in_text_and_html(message: MessageKind) -> None:
    facts = RENDERER.example(message)
    assert facts.keys() == FACTS[message].keys()
    told = RENDERER.render(RENDERER.shipped(message), facts)
    assert "Nuala Example (invented)" in told.text
    assert len(told.text) <= LONGEST_TEXT_MESSAGE
    assert "\n" not in told.subject
    assert len(told.subject) < 120
    page = Elements(told.html)
    assert not page.opened
    flat = " ".join("".join(page.said).split())
    assert "Nuala Example (invented)" in flat
    for paragraph in told.text.split("\n\n"):
        if "http" not in paragraph and ":" not in paragraph:
            assert " ".join(paragraph.split()) in flat, "the page says less than the text"


@EVERY_KIND
@pytest.mark.parametrize("yours", [True, False])
@pytest.mark.parametrize("part", ["mentor", "learner"])
def test_our_words_get_by_with_facts_that_have_nothing_to_say(
    message: MessageKind, yours: bool, part: str
) -> None:
    nothing: dict[str, Any] = {
        "portal": "",
        "organisation": "",
        "answer_by": None,
        "coming": (),
        "yours": yours,
        "part": part,
    }
    facts = {name: nothing.get(name, fact) for name, fact in RENDERER.example(message).items()}
    told = RENDERER.render(RENDERER.shipped(message), facts)
    assert "None" not in told.text + told.html
    assert "http" not in told.text + told.html
    assert "\n\n\n" not in told.text
    assert not Elements(told.html).opened


def test_the_examples_of_what_is_to_come_have_what_words_may_name() -> None:
    coming: Any = RENDERER.example(MessageKind.DIGEST)["coming"]
    assert coming
    assert all(one.keys() == OF_COMING for one in coming)


@given(
    message=st.sampled_from(MessageKind),
    text=(st.text(max_size=300) | st.text("<>/&\"'=;a \t\r\n\0", max_size=30)).map(lambda text: "A" + text),
)
def test_no_name_breaks_a_subject_a_text_or_a_page(message: MessageKind, text: str) -> None:
    example = RENDERER.example(message)
    told = RENDERER.render(
        RENDERER.shipped(message),
        {
            name: text if isinstance(fact, str) and name not in ("part", "portal") else fact
            for name, fact in example.items()
        },
    )
    plain = RENDERER.render(RENDERER.shipped(message), example)
    assert told.subject.splitlines() == [told.subject]
    assert Elements(told.html).seen == Elements(plain.html).seen
    assert not Elements(told.html).opened
    told.text.encode()
    told.html.encode()


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2018, 3, 6, 14, tzinfo=UTC), "Tuesday 6 March 2018 at 2pm"),
        (datetime(2018, 6, 30, 23, 30, tzinfo=UTC), "Sunday 1 July 2018 at 12:30am"),
        (datetime(2018, 6, 1, 11, tzinfo=UTC), "Friday 1 June 2018 at midday"),
        (datetime(2018, 1, 1, 0, tzinfo=UTC), "Monday 1 January 2018 at midnight"),
        (datetime(2018, 1, 1, 12, 5, tzinfo=UTC), "Monday 1 January 2018 at 12:05pm"),
        (date(2018, 12, 31), "Monday 31 December 2018"),
    ],
)
def test_days_and_times_are_those_of_london_in_words(at: date, words: str) -> None:
    assert moment_in_words(at) == words
    assert said("{{ at }}", at=at).text == words + "\n"
    assert words.startswith(day_in_words(at))
    if isinstance(at, datetime):
        assert words.endswith(clock_in_words(at))


def test_what_names_no_fact_is_refused_with_its_name_and_its_line() -> None:
    sentence = refused("Hello\n{{ name }}\n{{ nmae }}", name="Nuala")
    assert "nmae in line 3" in sentence
    assert "name" in sentence.partition("What there is:")[2]


def test_it_is_refused_in_a_branch_that_is_not_taken_too() -> None:
    assert "plcae in line 2" in refused("{% if name %}Hello{% else %}\n{{ plcae }}{% endif %}", name="Nuala")


def test_it_is_refused_of_what_a_list_holds_too() -> None:
    sentence = refused("{% for one in coming %}\n{{ one.whta }}{% endfor %}", coming=[{"what": "meeting"}])
    assert "whta in line 2" in sentence


def test_which_of_the_three_is_wrong_is_said() -> None:
    for wrong, part in (("subject", "The subject"), ("text", "The text"), ("html", "The HTML")):
        wording = {"subject": "About", "text": "Hello", "html": "<p>"} | {wrong: "{{ nobody }}"}
        with pytest.raises(Invalid, match=part):
            RENDERER.render(Wording(**wording), {})


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in range(10**9) %}x{% endfor %}",
        "{{ 'x' * 10**9 }}",
        "{{ 10**10**10 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ name | center(1000000000) }}",
        "{{ name | indent(1000000000) }}",
        "{{ name.ljust(1000000000) }}",
        "{{ lipsum(n=1000000) }}",
        "{% set a = name %}{{ a }}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{{ name.__class__.__mro__ }}",
        "{{ name['__class__'] }}",
        "{{ name | attr('__class__') }}",
        "{{ name | map('upper') }}",
        "{{ ''.join(name) }}",
        "{{ name ~ name }}",
        "{{ -name }}",
        "{{ [name] }}",
        "{{ {'a': name} }}",
        "{{ name is defined }}",
        "{{ name[:1] }}",
        "{% include 'frame.html' %}",
        "{% import 'frame.html' as a %}",
        "{% extends 'frame.html' %}",
        "{% block a %}{% endblock %}",
        "{% call name() %}{% endcall %}",
        "{% filter upper %}{% endfilter %}",
        "{% with a = name %}{% endwith %}",
        "{% autoescape false %}{{ name }}{% endautoescape %}",
        "{% for a in coming recursive %}{{ loop(coming) }}{% endfor %}",
        "{% for a in coming %}{{ loop.cycle('a') }}{% endfor %}",
        "{% for a, b in coming %}{% endfor %}",
        "{% for a in coming %}{% for b in a %}{% endfor %}{% endfor %}",
        "{% for a in coming %}" * 2 + "x" + "{% endfor %}" * 2,
        "".join(f"{{% for {a} in coming %}}" for a in "abc") + "x" + "{% endfor %}" * 3,
        "{% for loop in coming %}x{% endfor %}",
        "{{ name | safe }}",
        "{{ " + "(" * 9_000 + "name" + ")" * 9_000 + " }}",
        "{{ " + "not " * 4_000 + "name }}",
        "{{ name" + " and name" * 2_000 + " }}",
        "{% if name %}" * 40 + "x" + "{% endif %}" * 40,
        "{% if name %}" * 500 + "{% endif %}" * 500,
        "{{ " + "9" * 5_000 + " }}",
        "{{ 1e400 }}",
        "{{ name",
        "{% nothing %}",
        "{{ '\\ud800' }}" * 2_000,
        "x" * (MOST_SOURCE + 1),
    ],
    ids=lambda template: template[:40],
)
def test_what_could_run_away_with_a_worker_or_lead_elsewhere_is_refused_at_once(template: str) -> None:
    refused(template, name="Nuala", coming=[{"what": "meeting"}])


def test_what_becomes_too_long_with_its_facts_is_refused() -> None:
    coming = [{"what": "meeting " * 20}] * 20
    assert "too long" in refused(
        "{% for one in coming %}{{ one.what }}" + "x" * 15_000 + "{% endfor %}", coming=coming
    )


@pytest.mark.parametrize(
    ("template", "what"),
    [
        ("Hello\n{{ name | day }}", "line 2"),
        ("{{ day | clock }}", "line 1"),
        ("{% if name > 3 %}{% endif %}", "line 1"),
        ("{% for one in name %}{% endfor %}", "no list"),
    ],
)
def test_a_fact_that_is_used_for_what_it_is_not_is_refused(template: str, what: str) -> None:
    assert what in refused(template, name="Nuala", day=date(2018, 3, 6))


def test_own_words_may_choose_and_go_through_lists() -> None:
    template = (
        "{% for one in coming %}{{ loop.index }} {{ one.what | upper }}{{ ', ' if not loop.last }}"
        "{% endfor %}"
        "{% if count == 1 or count > 5 %} few or many{% elif name %} {{ name }}{% endif %}"
    )
    coming = [{"what": "first"}, {"what": "second"}]
    assert said(template, coming=coming, count=6, name="").text == "1 FIRST, 2 SECOND few or many\n"


def test_the_example_of_the_documentation_is_words_that_may_be_put_there() -> None:
    page = (Path(__file__).parents[3] / "docs" / "message-words.md").read_text()
    template = page.partition("```jinja\n")[2].partition("```")[0]
    told = RENDERER.render(
        Wording(subject="About", text=template, html=""), RENDERER.example(MessageKind.PLACE_CONFIRMED)
    )
    assert "It starts on Tuesday 6 March 2018 at 2pm and ends at 4:30pm." in told.text


def test_facts_are_escaped_in_a_page_and_not_in_a_text() -> None:
    told = said("{{ name }}", html="<p>{{ name }}</p>", name="<b>O'Neill & Co</b>")
    assert told.text == "<b>O'Neill & Co</b>\n"
    assert "<p>&lt;b&gt;O&#39;Neill &amp; Co&lt;/b&gt;</p>" in told.html


def test_words_without_html_make_a_message_without_it() -> None:
    assert said("Hello").html == ""


@pytest.mark.parametrize(("subject", "text"), [(" ", "Hello"), ("About", "{{ name }}")])
def test_words_that_say_nothing_are_refused(subject: str, text: str) -> None:
    with pytest.raises(Invalid, match="nothing-said"):
        RENDERER.render(Wording(subject=subject, text=text, html=""), {"name": ""})


@given(st.text(alphabet="{}%#()|.-+*~[]'\"0123456789 abnm\n", max_size=200))
def test_whatever_is_written_is_rendered_or_refused(template: str) -> None:
    try:
        told = said(template, name="Nuala", coming=[{"a": 1}], a=1, b=date(2018, 3, 6))
    except Invalid:
        return
    assert told.text.strip()
