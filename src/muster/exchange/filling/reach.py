"""What the marks of a template reach for, held against the names that it may use.

A template says fields, repeats lists, and leaves parts out. It calls nothing, sets nothing, and
reaches into nothing: that is refused before anything is filled in, with the place in words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from muster.exchange.filling.fields import Known

LOOP: Final = frozenset({"index", "first", "last", "length"})
FILTERS: Final = frozenset({"upper", "lower", "capitalize", "title", "trim"})
PLAIN: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.If, nodes.CondExpr),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat),
)
DEEPEST: Final = 3
SHOWN: Final = 120
TAG: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Fault:
    """One mark that cannot be used. code: why. what: the name. near: the words of its paragraph."""

    code: str
    what: str
    near: str


@dataclass(slots=True)
class Reached:
    """The fields and lists that a template names, and what of it cannot be used."""

    names: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)


def sandbox() -> ImmutableSandboxedEnvironment:
    """The environment in which templates are read and filled: no globals, no tests to call."""
    environment = ImmutableSandboxedEnvironment(autoescape=True)
    environment.globals.clear()
    for name in set(environment.filters) - FILTERS:
        del environment.filters[name]
    return environment


def reach_of(sources: Mapping[str, str], known: Known) -> Reached:
    """What the parts of a template, each as text with a line for each paragraph, reach for."""
    reached = Reached()
    for source in sources.values():
        _Part(source, known, reached).look()
    return reached


class _Part:
    def __init__(self, source: str, known: Known, reached: Reached) -> None:
        self.lines, self.known, self.reached = source.split("\n"), known, reached
        self.source = source

    def look(self) -> None:
        try:
            tree = sandbox().parse(self.source)
        except TemplateSyntaxError as error:
            self._blame("syntax", _short(error.message or ""), error.lineno)
            return
        self._visit(tree, {}, 0)

    def _visit(self, node: nodes.Node, rows: Mapping[str, str], depth: int) -> None:
        match node:
            case nodes.For():
                self._for(node, rows, depth)
            case nodes.Getattr():
                self._part_of_row(node, rows)
            case nodes.Name():
                self._name(node, rows)
            case nodes.Filter():
                self._filter(node, rows, depth)
            case _ if isinstance(node, PLAIN):
                self._conditions(node)
                for below in node.iter_child_nodes():
                    self._visit(below, rows, depth)
            case _:
                self._blame("not_allowed", type(node).__name__.lower(), node.lineno)

    def _conditions(self, node: nodes.Node) -> None:
        """A list may be asked for being there; it cannot be written as a text."""
        if not isinstance(node, nodes.Output):
            return
        for below in node.nodes:
            if isinstance(below, nodes.Name) and below.name in self.known.rows:
                self._blame("list_as_text", below.name, below.lineno)

    def _for(self, node: nodes.For, rows: Mapping[str, str], depth: int) -> None:
        listed, called = node.iter, node.target
        if not (isinstance(listed, nodes.Name) and isinstance(called, nodes.Name)):
            self._blame("not_allowed", "for", node.lineno)
            return
        if listed.name not in self.known.rows:
            self._blame("unknown_list", listed.name, node.lineno)
            return
        if depth >= DEEPEST or node.recursive:
            self._blame("too_deep", listed.name, node.lineno)
            return
        self.reached.names.add(listed.name)
        inner = {**rows, called.name: listed.name}
        for below in (*node.body, *node.else_, *([node.test] if node.test else [])):
            self._visit(below, inner, depth + 1)

    def _part_of_row(self, node: nodes.Getattr, rows: Mapping[str, str]) -> None:
        holder = node.node
        if isinstance(holder, nodes.Name) and holder.name == "loop" and rows and node.attr in LOOP:
            return
        if not (isinstance(holder, nodes.Name) and holder.name in rows):
            name = holder.name if isinstance(holder, nodes.Name) else ""
            self._blame("reach", f"{name}.{node.attr}", node.lineno)
            return
        listed = rows[holder.name]
        if node.attr.startswith("_"):
            self._blame("reach", f"{holder.name}.{node.attr}", node.lineno)
        elif node.attr not in self.known.rows[listed]:
            self._blame("unknown_part", f"{holder.name}.{node.attr}", node.lineno)
        else:
            self.reached.names.add(f"{listed}.{node.attr}")

    def _name(self, node: nodes.Name, rows: Mapping[str, str]) -> None:
        if node.name in self.known.fields or node.name in self.known.rows:
            self.reached.names.add(node.name)
        elif node.name in rows:
            self._blame("list_as_text", node.name, node.lineno)
        else:
            self._blame("unknown_field", node.name, node.lineno)

    def _filter(self, node: nodes.Filter, rows: Mapping[str, str], depth: int) -> None:
        if node.name not in FILTERS or node.args or node.kwargs or node.node is None:
            self._blame("not_allowed", node.name, node.lineno)
            return
        self._visit(node.node, rows, depth)

    def _blame(self, code: str, what: str, line: int) -> None:
        self.reached.faults.append(Fault(code, _short(what), self._near(line)))

    def _near(self, line: int) -> str:
        """The words of the paragraph, for people who look for it in Word."""
        at = min(max(line - 1, 0), len(self.lines) - 1)
        return _short(" ".join(TAG.sub("", self.lines[at]).split()))


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def told(faults: list[Fault]) -> Iterator[Mapping[str, str]]:
    """The faults as plain data."""
    return ({"code": one.code, "what": one.what, "near": one.near} for one in faults)
