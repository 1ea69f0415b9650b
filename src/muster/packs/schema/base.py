"""The ground every rule stands on: strictness, provenance, names in two languages, references."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from muster.packs.errors import RuleUnknown
from muster.packs.language import FALLBACK, language

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Strict(BaseModel):
    """Nothing is converted, nothing unknown is let through, nothing changes after loading."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Text(Strict):
    """A name or sentence in both languages; ``str()`` speaks the language of the request."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def say(self, lang: str) -> str:
        """The text in *lang*, in English where the pack does not know that language."""
        return str(getattr(self, lang if lang in type(self).model_fields else FALLBACK))

    def __str__(self) -> str:
        return self.say(language())


class Sourced(Strict):
    """A rule: where it comes from, from when to when it holds, and whether a person checked it.

    ``valid_to`` is the last day it holds. A file's ``[rule]`` table supplies these four for each
    of its entries that does not state its own. ``order`` is the place among its neighbours.
    """

    key: Key
    order: int
    source: str = Field(min_length=1)
    valid_from: date
    valid_to: date | None = None
    verified: bool

    def in_force(self, on: date) -> bool:
        """Whether the rule holds on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Named(Sourced):
    """A rule with a name; ``short`` is for heads of tables and narrow places."""

    name: Text
    short: Text | None = None

    @property
    def label(self) -> Text:
        """The short name if there is one."""
        return self.short or self.name


R = TypeVar("R", bound=Sourced)


class Table(Mapping[str, R], Generic[R]):
    """An unchangeable mapping in the pack's order; a miss names the nearest key."""

    __slots__ = ("_rules", "_title")

    def __init__(self, rules: Mapping[str, R], *, title: str = "rules") -> None:
        self._rules = dict(sorted(rules.items(), key=lambda item: item[1].order))
        self._title = title

    def __getitem__(self, key: str) -> R:
        try:
            return self._rules[key]
        except (KeyError, TypeError):
            raise RuleUnknown(key, table=self._title, known=self._rules) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def __repr__(self) -> str:
        return f"Table({self._title}: {', '.join(self._rules)})"


def titled(title: str) -> AfterValidator:
    """Turn a validated mapping into a :class:`Table` of that title."""

    def build(rules: Mapping[str, R]) -> Mapping[str, R]:
        return Table(rules, title=title)

    return AfterValidator(build)


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a text as the key of an entry in the named table of the same pack."""

    table: str
