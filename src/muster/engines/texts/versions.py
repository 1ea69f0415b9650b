"""Two versions of a text, paragraph by paragraph and word by word."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from muster.engines.texts.aligning import Fresh, Known, must_be_bearable, must_be_unique, paired
from muster.engines.texts.comparing import Run, RunKind, compare
from muster.engines.texts.pairing import Pairing
from muster.engines.texts.tokens import tokens

PARAGRAPH_END: Final = "\u2029"  # between the paragraphs of a row that has several on one side
FEWEST_WORDS: Final = 200  # shorter versions are never too different
LEAST_SHARED: Final = 0.1  # of the words of the shorter version


class RowKind(StrEnum):
    """What became of the paragraphs of a row."""

    SAME = "same"
    CHANGED = "changed"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"
    GONE = "gone"
    MOVED_AWAY = "moved_away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Paragraphs that belong together. old, new: their places in either version.

    runs: what stayed, went and came; of several paragraphs with PARAGRAPH_END between them, which
    is put in where one was split and taken out where two were merged. is_moved: it stood elsewhere;
    there is a row MOVED_AWAY without runs where it stood. is_coarse: too long to compare.
    """

    kind: RowKind
    old: tuple[int, ...] = ()
    new: tuple[int, ...] = ()
    runs: Sequence[Run] = ()
    is_moved: bool = False
    is_coarse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How one version became another.

    rows: in the order of the new version, with what went where it stood. words: how many are
    equal, deleted and inserted.
    """

    rows: Sequence[Row]
    words: dict[RunKind, int] = field(default_factory=dict)

    @property
    def is_too_different(self) -> bool:
        """Whether the versions share less than a tenth of the shorter one's words."""
        stayed = self.words[RunKind.EQUAL]
        changed = min(self.words[RunKind.DELETED], self.words[RunKind.INSERTED])
        shorter = stayed + changed
        return shorter >= FEWEST_WORDS and stayed < LEAST_SHARED * shorter


def compare_versions(old: Sequence[Known], new: Sequence[Known]) -> Comparison:
    """Compare by the ids of paragraphs: equal ids are one paragraph, whatever it says.

    Raises TooLarge, and ValueError for an id twice on one side.
    """
    for side in (old, new):
        must_be_unique(side)
        must_be_bearable(side)
    pairing = Pairing(old, new)
    pairing.known()
    pairing.parts()
    return compared(pairing)


def compare_texts(old: Sequence[Fresh], new: Sequence[Fresh]) -> Comparison:
    """Compare texts without ids, by what they say. Raises TooLarge."""
    known = [Known(at, one.text, one.kind) for at, one in enumerate(old)]
    return compared(paired(known, new))


def compared(pairing: Pairing) -> Comparison:
    """The rows of what belongs together."""
    rows = tuple(_in_order(_rows(pairing), pairing))
    words: Counter[RunKind] = Counter()
    for row in rows:
        for run in row.runs:
            found = tokens(run.text)
            words[run.kind] += found.length(0, len(found.words))
    return Comparison(rows=rows, words={kind: words[kind] for kind in RunKind})


def _rows(pairing: Pairing) -> Iterator[Row]:
    """A row for each new paragraph, or for several that one became."""
    steady = set(pairing.steady())
    living = {a: b for b, a in pairing.pairs.items()}
    cut, put = _gathered(pairing.cut), _gathered(pairing.put)
    for b in range(len(pairing.new)):
        a = pairing.pairs.get(b, pairing.cut.get(b))
        if a is None:
            yield _row(pairing, RowKind.NEW, (), (b,))
            continue
        kept = living[a]
        news = tuple(sorted((kept, *cut[a])))
        if b != news[0]:
            continue
        olds = tuple(sorted((a, *put[kept])))
        kind = RowKind.SPLIT if len(news) > 1 else RowKind.MERGED
        yield _row(pairing, kind, olds, news, is_moved=(a, kept) not in steady)


def _gathered(parts: dict[int, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for part, whole in parts.items():
        found[whole].append(part)
    return found


def _row(
    pairing: Pairing,
    kind: RowKind,
    old: tuple[int, ...],
    new: tuple[int, ...],
    *,
    is_moved: bool = False,
) -> Row:
    before = PARAGRAPH_END.join(pairing.old[a].text for a in old)
    after = PARAGRAPH_END.join(pairing.new[b].text for b in new)
    if len(old) == len(new) == 1:
        kind = RowKind.SAME if before == after else RowKind.CHANGED
    found = compare(before, after)
    return Row(
        kind=kind,
        old=old,
        new=new,
        runs=found.runs,
        is_moved=is_moved,
        is_coarse=found.is_coarse,
    )


def _in_order(rows: Iterator[Row], pairing: Pairing) -> Iterator[Row]:
    """What went, and what moved away, stands before the next row that stands in order."""
    found = list(rows)
    moved = {a: row for row in found if row.is_moved for a in row.old}
    held = {a for row in found for a in row.old}
    next_old = 0

    def before(end: int) -> Iterator[Row]:
        for a in range(next_old, end):
            if a in moved:
                yield Row(kind=RowKind.MOVED_AWAY, old=(a,), new=moved[a].new)
            elif a not in held:
                yield _row(pairing, RowKind.GONE, (a,), ())

    for row in found:
        if row.old and not row.is_moved:
            yield from before(row.old[0])
            next_old = max(next_old, row.old[-1] + 1)
        yield row
    yield from before(len(pairing.old))
