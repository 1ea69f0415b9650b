"""Layout rules as data: what each component must look like, and how it is known again.

A rule set comes from a table (a file of a pack). Every property that a component names is
checked; what it does not name is free.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Range = tuple[float, float]

COMPONENTS: Final = (
    *("page", "font", "national_name", "motto", "superior_body", "issuing_body", "number"),
    *("place_date", "type_name", "abstract", "legal_basis", "body", "part", "chapter"),
    *("section", "article", "clause", "point", "authority", "signer", "addressees"),
    *("recipients_label", "recipients", "page_number", "appendix"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """What one component must look like.

    points: least and most size of letters [pt]. case: upper, or lower for ordinary writing.
    align: any of these. place: left, right. ruled: a line is drawn under it.
    text: any of these, word for word. format: a pattern that the whole line fits. want: that
    format in words. first_mm: any of these indents of the first line [mm]. gap_pt: least space
    between paragraphs [pt]. line: least and most line spacing [factor].
    inner, last: patterns that every line but the last, and the last one, fit besides; told as
    format. loose: single words may be set off; only letters that are all otherwise are wrong.
    known: patterns by which it is recognised; unless: what it is not in spite of them.
    roles: rules of its other lines, where they differ: the title under a heading, a note under
    that, the post under an authority.
    verified: whether a person checked the rule against its source; else findings only warn.
    """

    key: str
    verified: bool = False
    required: bool = False
    points: Range | None = None
    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    case: str | None = None
    align: tuple[str, ...] = ()
    place: str | None = None
    ruled: bool | None = None
    text: tuple[str, ...] = ()
    format: re.Pattern[str] | None = None
    want: str = ""
    first_mm: tuple[float, ...] = ()
    gap_pt: float | None = None
    line: Range | None = None
    inner: re.Pattern[str] | None = None
    last: re.Pattern[str] | None = None
    loose: bool = False
    known: tuple[re.Pattern[str], ...] = ()
    unless: tuple[re.Pattern[str], ...] = ()
    roles: Mapping[str, "Component"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The paper: sizes by name [mm], and the least and most of each margin [mm]."""

    verified: bool
    sizes: Mapping[str, tuple[float, float]]
    top: Range
    bottom: Range
    left: Range
    right: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All rules of one pack.

    types: kinds of papers by folded name. letter: the kind that has no name in its head.
    addressed: kinds that need addressees. begun, continued: how the name of a body begins, and
    how its second line does. stamps: marks in the head that are no component. surnames: the first
    words of people's names. family: the typeface of everything, and how high one of its lines is,
    as a share of the size.
    """

    key: str
    page: Page
    family: str
    family_verified: bool
    line_share: float
    types: Mapping[str, str]
    letter: str
    letter_abstract: Component
    addressed: frozenset[str]
    begun: re.Pattern[str]
    continued: re.Pattern[str]
    stamps: frozenset[str]
    surnames: frozenset[str]
    components: Mapping[str, Component]
    order: Sequence[str] = field(default_factory=tuple)


def layout_of(table: Mapping[str, Any]) -> Layout:
    """The rule set in a table. Raises ValueError with the path of what is wrong."""
    unknown = sorted(set(table["components"]) - set(COMPONENTS))
    if unknown:
        raise ValueError(f"components.{unknown[0]}: is no component; known: {COMPONENTS}")
    page, kinds = table["page"], table["kinds"]
    components = {
        key: _component(key, said, f"components.{key}") for key, said in table["components"].items()
    }
    return Layout(
        key=table["key"],
        page=Page(
            verified=page["verified"],
            sizes={name: (size[0], size[1]) for name, size in page["sizes"].items()},
            **{side: _range(page[side], f"page.{side}") for side in SIDES},
        ),
        family=table["font"]["family"],
        family_verified=table["font"]["verified"],
        line_share=table["font"].get("line", ORDINARY_LINE),
        types={fold(name): name for name in kinds["names"]},
        letter=kinds["unnamed"],
        letter_abstract=_component("abstract", kinds["abstract"], "kinds.abstract"),
        addressed=frozenset(fold(name) for name in kinds["addressed"]),
        begun=_pattern(kinds.get("begun", NOTHING), "kinds.begun"),
        continued=_pattern(kinds["continued"], "kinds.continued"),
        stamps=frozenset(fold(name) for name in kinds.get("stamps", ())),
        surnames=frozenset(fold(name) for name in kinds.get("surnames", ())),
        components=components,
        order=tuple(table.get("order", ())),
    )


SIDES: Final = ("top", "bottom", "left", "right")
PLAIN: Final = (
    *("verified", "required", "bold", "italic", "underline", "case", "place", "ruled"),
    *("gap_pt", "want", "loose"),
)
ORDINARY_LINE: Final = 1.15  # of the size of letters, as most typefaces have it
NOTHING: Final = "^(?!)"
ROLES: Final = ("title", "note", "post")


def _component(key: str, said: Mapping[str, Any], path: str) -> Component:
    known: dict[str, Any] = {name: said[name] for name in PLAIN if name in said}
    for name, read in READERS.items():
        if name in said:
            known[name] = read(said[name], f"{path}.{name}")
    # Where capitals are a rule of their own, the format is blind to them.
    flags = re.IGNORECASE if "case" in said else re.NOFLAG
    for name in ("format", "inner", "last"):
        if name in said:
            known[name] = _pattern(said[name], f"{path}.{name}", flags)
    verified = {"verified": said.get("verified", False)}
    known["roles"] = {
        role: _component(key, {**verified, **said[role]}, f"{path}.{role}")
        for role in ROLES
        if role in said
    }
    return Component(key=key, **known)


def _range(value: Any, path: str) -> Range:
    pair = value if isinstance(value, list) else [value, value]
    if len(pair) != 2 or not all(isinstance(x, int | float) for x in pair) or pair[0] > pair[1]:
        raise ValueError(f"{path}: wanted: a number, or the least and the most; found {value!r}")
    return (float(pair[0]), float(pair[1]))


def _pattern(text: str, path: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    try:
        return re.compile(text, flags)
    except re.error as error:
        raise ValueError(f"{path}: {text!r} is no pattern: {error}") from None


def _texts(value: Any, path: str) -> tuple[Any, ...]:
    if isinstance(value, list):
        return tuple(value)
    raise ValueError(f"{path}: wanted: a list; found {value!r}")


def _patterns(value: Any, path: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(text, path) for text in value)


READERS: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "points": _range,
    "line": _range,
    "align": _texts,
    "text": _texts,
    "first_mm": _texts,
    "known": _patterns,
    "unless": _patterns,
}


# The tone of a pair of vowels may stand on either of them; both spellings are right.
_MARKS: Final = "\u0300\u0301\u0309\u0303\u0323"
_PAIRS: Final = {
    first + unicodedata.normalize("NFC", second + mark): (
        unicodedata.normalize("NFC", first + mark) + second
    )
    for first, second in ("oa", "oe", "uy")
    for mark in _MARKS
}
_PAIR: Final = re.compile("|".join(sorted({*_PAIRS, *map(str.upper, _PAIRS)})))


def one_spelling(text: str) -> str:
    """*text* with the tones of oa, oe and uy on their first vowel, so that both spellings meet."""

    def settled(found: re.Match[str]) -> str:
        pair = found[0]
        if pair.isupper():
            return _PAIRS[pair.lower()].upper()
        return _PAIRS.get(pair, pair)

    return _PAIR.sub(settled, text)


def fold(text: str) -> str:
    """*text* in small letters and one spelling, with single spaces: how words are compared."""
    return " ".join(one_spelling(text).casefold().split())
