"""From the bytes of a Word file to paragraphs, tracked changes and comments."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any, Final

from muster.engines.texts import settling
from muster.engines.texts.commenting import Remarks
from muster.engines.texts.model import Kind, Reading
from muster.engines.texts.settling import numbers
from muster.engines.texts.tracing import Places, changes_in, filled
from muster.engines.texts.walking import BOUNDS, Bounds, Story, Walked, notes_in, walk
from muster.engines.word.package import Package, unpacked
from muster.engines.word.unpacking import LIMITS, Limits
from muster.engines.word.words import W, child

Element = Any
NOTE_PARTS: Final = {Kind.FOOTNOTE: "footnotes", Kind.ENDNOTE: "endnotes"}
NOTE_PREFIX: Final = {Kind.FOOTNOTE: "f", Kind.ENDNOTE: "e"}
EDGES: Final = ("header", "footer")


def read(
    content: bytes,
    *,
    name: str,
    zone: tzinfo = UTC,
    limits: Limits = LIMITS,
    bounds: Bounds = BOUNDS,
) -> Reading:
    """The text of a Word file. name: what people call it, for refusals.

    zone: where changes and comments were written; Word notes the time on its writer's wall, and
    calls it UTC. Raises UnreadableDocument.
    """
    package = unpacked(content, name=name, limits=limits)
    parts = raw_parts(package)
    walked = walk(_story(parts, settled=settling.accepted), package, bounds=bounds)
    is_tracked = any(settling.is_tracked(root) for root in parts.values())
    original = (
        walk(_story(parts, settled=settling.rejected), package, bounds=bounds)
        if is_tracked
        else walked
    )
    order = [key for root in parts.values() for one in root.iter(W + "p") for key in numbers(one)]
    places = Places(filled(walked.places, order), filled(original.places, order))
    remarks = Remarks(package, zone)
    passages = {**original.passages, **{k: v for k, v in walked.passages.items() if v}}
    paragraphs = tuple(walked.paragraphs)
    return Reading(
        paragraphs=paragraphs,
        original=tuple(original.paragraphs) if is_tracked else paragraphs,
        changes=tuple(changes_in(parts.values(), places, zone)) if is_tracked else (),
        comments=tuple(remarks.comments(parts.values(), places, passages)),
        links=_links(package),
        hidden=walked.hidden,
        left_out=_left_out(package, walked),
    )


def raw_parts(package: Package) -> dict[Kind, Element]:
    """The body and the notes with every paragraph numbered, tracked changes and all."""
    parts = {Kind.BODY: package.tree(package.main)}
    settling.number(parts[Kind.BODY], "b")
    for kind, relation in NOTE_PARTS.items():
        part = package.related(relation)
        if part is not None:
            parts[kind] = package.tree(part)
            settling.number(parts[kind], NOTE_PREFIX[kind])
    return parts


def _story(parts: Mapping[Kind, Element], *, settled: Any) -> Story:
    trees = {kind: settled(root) for kind, root in parts.items()}
    body = child(trees.pop(Kind.BODY), "body")
    return Story(body=() if body is None else body, notes=notes_in(trees.items()))


def _links(package: Package) -> int:
    """Hyperlinks out of the file, of all its parts that hold text."""
    notes = [package.related(kind) for kind in NOTE_PARTS.values()]
    holders = [package.main, *(part for part in notes if part is not None)]
    return sum(one.is_outward for part in holders for one in package.relations(part))


def _left_out(package: Package, walked: Walked) -> dict[str, int]:
    found = Counter(walked.left_out)
    for one in package.relations(package.main):
        if one.kind in EDGES and package.has(one.target):
            letters = package.tree(one.target).iter(W + "t")
            found[one.kind] += any((letter.text or "").strip() for letter in letters)
    return {kind: count for kind, count in sorted(found.items()) if count}
