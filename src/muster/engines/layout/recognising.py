"""Which line is which component: by its words, by where it stands, and by what stands around it.

The head ends where the text begins, the tail begins at the recipients or at the first line of
who signs. Each line gets one component and how sure that is (1 for a pattern of the rules, less
for a likeness, least for a place alone). What stands in a table of the text is left alone.
"""

from collections.abc import Sequence

from muster.engines.layout.heads import Head
from muster.engines.layout.lines import Line
from muster.engines.layout.reading import BY_STYLE, HEADINGS, NUMBERED, Board, Reading
from muster.engines.layout.rules import Layout
from muster.engines.layout.tails import DASHES, Tail


def recognised(lines: Sequence[Line], layout: Layout) -> Reading:
    """Every line with its component."""
    board = Board(lines, layout)
    tail = Tail(board)
    head = Head(board, tail.start)
    start = max(tail.start, head.end)
    tail.mark(start)
    _Text(board).mark(head.end, start)
    board.reading.known = [board.marks[k] for k in sorted(board.marks)]
    return board.reading


class _Text:
    """Marks what stands between head and tail."""

    def __init__(self, board: Board) -> None:
        self.board, self.lines = board, board.lines
        self._has_begun = 0

    def mark(self, start: int, end: int) -> None:
        at = start
        while at < end:
            line = self.lines[at]
            at += 1
            if line.number not in self.board.marks and line.cell is None:
                at = self._line(line, at)

    def _line(self, line: Line, after: int) -> int:
        """Mark a line of the text; the number of the next one to look at."""
        if self.board.fits("addressees", line.text):
            self.board.mark(line, "addressees", 1.0)
            return self._more_addressees(after)
        if self.board.fits("legal_basis", line.text) and self._has_begun < 2:
            self.board.mark(line, "legal_basis", 1.0)
            return after
        for key in HEADINGS:
            if self.board.fits(key, line.text):
                self._has_begun += 1
                self.board.mark(line, key, 1.0)
                return self.board.titles(after, key)
        self._paragraph(line)
        return after

    def _paragraph(self, line: Line) -> None:
        for key in NUMBERED:
            if self.board.fits(key, line.full):
                self._has_begun += 1
                self.board.mark(line, key, 1.0)
                return
        if not (self.board.repeats_kind(line) or self.board.decides(line)):
            self._has_begun += 1
            self.board.mark(line, "body", BY_STYLE)

    def _more_addressees(self, at: int) -> int:
        """Several addressees, one a line with a dash."""
        while at < len(self.lines) and self.lines[at].full.startswith(DASHES):
            self.board.mark(self.lines[at], "addressees", BY_STYLE)
            at += 1
        return at
