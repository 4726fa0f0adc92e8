"""What the API of templates takes and gives."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.notifications.commands.delivery_ports import Rendered
from services.notifications.domain.message_facts import FACTS
from services.notifications.domain.template import Wording
from services.notifications.queries.read_templates import WordsNow
from shared.contracts.notifications import MessageKind

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
LONGEST = 20_000


def _text(text: str) -> str:
    unified = text.replace("\r\n", "\n")
    if _NOT_TEXT.search(unified):
        raise PydanticCustomError("control-characters", "This must be text without control characters.")
    return unified


_Subject = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_text)]
_Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST), AfterValidator(_text)]
_Page = Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(_text)]

_SAID: dict[str, Any] = {
    "subject": "Welcome to {{ collaborative }}",
    "text": "Hello {{ name }},\n\nIt is good to have you with us.\n",
    "html": "<p>Hello {{ name }},</p>\n<p>It is good to have you with us.</p>\n",
}


class WordingBody(BaseModel):
    """Three templates in the language of Jinja: the subject, and what it says as plain text and as HTML."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_SAID]})

    subject: _Subject
    text: _Words
    html: _Page = Field(description="Empty for plain text alone.")

    def wording(self) -> Wording:
        """The words, for the command."""
        return Wording(subject=self.subject, text=self.text, html=self.html)


_SHOWN: dict[str, Any] = {
    "message": "welcome",
    "own": False,
    "changed_on": None,
    **_SAID,
    "may_name": {
        "name": "the person's name (text)",
        "collaborative": "the collaborative's name (text)",
    },
}


class TemplateView(BaseModel):
    """What messages of a kind say, and what their words may name."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    message: MessageKind
    own: bool = Field(description="Whether these are the collaborative's own words, or those shipped.")
    changed_on: date | None
    subject: str
    text: str
    html: str
    may_name: dict[str, str] = Field(description="What stands for what.")

    @classmethod
    def of(cls, now: WordsNow) -> TemplateView:
        """As it is now."""
        return cls(
            message=now.message,
            own=now.is_own,
            changed_on=now.own.changed_on if now.own else None,
            subject=now.wording.subject,
            text=now.wording.text,
            html=now.wording.html,
            may_name=dict(FACTS[now.message]),
        )


class TemplatesView(BaseModel):
    """What the messages of each kind say."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_SHOWN]}]})

    items: list[TemplateView]


class PreviewView(BaseModel):
    """A message as it would be, to somebody invented."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "subject": "Welcome to Mental health collaborative",
                    "text": "Hello Aoife (invented),\n\nIt is good to have you with us.\n",
                    "html": "<p>Hello Aoife (invented),</p>\n<p>It is good to have you with us.</p>\n",
                }
            ]
        }
    )

    subject: str
    text: str
    html: str

    @classmethod
    def of(cls, rendered: Rendered) -> PreviewView:
        """What the words came to."""
        return cls(subject=rendered.subject, text=rendered.text, html=rendered.html)
