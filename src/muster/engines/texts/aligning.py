"""Which paragraph of a new version is which of the old one: ids live on where the text does.

Equal texts first, in order and then wherever they went; changed ones by the words that they share,
between what is certain; then what was changed and moved; last the parts of paragraphs that were
split and merged. Each pass is near linear in the number of words, so nothing hangs.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from muster.engines.texts.likeness import alike
from muster.engines.texts.pairing import Pairing

MOST_PARAGRAPHS: Final = 20_000
MOST_CHARACTERS: Final = 3_000_000


class TooLarge(ValueError):
    """More than is compared. data: what (paragraphs, characters), found, limit."""

    code = "too_large"

    def __init__(self, what: str, found: int, limit: int) -> None:
        super().__init__(f"{found:,} {what}, at most {limit:,} are compared")
        self.data = {"what": what, "found": found, "limit": limit}


@dataclass(frozen=True, slots=True)
class Known:
    """A paragraph of the old version, by the id that it keeps for ever."""

    id: int
    text: str
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class Fresh:
    """A paragraph of the new version, which has no id yet. A ``Paragraph`` serves as well."""

    text: str
    kind: str = "body"


class How(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    CHANGED = "changed"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What one new paragraph is.

    id: of the old paragraph that lives on in it; None for a new one and for a part that was cut
    off. how: SPLIT for all parts of one old paragraph, of which the likest keeps the id, and
    ``parts_of`` holds it; MERGED where other old ones went into it, whose ids ``parts_of`` holds.
    is_moved: it stands elsewhere among those that live on. alike: 0 to 1, to the old text.
    """

    id: int | None
    how: How
    is_moved: bool = False
    alike: float = 0.0
    parts_of: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """An old paragraph that does not live on. into: the place of the new one it went into."""

    id: int
    into: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """matches: one for each new paragraph, in order. gone: the old ones that are not there."""

    matches: Sequence[Match]
    gone: Sequence[Gone]


def align(old: Sequence[Known], new: Sequence[Fresh]) -> Alignment:
    """Say which new paragraph is which old one.

    No id is given twice, and each is either in a match or gone. Of equal texts as many keep their
    ids as stand on both sides. Raises TooLarge, and ValueError where old ids are not unique.
    """
    must_be_unique(old)
    return told(paired(old, new))


def paired(old: Sequence[Known], new: Sequence[Fresh]) -> Pairing:
    """All passes one after the other. Raises TooLarge."""
    for side in (old, new):
        must_be_bearable(side)
    pairing = Pairing(old, new)
    pairing.equal()
    pairing.changed()
    pairing.moved()
    pairing.parts()
    return pairing


def must_be_unique(side: Sequence[Known]) -> None:
    """Refuse an id that two paragraphs of one version have. Raises ValueError."""
    if len({one.id for one in side}) < len(side):
        raise ValueError("ids of paragraphs must be unique in a version")


def must_be_bearable(side: Sequence[Known] | Sequence[Fresh]) -> None:
    """Refuse more paragraphs or characters than are compared. Raises TooLarge."""
    if len(side) > MOST_PARAGRAPHS:
        raise TooLarge("paragraphs", len(side), MOST_PARAGRAPHS)
    characters = sum(len(one.text) for one in side)
    if characters > MOST_CHARACTERS:
        raise TooLarge("characters", characters, MOST_CHARACTERS)


def told(pairing: Pairing) -> Alignment:
    """The answer by the order of the new version."""
    steady = {b for _, b in pairing.steady()}
    put: dict[int, list[int]] = defaultdict(list)
    for a, b in sorted(pairing.put.items()):
        put[b].append(pairing.old[a].id)
    kept = set(pairing.pairs.values())
    return Alignment(
        matches=tuple(
            _match(pairing, b, tuple(put[b]), is_moved=b not in steady)
            for b in range(len(pairing.new))
        ),
        gone=tuple(
            Gone(id=one.id, into=pairing.put.get(a))
            for a, one in enumerate(pairing.old)
            if a not in kept
        ),
    )


def _match(pairing: Pairing, b: int, put: tuple[int, ...], *, is_moved: bool) -> Match:
    a = pairing.pairs.get(b)
    if a is None:
        cut = pairing.cut.get(b)
        if cut is None:
            return Match(id=None, how=How.NEW)
        return Match(id=None, how=How.SPLIT, parts_of=(pairing.old[cut].id,))
    key = pairing.old[a].id
    if pairing.old[a].text == pairing.new[b].text:
        return Match(id=key, how=How.SAME, is_moved=is_moved, alike=1.0, parts_of=put)
    is_split = a in pairing.cut.values()
    how = How.MERGED if put else How.SPLIT if is_split else How.CHANGED
    likeness = alike(pairing.bags_old[a], pairing.bags_new[b])
    parts_of = put or ((key,) if is_split else ())
    return Match(id=key, how=how, is_moved=is_moved, alike=likeness, parts_of=parts_of)
