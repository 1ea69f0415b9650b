"""A Word file with tracked changes: accept all and it is the new text, reject all and the old.

The bytes follow from the arguments alone. What is tracked is written as Word does (ECMA-376 part 1,
17.13.5): runs within ``w:ins`` and ``w:del``, ends of paragraphs in the properties of their marks,
what only moved within ``w:moveFrom`` and ``w:moveTo``. A line that moved and changed is taken out
in one place and put in at the other: a change within a moving is settled in another way by each
word processor.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import count, groupby
from typing import Final
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from muster.engines.texts.fates import Fate, Line, Said, lines, whole
from muster.engines.texts.trackfile import LEVELS, STYLES_OF, parts
from muster.engines.texts.versions import Comparison

# XML cannot say these (XML 1.0, production 2), and a file in UTF-8 no half of a pair.
UNSAYABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINE_BREAKS: Final = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
INNER: Final = re.compile("([\t\n])")
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """Under whose name the changes stand, and since when.

    at: aware, in the zone of those who read it: Word notes the time on the wall.
    """

    name: str
    at: datetime

    @property
    def signed(self) -> str:
        """The attributes that every change bears."""
        return f"w:author={quoteattr(writable(self.name))} w:date={quoteattr(self.written)}"

    @property
    def written(self) -> str:
        """The time as Word writes it."""
        return f"{self.at:%Y-%m-%dT%H:%M:%SZ}"


def track(
    old: Sequence[Said], new: Sequence[Said], found: Comparison, *, author: str, at: datetime
) -> bytes:
    """The file of two texts, of which *found* is the comparison.

    Its paragraphs say what :func:`as_written` says of either side; those of tables and notes are
    paragraphs like others. at: as of an :class:`Editor`. Raises ValueError for a time without zone.
    """
    if at.tzinfo is None:
        raise ValueError("the time of the changes needs a zone")
    editor = Editor(name=author, at=at)
    body = "".join(_Writer(editor).paragraphs(lines(old, new, found)))
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in parts(body, author=writable(author), at=editor.written):
            entry = ZipInfo(name, EARLIEST)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def as_written(side: Sequence[Said]) -> list[str]:
    """What the paragraphs of a text say in the file; of a text without any, one that says nothing.

    Its label stands before a paragraph's text.
    """
    return [writable(whole(said)) for said in side] or [""]


def writable(text: str) -> str:
    """A text as Word holds it: breaks of lines are of one kind, what XML cannot say is U+FFFD."""
    return UNSAYABLE.sub("\ufffd", LINE_BREAKS.sub("\n", text))


class _Writer:
    """Paragraphs as XML, with a number for each change."""

    def __init__(self, editor: Editor) -> None:
        self.signed = editor.signed
        self.numbers = count(1)

    def paragraphs(self, written: Sequence[Line]) -> Iterator[str]:
        for line in written:
            inner = "".join(self._bits(line))
            if line.move is None:
                yield f"<w:p>{self._properties(line)}{inner}</w:p>"
                continue
            way = "moveFrom" if any(fate is Fate.MOVED_OUT for fate, _ in line.bits) else "moveTo"
            number = next(self.numbers)
            yield (
                f'<w:p>{self._properties(line)}<w:{way}RangeStart w:id="{number}" {self.signed}'
                f' w:name="move{line.move}"/>{inner}</w:p><w:{way}RangeEnd w:id="{number}"/>'
            )

    def _sign(self) -> str:
        return f'w:id="{next(self.numbers)}" {self.signed}'

    def _properties(self, line: Line) -> str:
        style = _style(line.look)
        end = "" if line.end is Fate.KEPT else f"<w:rPr><w:{line.end} {self._sign()}/></w:rPr>"
        was = ""
        if line.was is not None and _style(line.was) != style:
            was = f"<w:pPrChange {self._sign()}><w:pPr>{_style(line.was)}</w:pPr></w:pPrChange>"
        return f"<w:pPr>{style}{end}{was}</w:pPr>" if style or end or was else ""

    def _bits(self, line: Line) -> Iterator[str]:
        for fate, held in groupby(line.bits, key=lambda bit: bit[0]):
            text = writable("".join(text for _, text in held))
            if not text:
                continue
            run = _run(text, tag="delText" if fate is Fate.DELETED else "t")
            yield run if fate is Fate.KEPT else f"<w:{fate} {self._sign()}>{run}</w:{fate}>"


def _style(said: Said | None) -> str:
    if said is None:
        return ""
    key = f"Heading{min(LEVELS, said.level)}" if said.level else STYLES_OF.get(said.kind, "")
    return f'<w:pStyle w:val="{key}"/>' if key else ""


def _run(text: str, *, tag: str) -> str:
    inner = "".join(_inner(piece, tag) for piece in INNER.split(text) if piece)
    return f"<w:r>{inner}</w:r>"


def _inner(piece: str, tag: str) -> str:
    if piece == "\t":
        return "<w:tab/>"
    if piece == "\n":
        return "<w:br/>"
    return f'<w:{tag} xml:space="preserve">{escape(piece)}</w:{tag}>'
