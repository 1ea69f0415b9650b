"""The head of a paper: who issues it, its number, place and date, its kind, what it is about."""

from typing import Final

from rapidfuzz import fuzz

from muster.engines.layout.lines import Line
from muster.engines.layout.reading import BY_PLACE, BY_STYLE, LONG, Board, fits, is_bold, letters
from muster.engines.layout.rules import fold

HEAD_LINES: Final = 40
BODY_LINES: Final = 6  # so many lines at most name bodies
LIKE: Final = 82.0  # of 100: how near a literal text must be to be meant
LIKE_KIND: Final = 90.0
NEAR_LINES: Final = 8  # the kind stands no further below the rest of the head
ABSTRACT_LINES: Final = 4
LONGEST_TITLE: Final = 400
LEAST_WORDS: Final = 4  # of a title that looks like one only in part; a note is shorter
SET_IN_MM: Final = 3.0  # a first line set in further begins a paragraph of the text


class Head:
    """Marks the head; ``end`` is the number of the first line of the text."""

    def __init__(self, board: Board, limit: int) -> None:
        self.board, self.lines, self.layout = board, board.lines, board.layout
        self.limit = min(limit, HEAD_LINES)
        self.anchors: dict[str, int] = {}
        for line in self.lines[: self.limit]:
            if board.begins_text(line):
                break
            self._anchor(line)
        self._bodies()
        self.end = self._lower(max([-1, *self.anchors.values()]) + 1)

    # ---- what is known by its words

    def _anchor(self, line: Line) -> None:
        """The national name, the motto, the number, the place and date: each once."""
        found = self._literal(line) or self._patterned(line)
        if found is not None:
            key, sure = found
            self.anchors[key] = line.number
            self.board.mark(line, key, sure)

    def _literal(self, line: Line) -> tuple[str, float] | None:
        words = fold(line.text)
        for key in ("national_name", "motto"):
            rule = self.board.rule(key)
            if rule is None or key in self.anchors:
                continue
            like = max((fuzz.ratio(fold(text), words) for text in rule.text), default=0)
            if like >= LIKE:
                return key, like / 100
        return None

    def _patterned(self, line: Line) -> tuple[str, float] | None:
        for key in ("number", "place_date"):
            if key in self.anchors or len(line.text) >= LONG or line.first_mm > SET_IN_MM:
                continue
            if self.board.fits(key, line.text):
                return key, 1.0
        return None

    # ---- who issues it

    def _bodies(self) -> None:
        """The lines before the number, on the side that the name of the nation leaves free."""
        found = self._candidates(self._side_of_nation())
        if not found and not {"national_name", "motto"} & set(self.anchors):
            found = self._candidates("left")
        if not found or len(found) > BODY_LINES:
            return
        own = self._own_lines(found)
        for line in found:
            key = "issuing_body" if line in own else "superior_body"
            self.board.mark(line, key, BY_STYLE if len(found) < 4 else BY_PLACE)

    def _candidates(self, other: str) -> list[Line]:
        """Lines that may name them. other: the side on which none does."""
        end = self._end_of_bodies(other)
        found = [
            line
            for line in self.lines[:end]
            if line.number not in self.board.marks
            and line.side != other
            and self._may_be_body(line)
        ]
        if "number" not in self.anchors:
            found = [line for line in found if line.side != "whole" or line.number < 2]
        return found

    def _end_of_bodies(self, other: str) -> int:
        """The number of the first known line under them on their side, or of the line after all."""
        under = [self.anchors[key] for key in ("number", "place_date") if key in self.anchors]
        beside = [at for at in under if self.lines[at].side != other]
        if beside:
            return min(beside)
        table = next((one.cell.table for at in under if (one := self.lines[at]).cell), None)
        if table is None:
            return min(under, default=self.limit)
        return max(line.number for line in self.lines if line.cell and line.cell.table == table) + 1

    def _may_be_body(self, line: Line) -> bool:
        return (
            letters(line.text) >= 2
            and fold(line.text) not in self.layout.stamps
            and not fits(line.text, self.layout.letter_abstract.known)
        )

    def _side_of_nation(self) -> str:
        for key in ("national_name", "motto"):
            if key in self.anchors and self.lines[self.anchors[key]].side != "whole":
                return self.lines[self.anchors[key]].side
        return "right"

    def _own_lines(self, found: list[Line]) -> list[Line]:
        """The lines of the issuing body: the last of them, and those of one name with it."""
        first = len(found) - 1
        while first > 0 and self._is_continued(found, first):
            first -= 1
        own = found[first:]
        if not first and not any(is_bold(line) or line.ruled for line in own):
            return []  # a superior body alone: it is neither bold nor ruled
        return own

    def _is_continued(self, found: list[Line], at: int) -> bool:
        """Whether a line goes on with the name above: it only says of what, or where."""
        above, below = found[at - 1], found[at]
        if above.ruled or self.layout.begun.match(below.text):
            return False
        if self.layout.continued.match(below.text):
            return not self.layout.continued.match(above.text)
        begun = [line for line in found[:at] if self.layout.begun.match(line.text)]
        if len(begun) > 1 and begun[-1] is above:
            return True  # a superior body is named already, and this name has only begun
        return is_bold(above) == is_bold(below) or not is_bold(below)

    # ---- its kind, and what it is about

    def _lower(self, after: int) -> int:
        kind = self._kind(after)
        if kind is None:
            return self._letter(after)
        end = self._abstract(kind + 1)
        if end == kind + 1:
            self._abstract_before(kind)
        return end

    def _kind(self, start: int) -> int | None:
        """The line that names the kind of paper, the nearest to a known name."""
        best: tuple[float, int] | None = None
        for line in self.lines[start : min(self.limit, start + NEAR_LINES)]:
            if line.number in self.board.marks or line.text.endswith(":"):
                continue
            words = fold(line.text)
            like, name = max(
                ((fuzz.ratio(words, one), one) for one in self.layout.types), default=(0.0, "")
            )
            if like >= LIKE_KIND and (best is None or like > best[0]):
                best, self.board.reading.kind = (like, line.number), name
        if best is None:
            return None
        self.board.mark(self.lines[best[1]], "type_name", best[0] / 100)
        return best[1]

    def _abstract_before(self, kind: int) -> None:
        """What it is about, where it stands over its kind by mistake."""
        line = self.lines[kind - 1] if kind else None
        if line is None or line.number in self.board.marks or line.cell is not None:
            return
        if fold(line.text) not in self.layout.stamps and _is_like_title(line):
            self.board.mark(line, "abstract", BY_PLACE)

    def _abstract(self, start: int) -> int:
        """The lines between its kind and its text."""
        at = start
        end = min(self.limit, start + ABSTRACT_LINES)
        while at < end and self._may_be_abstract(self.lines[at], first=at == start):
            line = self.lines[at]
            self.board.mark(line, "abstract", BY_STYLE if is_bold(line) else BY_PLACE)
            at += 1
            if line.ruled:
                break
        return at

    def _may_be_abstract(self, line: Line, *, first: bool) -> bool:
        if line.number in self.board.marks:
            return False
        if self.board.begins_text(line) or self.board.decides(line):
            return False
        if len(line.text) > LONG:
            # Nobody sets so much of a text in bold letters in the middle, but long titles are.
            is_title = line.shape.align == "center" and is_bold(line)
            return is_title and len(line.text) <= LONGEST_TITLE
        if line.shape.align == "center":
            return True
        if abs(line.first_mm) > SET_IN_MM:
            return False
        return is_bold(line) or (first and not line.text.endswith((".", ":", ";")))

    def _letter(self, after: int) -> int:
        """A paper without a kind's name is a letter: its abstract stands under its number."""
        found = self._letter_abstract(after)
        while after < self.limit and fold(self.lines[after].text) in self.layout.stamps:
            after += 1
        if found is None and self._is_headline(after):
            return self._abstract(after)
        addressed = [
            ln for ln in self.lines[: self.limit] if self.board.fits("addressees", ln.text)
        ]
        if found is None and not addressed:
            return after
        self.board.reading.kind = fold(self.layout.letter)
        self.board.reading.is_letter = True
        if found is None:
            return after
        self.board.mark(found, "abstract", 1.0)
        return max(after, self._rest_of_letter_abstract(found))

    def _letter_abstract(self, after: int) -> Line | None:
        rule = self.layout.letter_abstract
        for line in self.lines[: min(self.limit, after + NEAR_LINES)]:
            if self.board.fits("addressees", line.text):
                break
            stands_apart = line.side != "whole" or not is_bold(line)
            if line.number in self.board.marks or not stands_apart or line.first_mm > SET_IN_MM:
                continue
            if fits(line.text, rule.known):
                return line
        return None

    def _is_headline(self, at: int) -> bool:
        """Whether a line stands like an abstract, though nothing above names a kind."""
        if at >= len(self.lines):
            return False
        line = self.lines[at]
        if self.board.begins_text(line) or self.board.decides(line):
            return False
        return line.shape.align == "center" or (is_bold(line) and line.first_mm <= SET_IN_MM)

    def _rest_of_letter_abstract(self, first: Line) -> int:
        """Further lines of it in the same place; the number of the line after them."""
        at = first.number + 1
        while at < len(self.lines) and at < first.number + ABSTRACT_LINES:
            line = self.lines[at]
            same_cell = line.cell is not None and line.cell == first.cell
            if line.number in self.board.marks or fold(line.text) in self.layout.stamps:
                break
            if not (same_cell or line.paragraph is first.paragraph):
                break
            self.board.mark(line, "abstract", BY_STYLE)
            at += 1
        return at


def _is_like_title(line: Line) -> bool:
    """Whether a line over the kind is a title: bold in the middle, or words with one of both."""
    is_centred, is_set_off = line.shape.align == "center", is_bold(line)
    if is_centred and is_set_off:
        return True
    is_said = len(line.text.split()) >= LEAST_WORDS and not line.text.startswith("(")
    return line.alone and is_said and len(line.text) <= LONG and (is_centred or is_set_off)
