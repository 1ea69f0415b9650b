"""What a document of the product is made of: its fields, and what stands around them.

A capability declares each of its documents once, as a :class:`Template`. From that come the
template that we ship, in every layout; the check of a template that a user edited in Word; and
the list of fields that the user is shown. No Django here: a child process loads this.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from muster.exchange.filling.outline import Block


@dataclass(frozen=True, slots=True)
class Field:
    """One text that a template may name. label: what it is; example: what it may look like."""

    name: str
    label: Any
    example: Any = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that a template may repeat, each with flat fields."""

    name: str
    label: Any
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names that a template may use, by themselves: goes to the child process."""

    fields: frozenset[str]
    rows: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A document of the product.

    key: the capability's name and the document's, "office.letter"; by it the packs say of what
    kind of paper it is. abstract: what it is about, with marks. beside: who signs at the left, if
    two sign. is_letter: its head bears no kind's name. wide: it lies across the page.
    """

    key: str
    label: Any
    abstract: Any
    body: tuple[Block, ...]
    fields: tuple[Field, ...]
    rows: tuple[Rows, ...] = ()
    beside: "Beside | None" = None
    is_letter: bool = False
    wide: bool = False

    def known(self, head: "Iterable[Field]", tail: "Iterable[Rows]") -> Known:
        """The names that it offers, with those that every document has."""
        return Known(
            fields=frozenset(one.name for one in (*head, *self.fields)),
            rows={
                one.name: frozenset(field.name for field in one.fields)
                for one in (*tail, *self.rows)
            },
        )


@dataclass(frozen=True, slots=True)
class Beside:
    """A second signature, at the left. title: as whom; field: the name's field."""

    title: Any
    field: str


class Unfit(ValueError):
    """Values that are not what the template's declaration says: a fault of ours, not a user's."""


ROWS_AT_MOST: Final = 20_000
# XML 1.0 has no place for these; a paste from elsewhere may hold them.
_CONTROLS: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))


def flat(values: Mapping[str, Any], known: Known, *, key: str) -> dict[str, Any]:
    """*values* with strings and lists of flat rows of strings alone, each of them declared.

    Raises Unfit with the path of what is not so.
    """
    wanted = known.fields | set(known.rows)
    _same(set(values), wanted, key)
    return {name: _flat(value, known, f"{key}.{name}") for name, value in values.items()}


def _flat(value: Any, known: Known, path: str) -> Any:
    name = path.rpartition(".")[2]
    if name in known.fields:
        return _text(value, path)
    if not isinstance(value, list) or len(value) > ROWS_AT_MOST:
        raise Unfit(f"{path}: wanted: a list of at most {ROWS_AT_MOST} rows")
    for row in value:
        _same(set(row), known.rows[name], path)
    return [{part: _text(cell, f"{path}.{part}") for part, cell in row.items()} for row in value]


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise Unfit(f"{path}: wanted: a string; found {type(value).__name__}")
    return str(value).translate(_CONTROLS)


def _same(found: set[str], wanted: Iterable[str], path: str) -> None:
    for name in sorted(found ^ set(wanted)):
        raise Unfit(f"{path}: {name} is {'not declared' if name in found else 'missing'}")


_TEMPLATES: dict[str, Template] = {}


def register(template: Template) -> Template:
    """Make a document known to the page of templates. A second one of its key raises ValueError."""
    if template.key in _TEMPLATES:
        raise ValueError(f"two templates have the key {template.key}")
    _TEMPLATES[template.key] = template
    return template


def templates() -> Iterator[Template]:
    """Every document of the product, by key."""
    return iter(sorted(_TEMPLATES.values(), key=lambda one: one.key))


def template(key: str) -> Template | None:
    """The document of that key, if there is one."""
    return _TEMPLATES.get(key)
