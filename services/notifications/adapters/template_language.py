"""The language of templates: as much of Jinja as words need, and nothing that could run away with a worker.

Invariants:
- A template names facts, chooses by them, and goes through a list of them; it does no arithmetic, calls
  nothing, sets nothing and includes nothing. So its work is bounded by its own size and that of the facts,
  and there is no way from a fact to anything else. What is not said to be allowed is refused, whatever it is.
- What it names is checked before it is rendered, in the branches that are not taken too.

Jinja's own sandbox stands behind that, as the second line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast

from jinja2 import StrictUndefined, Template, TemplateError, TemplateRuntimeError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from services.notifications.adapters.moments_in_words import clock_in_words, day_in_words, moment_in_words
from shared.contracts.refusal import Invalid

MOST_SOURCE = 20_000
MOST_OUTPUT = 100_000
"""Characters, both."""

_DEEPEST = 30
_LOOPS = 2
"""Lists within lists."""

_OF_LOOP = frozenset({"first", "last", "index", "length"})
_FILTERS = frozenset({"day", "clock", "upper", "lower", "capitalize"})
_PLAIN = (
    *(nodes.Output, nodes.TemplateData, nodes.If, nodes.CondExpr),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand),
)


def _day(value: object) -> str:
    if isinstance(value, date):
        return day_in_words(value)
    raise TemplateRuntimeError


def _clock(value: object) -> str:
    if isinstance(value, datetime):
        return clock_in_words(value)
    raise TemplateRuntimeError


def _shown(value: object) -> object:
    """How a value stands in a text: days and times in words, and nothing for what is not known."""
    if isinstance(value, date):
        return moment_in_words(value)
    return "" if value is None else value


def _environment(*, page: bool) -> SandboxedEnvironment:
    made = SandboxedEnvironment(
        autoescape=page,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=0,
    )
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in _FILTERS if name in made.filters}
    made.filters.update(day=_day, clock=_clock)
    return made


_TEXTS, _PAGES = _environment(page=False), _environment(page=True)


@dataclass(slots=True)
class _Named:
    """Which facts a template names, and where for the first time."""

    facts: dict[str, int] = field(default_factory=dict[str, int])
    lists: dict[str, int] = field(default_factory=dict[str, int])
    of_items: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    """What is named of each one in a list."""


class Words:
    """A template that was read and found to be allowed.

    Args:
        where: what it is called to whoever wrote it, 'text' for instance.
    """

    def __init__(self, template: Template, named: _Named, where: str) -> None:
        self._template, self._named, self._where = template, named, where

    def render(self, facts: Mapping[str, object]) -> str:
        """The words with these facts.

        Raises:
            Invalid: it names what there is not, or is too long with them.
        """
        self._check(facts)
        told: list[str] = []
        length = 0
        try:
            for piece in self._template.generate(dict(facts)):
                told.append(piece)
                length += len(piece)
                if length > MOST_OUTPUT:
                    raise Invalid(
                        "template-too-long", f"The {self._where} is too long with all that it names."
                    )
        except (TemplateError, TypeError) as error:
            # A day is asked of what is none, or unlike things are compared.
            raise _wrong("does not fit what it is used for", self._where, _line_of(error)) from None
        return "".join(told)

    def _check(self, facts: Mapping[str, object]) -> None:
        for name, line in self._named.facts.items():
            if name not in facts:
                raise _missing(name, self._where, line, facts)
        for name, line in self._named.lists.items():
            if not _is_list(facts[name]):
                raise _wrong("goes through what is no list", self._where, line)
        for (name, attribute), line in self._named.of_items.items():
            for one in cast("Sequence[Mapping[str, object]]", facts[name])[:1]:
                if attribute not in one:
                    raise _missing(attribute, self._where, line, one)


@lru_cache(maxsize=256)
def read_words(source: str, where: str, *, page: bool = False) -> Words:
    """Reads a template.

    Args:
        where: what it is called to whoever wrote it.
        page: whether it is HTML, so that facts are escaped.

    Raises:
        Invalid: it can't be read, or does what templates may not.
    """
    if len(source) > MOST_SOURCE:
        raise Invalid("template-too-long", f"The {where} may have {MOST_SOURCE} characters at most.")
    environment = _PAGES if page else _TEXTS
    try:
        tree = environment.parse(source)
        named = _Reader(where).read(tree)
        template = environment.from_string(tree)
    except TemplateSyntaxError as error:
        raise _wrong("can't be read", where, error.lineno) from None
    except (TemplateError, ValueError, OverflowError, RecursionError, SyntaxError, MemoryError):
        raise _wrong("can't be read", where, 1) from None
    return Words(template, named, where)


class _Reader:
    """Goes through a template once: refuses what is not allowed, and notes what is named."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._named = _Named()

    def read(self, tree: nodes.Template) -> _Named:
        """Raises ``Invalid``."""
        for one in tree.body:
            self._node(one, {}, 0)
        return self._named

    def _node(self, node: nodes.Node, loops: Mapping[str, str], depth: int) -> None:
        """
        Args:
            loops: the name of each variable of a loop that the node is in, and the list it goes through.
        """
        if depth > _DEEPEST:
            raise _wrong("is nested too deeply", self._where, node.lineno)
        match node:
            case nodes.Name(ctx="load"):
                if node.name not in loops:
                    self._named.facts.setdefault(node.name, node.lineno)
                return
            case nodes.Const():
                if not isinstance(node.value, str | int | bool | None):
                    raise self._refused(node)
                return
            case nodes.Getattr(node=nodes.Name(name=name)) if name in loops or (name == "loop" and loops):
                self._of_item(node, name, loops)
                return
            case nodes.For():
                self._loop(node, loops, depth)
                return
            case nodes.Filter(name=name, args=[], kwargs=[], dyn_args=None, dyn_kwargs=None) if (
                name in _FILTERS
            ):
                pass
            case _ if type(node) in _PLAIN:
                pass
            case _:
                raise self._refused(node)
        for child in node.iter_child_nodes():
            self._node(child, loops, depth + 1)

    def _of_item(self, node: nodes.Getattr, name: str, loops: Mapping[str, str]) -> None:
        if name not in loops:
            if node.attr not in _OF_LOOP:
                raise self._refused(node)
            return
        self._named.of_items.setdefault((loops[name], node.attr), node.lineno)

    def _loop(self, node: nodes.For, loops: Mapping[str, str], depth: int) -> None:
        through, one = node.iter, node.target
        if not isinstance(through, nodes.Name) or not isinstance(one, nodes.Name) or node.recursive:
            raise self._refused(node)
        if through.name in loops or one.name in (*loops, "loop") or len(loops) >= _LOOPS:
            raise self._refused(node)
        self._named.facts.setdefault(through.name, through.lineno)
        self._named.lists.setdefault(through.name, through.lineno)
        inner = {**loops, one.name: through.name}
        for child in node.body:
            self._node(child, inner, depth + 1)
        if node.test is not None:
            self._node(node.test, inner, depth + 1)
        for child in node.else_:
            self._node(child, loops, depth + 1)

    def _refused(self, node: nodes.Node) -> Invalid:
        return _wrong(
            "does something that templates may not: they may name facts, use if and for, and the filters "
            + ", ".join(sorted(_FILTERS)),
            self._where,
            node.lineno,
        )


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _wrong(what: str, where: str, line: int | None) -> Invalid:
    return Invalid("bad-template", f"The {where} {what}, in line {line or 1}.")


def _missing(name: str, where: str, line: int, facts: Mapping[str, object]) -> Invalid:
    # It is a name in the language of templates, and not what somebody said.
    told = name if name.isascii() and len(name) <= 40 else "what it names"
    known = ", ".join(sorted(facts))
    return Invalid("no-such-field", f"The {where} asks for {told} in line {line}. What there is: {known}.")


def _line_of(error: BaseException) -> int | None:
    """The line of the template in which it happened: Jinja puts it into the traceback."""
    line: int | None = None
    at: Any = error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == "<template>":
            line = at.tb_lineno
        at = at.tb_next
    return line
