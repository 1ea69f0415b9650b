"""What the packs say of a document, and the forms in which it is found and compared."""

import hashlib
import json
from collections.abc import Iterable

from muster.packs import DocumentKind, Grade, Pack
from muster.papers.models import Document
from muster.season.bridge import pack_of
from muster.season.models import SeasonUnit
from muster.tree.names import search_key


def rules_of(unit: SeasonUnit) -> Pack:
    """The pack of the season that a unit stands in."""
    return pack_of(unit.season)


def kind_of(document: Document) -> DocumentKind:
    """What the pack says about documents of this kind."""
    return rules_of(document.season_unit).documents[document.kind]


def grade_of(document: Document) -> Grade:
    """What the pack says about documents of this grade."""
    return rules_of(document.season_unit).grades[document.grade]


def key_of(document: Document) -> str:
    """Everything that can be looked for in a document, folded."""
    name = kind_of(document).name
    return search_key(f"{document.title} {name.vi} {name.en} {document.season_unit.name}")


def text_digest(passages: Iterable[tuple[str, int, str, str]]) -> str:
    """SHA-256 of a text: its passages in order as (kind, level, label, text), in JSON."""
    said = json.dumps([list(one) for one in passages], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
