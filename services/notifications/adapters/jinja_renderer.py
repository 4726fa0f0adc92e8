"""``Renderer`` with Jinja: our own words out of ``templates/``, or a collaborative's.

``<kind>.txt`` has the subject in its first line and, after an empty one, the text; ``<kind>.html`` has what
stands in the page. ``frame.html`` is put around each page, a collaborative's own too. What words may name is
in ``domain/message_facts.py``; what they may do, in ``template_language.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from services.notifications.adapters.clean_text import one_line, tidy
from services.notifications.adapters.example_facts import example_facts
from services.notifications.adapters.template_language import read_words
from services.notifications.commands.delivery_ports import Rendered
from services.notifications.domain.template import Wording
from shared.contracts.notifications import MessageKind
from shared.contracts.refusal import Invalid

_PACKAGE = "services.notifications.adapters"
_GAPS = re.compile(r"\n{3,}")
_FRAME = Environment(loader=PackageLoader(_PACKAGE), autoescape=True, undefined=StrictUndefined)


class JinjaRenderer:
    """Puts facts into words; the same facts and words always give the same."""

    def shipped(self, message: MessageKind) -> Wording:
        """Our own words."""
        return _shipped(message)

    def render(self, wording: Wording, facts: Mapping[str, object]) -> Rendered:
        """What a message says; without HTML if the wording has none.

        Args:
            facts: texts in it are put on one line each.

        Raises:
            Invalid: the words name what there is not, do what templates may not, or say nothing.
        """
        told = {name: one_line(value) if isinstance(value, str) else value for name, value in facts.items()}
        subject = one_line(read_words(wording.subject, "subject").render(told))
        text = _GAPS.sub("\n\n", tidy(read_words(wording.text, "text").render(told))).strip()
        if not subject or not text:
            raise Invalid("nothing-said", "A message needs a subject and a text.")
        return Rendered(subject=subject, text=text + "\n", html=_page(wording.html, subject, told))

    def example(self, message: MessageKind) -> Mapping[str, object]:
        """Invented facts of every kind of message, to try words on."""
        return example_facts(message)


def _page(source: str, subject: str, facts: Mapping[str, object]) -> str:
    body = tidy(read_words(source, "HTML", page=True).render(facts)).strip()
    if not body:
        return ""
    # What a template gave was escaped where it came from facts.
    return _FRAME.get_template("frame.html").render(subject=subject, body=Markup(body))  # noqa: S704


@cache
def _shipped(message: MessageKind) -> Wording:
    folder = files(_PACKAGE) / "templates"
    subject, _, text = (folder / f"{message.value}.txt").read_text("utf-8").partition("\n\n")
    html = (folder / f"{message.value}.html").read_text("utf-8")
    return Wording(subject=subject, text=text, html=html)
