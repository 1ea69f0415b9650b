"""The way from one text to another as paragraphs of a Word file, each bit of it with its fate.

A Word file is one stream of letters and of ends of paragraphs, and either may have been put in or
taken out. Only its last end can be neither: it is the text's own, and closes both texts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import takewhile
from typing import Final, Protocol

from muster.engines.texts.comparing import RunKind
from muster.engines.texts.versions import PARAGRAPH_END, Comparison, Row, RowKind


class Said(Protocol):
    """A paragraph as it is read; ``Paragraph`` is one. label: what stands before the text."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def level(self) -> int: ...  # noqa: D102
    @property
    def label(self) -> str: ...  # noqa: D102


class Fate(StrEnum):
    """What becomes of some letters, or of the end of a paragraph."""

    KEPT = "kept"
    DELETED = "del"
    INSERTED = "ins"
    MOVED_OUT = "moveFrom"
    MOVED_IN = "moveTo"

    @property
    def goes(self) -> bool:
        """Whether it stands in the old text alone."""
        return self in {Fate.DELETED, Fate.MOVED_OUT}

    @property
    def comes(self) -> bool:
        """Whether it stands in the new text alone."""
        return self in {Fate.INSERTED, Fate.MOVED_IN}


@dataclass(slots=True)
class Line:
    """One paragraph of the file. end: the fate of its end. move: which moving it is part of.

    look: whose style it has; was: whose it had before, where that is another paragraph's.
    """

    look: Said | None = None
    was: Said | None = None
    bits: list[tuple[Fate, str]] = field(default_factory=list)
    end: Fate = Fate.KEPT
    move: int | None = None


FATES: Final = {
    RunKind.EQUAL: Fate.KEPT,
    RunKind.DELETED: Fate.DELETED,
    RunKind.INSERTED: Fate.INSERTED,
}


def lines(old: Sequence[Said], new: Sequence[Said], found: Comparison) -> list[Line]:
    """The paragraphs of the file, at least one."""
    written = [line for row in _with_moves(found) for line in _row(old, new, *row)]
    return _apart(_closed(_without_moves(written, _tail(written)))) or [Line()]


def whole(said: Said) -> str:
    """A paragraph with the label before it."""
    return f"{said.label} {said.text}" if said.label else said.text


def _with_moves(found: Comparison) -> Iterator[tuple[Row, int | None]]:
    """The rows; what moved and is the same has the number of its moving at both ends."""
    moved = {
        row.new: at
        for at, row in enumerate(found.rows)
        if row.is_moved and row.kind is RowKind.SAME and any(run.text.strip() for run in row.runs)
    }
    for row in found.rows:
        is_end = row.is_moved or row.kind is RowKind.MOVED_AWAY
        yield row, moved.get(row.new) if is_end else None


def _row(old: Sequence[Said], new: Sequence[Said], row: Row, move: int | None) -> Iterator[Line]:
    olds, news = [old[a] for a in row.old], [new[b] for b in row.new]
    if row.kind is RowKind.MOVED_AWAY:
        yield from _alone(olds, Fate.DELETED if move is None else Fate.MOVED_OUT, move)
    elif row.is_moved:
        yield from _alone(news, Fate.INSERTED if move is None else Fate.MOVED_IN, move)
    elif not (olds and news) or row.is_coarse or _has_ends(olds, news):
        yield from _alone(olds, Fate.DELETED)
        yield from _alone(news, Fate.INSERTED)
    else:
        yield from _together(olds, news, row)


def _has_ends(olds: Sequence[Said], news: Sequence[Said]) -> bool:
    """Whether a text holds the sign that stands between paragraphs: then no run is certain."""
    return any(PARAGRAPH_END in said.text for said in (*olds, *news))


def _alone(side: Sequence[Said], fate: Fate, move: int | None = None) -> Iterator[Line]:
    for said in side:
        text = whole(said)
        yield Line(said, None, _bit(fate, text), fate, move)


def _together(olds: Sequence[Said], news: Sequence[Said], row: Row) -> Iterator[Line]:
    """The runs of a row, cut where one of the texts has the end of a paragraph."""
    a = b = 0
    line = Line(news[0], olds[0], _labels(olds[0], news[0]))
    for run in row.runs:
        fate = FATES[run.kind]
        first, *more = run.text.split(PARAGRAPH_END)
        line.bits += _bit(fate, first)
        for text in more:
            line.end = fate
            yield line
            a, b = a + (not fate.comes), b + (not fate.goes)
            labels = _labels(None if fate.comes else olds[a], None if fate.goes else news[b])
            line = Line(news[b], None, [*labels, *_bit(fate, text)])
    yield line


def _bit(fate: Fate, text: str) -> list[tuple[Fate, str]]:
    return [(fate, text)] if text else []


def _labels(old: Said | None, new: Said | None) -> list[tuple[Fate, str]]:
    """The label before a paragraph: the same as before, or one for the other."""
    was, now = _label(old), _label(new)
    if was == now:
        return _bit(Fate.KEPT, now)
    return [*_bit(Fate.DELETED, was), *_bit(Fate.INSERTED, now)]


def _label(said: Said | None) -> str:
    return f"{said.label} " if said is not None and said.label else ""


PLAIN: Final = {Fate.MOVED_OUT: Fate.DELETED, Fate.MOVED_IN: Fate.INSERTED}


def _tail(written: Sequence[Line]) -> int:
    """From where on no paragraph has an end that both texts have."""
    return next((n for n in range(len(written), 0, -1) if written[n - 1].end is Fate.KEPT), 0)


def _without_moves(written: list[Line], tail: int) -> list[Line]:
    """The same where no moving reaches behind the last common end, where ends change places."""
    there = {line.move for line in written[tail:]} - {None}
    return [_plain(line) if line.move in there else line for line in written]


def _plain(line: Line) -> Line:
    bits = [(PLAIN.get(fate, fate), text) for fate, text in line.bits]
    return replace(line, bits=bits, end=PLAIN.get(line.end, line.end), move=None)


def _closed(written: list[Line]) -> list[Line]:
    """The same with a last end that both texts have."""
    start = _tail(written)
    tail = written[start:]
    if not tail:
        return written
    last = tail[-1].end
    others = [n for n, line in enumerate(tail) if line.end is not last]
    if others:
        # The other text ends where this one does: its last paragraph runs on into what follows,
        # which it does not have.
        at = others[-1]
        after = tail[at + 1]
        tail[at : at + 2] = [replace(after, bits=[*tail[at].bits, *after.bits])]
    elif start:
        # What stands behind the last common paragraph begins with that one's end.
        written[start - 1].end = last
    tail[-1].end = Fate.KEPT
    return [*written[:start], *tail]


def _apart(written: list[Line]) -> list[Line]:
    """The same with no two insertions that only a common end of a paragraph parts.

    LibreOffice takes such two for one, with the end between them (seen in 7.4).
    """
    apart = written[:1]
    for after in written[1:]:
        line = apart[-1]
        lead = list(takewhile(lambda bit: bit[0] is Fate.INSERTED, after.bits))
        rest = after.bits[len(lead) :]
        comes = not rest and after.end is Fate.INSERTED
        ends_new = bool(line.bits) and line.bits[-1][0] is Fate.INSERTED
        if not ends_new or line.end is not Fate.KEPT or not (lead or comes):
            apart.append(after)
            continue
        # An end put in before what was put in there, and the common one behind it.
        line.end = Fate.INSERTED
        if comes:
            apart.append(replace(after, end=Fate.KEPT))
        else:
            apart += [Line(after.look, None, lead, Fate.DELETED), replace(after, bits=rest)]
    return apart
