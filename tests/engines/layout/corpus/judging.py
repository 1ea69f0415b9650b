"""What is there to be found, and how well it was found.

A finding's place is looked up without the engine: the words of the paragraph that it points at.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from docx import Document
from tests.engines.layout.corpus.papers import Paper

from muster.engines.layout import Finding

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
IN_TEXT: Final = re.compile(r"paragraph (\d+)$")
IN_TABLE: Final = re.compile(r"table (\d+), row (\d+), cell (\d+), paragraph (\d+)$")
Truth = tuple[str, str]


def truths(paper: Paper) -> list[Truth]:
    """Every (rule, words of the place) that is wrong in a paper."""
    of_lines = [
        ("font.family" if name == "family" else f"{form.component}.{name}", form.text)
        for forms in paper.zones.values()
        for form in forms
        for name in form.wrong
    ]
    return [*of_lines, *paper.truths]


@dataclass(slots=True)
class Score:
    """How often each rule was wrong, found, and told in vain."""

    there: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    vain: list[tuple[str, Finding, str]] = field(default_factory=list)
    unseen: list[tuple[str, Truth]] = field(default_factory=list)

    def recall(self, rule: str) -> float:
        """Of what is wrong, how much is told."""
        return self.found[rule] / self.there[rule] if self.there[rule] else 1.0

    def precision(self, rule: str) -> float:
        """Of what is told, how much is wrong."""
        vain = sum(finding.rule == rule for _file, finding, _words in self.vain)
        return 1 - vain / self.told[rule] if self.told[rule] else 1.0


def judge(score: Score, file: Path, wrong: Iterable[Truth], findings: Iterable[Finding]) -> None:
    """Hold the findings of a file against what is wrong in it."""
    places = _Places(file)
    open_ = [(rule, plain(text)) for rule, text in wrong]
    score.there.update(rule for rule, _text in open_)
    matched: set[int] = set()
    for finding in findings:
        words = places.words(finding.where)
        score.told[finding.rule] += 1
        at = _match(finding.rule, words, open_, matched)
        if at is None:
            score.vain.append((file.name, finding, words))
        elif at not in matched:
            matched.add(at)
            score.found[finding.rule] += 1
    score.unseen += [(file.name, truth) for k, truth in enumerate(open_) if k not in matched]


def _match(rule: str, words: str, wrong: list[Truth], matched: set[int]) -> int | None:
    """The fault that a finding is about; one that nothing was said about goes first."""
    is_whole = rule.startswith(("page.", "page_number.")) or rule.endswith(".missing")
    fitting = [
        at
        for at, (other, text) in enumerate(wrong)
        if rule == other and (is_whole or _within(text, words))
    ]
    return min(fitting, key=lambda at: at in matched, default=None)


def _within(text: str, words: str) -> bool:
    """Whether a line is of that paragraph; its label may be Word's own."""
    return text in words or (len(words) > 1 and text.partition(" ")[2] == words)


def plain(text: str) -> str:
    """Letters without their case, spelling and gaps."""
    composed = unicodedata.normalize("NFC", text).casefold().replace("hoà", "hòa")
    return " ".join(composed.split())


class _Places:
    def __init__(self, file: Path) -> None:
        self._body = Document(str(file)).element.body
        self._paragraphs = list(self._body.iterchildren(f"{W}p"))
        self._tables = list(self._body.iter(f"{W}tbl"))

    def words(self, where: str) -> str:
        """The words of the place that a finding names; the name itself for no paragraph."""
        inside = IN_TABLE.match(where)
        if inside:
            table, row, cell, at = (int(n) - 1 for n in inside.groups())
            one = list(self._tables[table].iterchildren(f"{W}tr"))[row]
            return _text(list(list(one.iterchildren(f"{W}tc"))[cell].iterchildren(f"{W}p"))[at])
        plain_ = IN_TEXT.match(where)
        return _text(self._paragraphs[int(plain_[1]) - 1]) if plain_ else where


def _text(paragraph: Any) -> str:
    signs: Mapping[str, str] = {f"{W}tab": " ", f"{W}br": " "}
    return plain(
        "".join(
            element.text or "" if element.tag == f"{W}t" else signs.get(element.tag, "")
            for element in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br")
        )
    )
