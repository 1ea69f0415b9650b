"""Two texts word by word: what stayed, what went, what came."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from muster.engines.texts.chains import Pair
from muster.engines.texts.common import common
from muster.engines.texts.tidying import tidy
from muster.engines.texts.tokens import Tokens, tokens


class RunKind(StrEnum):
    """What became of some words."""

    EQUAL = "equal"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Run:
    """Some letters. What went stands before what came in its place."""

    kind: RunKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How one text became another.

    runs: the equal and deleted ones are the old text letter by letter, the equal and inserted
    ones the new. is_coarse: the texts are too long to be compared, and stand one after the other.
    """

    runs: Sequence[Run]
    is_coarse: bool = False


def compare(old: str, new: str) -> Compared:
    """How one text became another, as a person would say it: by words, not chopped."""
    return _compared(old, new, tidy)


def compare_closely(old: str, new: str) -> Compared:
    """The same with as few words deleted and inserted as there can be."""
    return _compared(old, new, lambda pairs, *_: pairs)


def _compared(
    old: str, new: str, shape: Callable[[Sequence[Pair], Tokens, Tokens], Sequence[Pair]]
) -> Compared:
    if old == new:
        return Compared(runs=tuple(_merged([Run(RunKind.EQUAL, old)])))
    one, other = tokens(old), tokens(new)
    pairs = common(one.words, other.words)
    if pairs is None:
        whole = (Run(RunKind.DELETED, old), Run(RunKind.INSERTED, new))
        return Compared(runs=tuple(_merged(whole)), is_coarse=True)
    return Compared(runs=tuple(_merged(_runs(shape(pairs, one, other), one, other))))


def _runs(pairs: Sequence[Pair], old: Tokens, new: Tokens) -> Iterator[Run]:
    """Between two pairs lie what went and what came; the blanks behind a word go by themselves."""
    ends = (*pairs[1:], (len(old.words), len(new.words)))
    for (a, b), (next_a, next_b) in zip(pairs, ends, strict=True):
        yield Run(RunKind.EQUAL, old.words[a])
        gone, come = old.blanks[a], new.blanks[b]
        if gone == come:
            yield Run(RunKind.EQUAL, gone)
            gone = come = ""
        gone, come = gone + old.text(a + 1, next_a), come + new.text(b + 1, next_b)
        behind = _blanks_behind(old.blanks[next_a - 1], new.blanks[next_b - 1], gone, come)
        yield Run(RunKind.DELETED, gone.removesuffix(behind))
        yield Run(RunKind.INSERTED, come.removesuffix(behind))
        yield Run(RunKind.EQUAL, behind)


def _blanks_behind(old: str, new: str, gone: str, come: str) -> str:
    """Blanks behind what went and came alike: they stayed."""
    return old if old == new and gone and come else ""


def _merged(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbours of one kind as one; none is empty."""
    kind, told = RunKind.EQUAL, ""
    for run in runs:
        if not run.text:
            continue
        if run.kind is not kind and told:
            yield Run(kind, told)
            told = ""
        kind, told = run.kind, told + run.text
    if told:
        yield Run(kind, told)
