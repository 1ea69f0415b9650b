"""Labels that Word writes by itself before a paragraph: 1., a), IV. (17.9)."""

import re
from collections import defaultdict
from typing import Any, Final

from muster.engines.word.labels import written
from muster.engines.word.package import Package
from muster.engines.word.stylesheet import StyleSheet
from muster.engines.word.symbols import plain
from muster.engines.word.words import W, child, is_on, number, val

Element = Any
NUMBERING: Final = "word/numbering.xml"
LEVELS: Final = 9
PLACE: Final = re.compile(r"%([1-9])")
NONE: Final = "0"  # the list that takes a paragraph out of its style's list


class Numbering:
    """The lists of one document; counts as the paragraphs are read in their order."""

    def __init__(self, package: Package, styles: StyleSheet) -> None:
        part = package.related("numbering") or NUMBERING
        root = package.tree(part) if package.has(part) else None
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._lists: dict[str, str] = {}
        self._own: dict[tuple[str, int], Element] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * LEVELS)
        if root is not None:
            self._read(root)

    def _read(self, root: Element) -> None:
        for abstract in root.iterfind(W + "abstractNum"):
            self._abstract[val(abstract, "abstractNumId") or ""] = abstract
        for one in root.iterfind(W + "num"):
            key = val(one, "numId") or ""
            self._lists[key] = val(child(one, "abstractNumId")) or ""
            for override in one.iterfind(W + "lvlOverride"):
                depth = int(number(val(override, "ilvl")) or 0)
                start = number(val(child(override, "startOverride")))
                if start is not None:
                    self._starts[key, depth] = int(start)
                if child(override, "lvl") is not None:
                    self._own[key, depth] = child(override, "lvl")
        self._lists = {key: self._linked(of) for key, of in self._lists.items()}

    def _linked(self, abstract: str) -> str:
        """A list may take its levels from the list of a style (17.9.21)."""
        style = val(child(self._abstract.get(abstract), "numStyleLink"))
        for one in self._styles.chain(style):
            named = child(child(child(one, "pPr"), "numPr"), "numId")
            if named is not None:
                return self._lists.get(val(named) or "", abstract)
        return abstract

    def level(self, numbering: tuple[str, int] | None) -> Element:
        """What a list says of one of its depths; None for no list."""
        if numbering is None or numbering[0] == NONE:
            return None
        if numbering in self._own:
            return self._own[numbering]
        abstract = self._abstract.get(self._lists.get(numbering[0], ""))
        for level in abstract.iterfind(W + "lvl") if abstract is not None else ():
            if (number(val(level, "ilvl")) or 0) == numbering[1]:
                return level
        return None

    def depth_of(self, key: str, style: str | None) -> int:
        """The depth that a list has for the paragraphs of a style (17.9.23)."""
        for depth in range(LEVELS):
            level = self.level((key, depth))
            if style is not None and val(child(level, "pStyle")) == style:
                return depth
        return 0

    def label(self, numbering: tuple[str, int] | None) -> str:
        """The label of the next paragraph of a list; call once for each, in their order."""
        level = self.level(numbering)
        if numbering is None or level is None or not 0 <= numbering[1] < LEVELS:
            return ""
        key, depth = numbering
        counts = self._counts[self._lists[key]]
        self._count(key, depth, counts)
        shown = val(child(level, "lvlText")) or ""
        if val(child(level, "numFmt")) == "bullet":
            return plain(shown).strip()
        is_legal = bool(is_on(child(level, "isLgl")))

        def at(found: re.Match[str]) -> str:
            above = int(found[1]) - 1
            value = counts[above]
            value = self._start(key, above) if value is None else value
            return written(value, "decimal" if is_legal else self._format(key, above))

        return PLACE.sub(at, shown).strip()

    def _count(self, key: str, depth: int, counts: list[int | None]) -> None:
        """One more at this depth; those below begin anew, unless they say otherwise."""
        start = self._starts.pop((key, depth), None)
        before = counts[depth]
        if start is not None:
            counts[depth] = start
        else:
            counts[depth] = self._start(key, depth) if before is None else before + 1
        for below in range(depth + 1, LEVELS):
            restart = number(val(child(self.level((key, below)), "lvlRestart")))
            if restart is None or depth < restart:
                counts[below] = None

    def _start(self, key: str, depth: int) -> int:
        start = number(val(child(self.level((key, depth)), "start")))
        return 1 if start is None else int(start)

    def _format(self, key: str, depth: int) -> str:
        return val(child(self.level((key, depth)), "numFmt")) or "decimal"
