"""Every rule that papers are made to break, by pack; a test holds it against the packs."""

from collections.abc import Iterator, Mapping
from typing import Final

LETTERS: Final = ("points", "bold", "italic")
PAGE: Final = ("size", "margin_top", "margin_bottom", "margin_left", "margin_right")
STATE: Final[Mapping[str, tuple[str, ...]]] = {
    "page": PAGE,
    "font": ("family",),
    "national_name": (*LETTERS, "case", "align", "place", "text", "missing"),
    "motto": (*LETTERS, "case", "align", "place", "text", "rule", "missing", "order"),
    "superior_body": (*LETTERS, "case", "align", "place"),
    "issuing_body": (*LETTERS, "case", "align", "place", "rule", "missing"),
    "number": (*LETTERS, "align", "place", "format", "missing"),
    "place_date": (*LETTERS, "align", "place", "format", "missing", "order"),
    "type_name": (*LETTERS, "case", "align", "missing"),
    "abstract": (*LETTERS, "case", "align", "rule", "place", "format", "missing", "order"),
    "legal_basis": (*LETTERS, "align", "indent", "format", "order"),
    "body": ("points", "italic", "align", "indent", "spacing", "order"),
    "part": (*LETTERS, "case", "align", "format"),
    "chapter": (*LETTERS, "case", "align", "format"),
    "section": (*LETTERS, "case", "align", "format"),
    "article": (*LETTERS, "indent", "spacing", "format"),
    "clause": ("points", "italic", "align", "indent", "spacing", "format"),
    "point": (*LETTERS, "align", "indent", "spacing", "format"),
    "authority": (*LETTERS, "case", "align", "place", "format", "missing"),
    "signer": (*LETTERS, "case", "align", "place", "format", "missing", "order"),
    "addressees": (*LETTERS, "format", "missing"),
    "recipients_label": (*LETTERS, "align", "place", "text", "missing"),
    "recipients": (*LETTERS, "align", "place", "format", "missing"),
    "page_number": (*LETTERS, "align", "place", "format", "missing"),
    "appendix": (*LETTERS, "case", "align", "format"),
}
OTHER: Final[Mapping[str, tuple[str, ...]]] = {
    "page": PAGE,
    "font": ("family",),
    "national_name": (*LETTERS, "case", "align", "place", "text", "rule", "missing"),
    "superior_body": (*LETTERS, "case", "align", "place"),
    "issuing_body": (*LETTERS, "case", "align", "place", "missing"),
    "number": (*LETTERS, "align", "place", "format", "missing"),
    "place_date": (*LETTERS, "align", "place", "missing", "order"),
    "type_name": (*LETTERS, "case", "align", "missing"),
    "abstract": (*LETTERS, "case", "align", "place", "missing", "order"),
    "legal_basis": ("points",),
    "body": ("points", "align", "order"),
    "clause": ("points",),
    "point": ("points",),
    "authority": ("points", "bold", "case", "align", "place", "format", "missing"),
    "signer": ("points", "bold", "case", "align", "place", "missing", "order"),
    "addressees": ("points", "missing"),
    "recipients_label": ("points", "rule", "place", "missing"),
    "recipients": ("points", "place", "missing"),
    "appendix": ("points", "bold", "case", "align"),
}
# Rules of the pack for which this house's papers have no lines: only regulations have them.
NOT_WRITTEN: Final = ("part", "chapter", "section", "article")
RULES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {"vn-nd30": STATE, "vn-party": OTHER}


def rules_of(pack: str) -> list[str]:
    """component.property, every one that the corpus of that pack breaks."""
    return list(_names(RULES[pack]))


def _names(table: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for component, names in table.items():
        yield from (f"{component}.{name}" for name in names)
