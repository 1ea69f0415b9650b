"""The tail of a paper: who signs in whose name, who receives it; then its appendices."""

from collections.abc import Iterable, Sequence
from typing import Final

from muster.engines.layout.lines import Line
from muster.engines.layout.reading import BY_PLACE, BY_STYLE, LONG, Board, is_name

FIRST_LINE: Final = 4  # no paper is so short that its tail begins before
DASHES: Final = ("-", "–", "—", "•", "+")
OTHER: Final = {"left": "right", "right": "left"}
DATA_ROWS, DATA_COLUMNS = 3, 3


class Tail:
    """Finds where the tail begins (``start``), and marks it when told to."""

    def __init__(self, board: Board) -> None:
        self.board, self.lines, self.layout = board, board.lines, board.layout
        self.data = _data_tables(self.lines)
        self.end = board.end_of_paper()
        self.start = self._start()

    # ---- where it begins

    def _start(self) -> int:
        """The number of its first line; the end of the paper, if there is no tail."""
        paper = self.lines[FIRST_LINE : self.end]
        found = next((line.number for line in paper if self._is_tail(line)), None)
        start = self._unlabelled() if found is None else self._table_start(found)
        while start > FIRST_LINE and self._belongs(start - 1):
            start = self._table_start(start - 1)
        return start

    def _is_tail(self, line: Line) -> bool:
        if self.board.fits("recipients_label", line.text):
            return True
        return line.side != "whole" and self.board.fits("authority", line.text)

    def _table_start(self, at: int) -> int:
        cell = self.lines[at].cell
        while cell is not None and at > 0 and _same_table(self.lines[at - 1], cell.table):
            at -= 1
        return at

    def _belongs(self, at: int) -> bool:
        """Whether the line before the tail is of it: at the right, or in a table of two sides.

        What stands at the right before a table of who signs may as well be the last line of the
        text: it is of the tail only if it reads like one who signs.
        """
        line = self.lines[at]
        if line.number in self.board.marks or len(line.text) > LONG // 2:
            return False
        if line.cell is not None:
            return line.cell.table not in self.data
        if line.side != "right":
            return False
        before_table = any(one.cell is not None for one in self.lines[at + 1 : at + 2])
        return not before_table or line.shown.isupper() or self.board.fits("authority", line.text)

    def _unlabelled(self) -> int:
        """Without a known word: the last table of two sides, or what stands at the right."""
        for line in reversed(self.lines[FIRST_LINE : self.end]):
            if line.cell is not None and line.cell.table not in self.data:
                return self._table_start(line.number)
            if line.side == "whole" and len(line.text) > LONG // 2:
                break
        return self._right_start()

    def _right_start(self) -> int:
        """Where lines at the right begin, with nothing but dashes after them."""
        at, start = self.end, self.end
        while at > FIRST_LINE and (_is_dashed(self.lines[at - 1]) or _at_right(self.lines[at - 1])):
            at -= 1
            start = at if _at_right(self.lines[at]) else start
        return start

    # ---- what is in it

    def mark(self, start: int) -> None:
        """Mark everything from *start* on."""
        end = max(start, self.end)
        tail = self.lines[start:end]
        side = self._recipients(tail)
        self._signing(self._signers(tail, OTHER.get(side, "right")))
        self._appendices(end)

    def _recipients(self, tail: Sequence[Line]) -> str:
        """Who receives it; the column in which they stand, if there are columns."""
        label = next((one for one in tail if self.board.fits("recipients_label", one.text)), None)
        first = label or next((one for one in tail if _is_dashed(one)), None)
        if first is None:
            return ""
        for line in tail[first.number - tail[0].number :]:
            if line is label:
                self.board.mark(line, "recipients_label", 1.0)
            elif _stands_with(line, first) and (label is not None or _is_dashed(line)):
                self.board.mark(line, "recipients", BY_PLACE if label is None else 1.0)
        return first.side if first.cell is not None else ""

    def _signers(self, tail: Sequence[Line], side: str) -> list[Line]:
        return [line for line in tail if line.number not in self.board.marks and line.side == side]

    def _signing(self, lines: Sequence[Line]) -> None:
        """Who signs in whose name: capitals first, a name last."""
        name = self._name(lines)
        for at, line in enumerate(one for one in lines if one is not name):
            known = self.board.fits("authority", line.text)
            self.board.mark(line, "authority", 1.0 if known else BY_STYLE, self._role(at, line))
        if name is not None:
            self.board.mark(name, "signer", BY_STYLE)

    def _role(self, at: int, line: Line) -> str:
        """After the first line the post, where it has rules of its own."""
        rule = self.board.rule("authority")
        is_post = rule is not None and "post" in rule.roles
        return "post" if at and is_post and not self.board.fits("authority", line.text) else ""

    def _name(self, lines: Sequence[Line]) -> Line | None:
        """The line with the name: the last, unless it is capitals as of a post; or the first."""
        if not lines:
            return None
        last, first = lines[-1], lines[0]
        if is_name(last.text, self.layout):
            return last
        if is_name(first.text, self.layout):
            return first
        is_alone = len(lines) == 1 and self.board.fits("authority", last.text)
        return None if last.shown.isupper() or is_alone else last

    def _appendices(self, start: int) -> None:
        at = start
        while at < len(self.lines):
            line = self.lines[at]
            at += 1
            if line.cell is None and self.board.fits("appendix", line.text):
                self.board.mark(line, "appendix", 1.0)
                at = self.board.titles(at, "appendix")


def _is_dashed(line: Line) -> bool:
    return line.full.startswith(DASHES)


def _at_right(line: Line) -> bool:
    return line.side == "right" and line.cell is None


def _stands_with(line: Line, first: Line) -> bool:
    """Whether a line goes on where the recipients began: in their column, or under them."""
    if first.cell is not None:
        return line.cell is not None and line.side == first.side
    return line.cell is None and (line.side != "right" or _is_dashed(line))


def _same_table(line: Line, table: int) -> bool:
    return line.cell is not None and line.cell.table == table


def _data_tables(lines: Iterable[Line]) -> frozenset[int]:
    """Tables that hold figures, not the head or the tail.

    They repeat a row of heads, or have three columns, or many rows.
    """
    rows: dict[int, set[int]] = {}
    columns: dict[int, int] = {}
    listed: set[int] = set()
    for line in lines:
        if line.cell is not None:
            table = line.cell.table
            rows.setdefault(table, set()).add(line.cell.row)
            columns[table] = max(columns.get(table, 0), line.cell.columns)
            listed |= {table} if line.cell.listed else set()
    return frozenset(
        table
        for table in rows
        if table in listed
        or columns[table] > DATA_COLUMNS
        or (columns[table] == DATA_COLUMNS and len(rows[table]) >= DATA_ROWS)
        or (columns[table] == 2 and len(rows[table]) > 2 * DATA_ROWS)
        or columns[table] == 1
    )
