"""Two versions of sixty pages compared word by word, against difflib and GNU diff.

usage: python benchmarks/papers/compare.py [--words 25000] [--rates 1 5 20 50] [--rounds 3]
                                           [--no-office]

A text of paragraphs of 40 words; in its later version every paragraph has a chance to be rewritten
in part, and some are put in, taken out, moved, split and joined. The peers get the same words, one
after the other: ``difflib.SequenceMatcher(autojunk=False)``, and GNU ``diff`` with a word a line
(Myers 1986, as diff-match-patch has it). Then the tracked file is written, opened in LibreOffice,
and all of it accepted and rejected: both texts must come back letter by letter.

Last two texts without a paragraph in common: that it is said, and does not hang.
"""

import argparse
import difflib
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.engines.texts.test_aligning import edited, paper  # noqa: E402
from tests.libreoffice import settled  # noqa: E402

from muster.engines.texts import (  # noqa: E402
    Comparison,
    Known,
    RunKind,
    as_written,
    compare_texts,
    compare_versions,
    track,
)
from muster.engines.texts.tokens import tokens  # noqa: E402

PER_PARAGRAPH = 40
AT = datetime(2030, 8, 16, 9, 42, tzinfo=UTC)


@dataclass(frozen=True)
class Passage:
    """A paragraph with the number that it keeps, as a document's version has it."""

    id: int
    text: str
    kind: str = "body"
    level: int = 0
    label: str = ""


def versions(words: int, rate: float, seed: int = 7) -> tuple[list[Passage], list[Passage]]:
    """A text and its later version. rate: share of the paragraphs that are touched, in percent."""
    rng = random.Random(seed)
    old = [Passage(n, text) for n, text in enumerate(paper(seed, words // PER_PARAGRAPH))]
    new = [
        Passage(one.id, edited(one.text, rng, 0.25)) if rng.random() < rate / 100 else one
        for one in old
    ]
    fresh = iter(range(len(old), 10 * len(old)))
    for _ in range(max(1, round(len(old) * rate / 2_000))):
        _reshape(new, rng, fresh)
    return old, new


def _reshape(new: list[Passage], rng: random.Random, fresh: Any) -> None:
    """One paragraph put in, taken out, moved, split and joined."""
    new.insert(rng.randrange(len(new)), Passage(next(fresh), paper(rng.randrange(10**6), 1)[0]))
    new.pop(rng.randrange(len(new)))
    new.insert(rng.randrange(len(new)), new.pop(rng.randrange(len(new))))
    at = rng.randrange(len(new))
    words = new[at].text.split(" ")
    half = len(words) // 2
    new[at : at + 1] = [
        Passage(new[at].id, " ".join(words[:half])),
        Passage(next(fresh), " ".join(words[half:])),
    ]
    at = rng.randrange(len(new) - 1)
    one, other = new[at : at + 2]
    new[at : at + 2] = [Passage(one.id, f"{one.text} {other.text}")]


def words_of(side: Sequence[Passage]) -> list[str]:
    """Words and signs, as the engine takes them."""
    return [word for one in side for word in tokens(one.text).words if word]


def seconds(act: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    """The median of some rounds, and what the last one gave."""
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        found = act()
        took.append(time.perf_counter() - started)
    return statistics.median(took), found


def changed(found: Comparison) -> int:
    return found.words[RunKind.DELETED] + found.words[RunKind.INSERTED]


def by_difflib(old: list[str], new: list[str]) -> int:
    """Words deleted and inserted, signs not counted, as difflib has it."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return sum(
        word[0].isalnum()
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
        for word in (*old[a:b], *new[c:d])
    )


def by_diff(old: list[str], new: list[str]) -> int:
    """The same by GNU diff."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("old", "new")]
        for path, side in zip(paths, (old, new), strict=True):
            path.write_text("\n".join(side) + "\n", encoding="utf-8")
        # 1 is its way to say that they differ
        run = subprocess.run(
            ["diff", *map(str, paths)], check=False, capture_output=True, text=True
        )
    lines = run.stdout.splitlines()
    return sum(line[:2] in ("< ", "> ") and line[2].isalnum() for line in lines)


def told(label: str, *figures: str) -> None:
    print(f"| {label} | " + " | ".join(figures) + " |")


def measure(rate: float, words: int, rounds: int) -> tuple[list[Passage], list[Passage], bytes]:
    old, new = versions(words, rate)
    by_ids, found = seconds(lambda: compare_versions(_known(old), _known(new)), rounds)
    by_words, free = seconds(lambda: compare_texts(_known(old), _known(new)), rounds)
    one, other = words_of(old), words_of(new)
    peer, junk = seconds(lambda: by_difflib(one, other), 1)
    myers, lines = seconds(lambda: by_diff(one, other), rounds)
    writing, content = seconds(lambda: track(old, new, found, author="Đo", at=AT), rounds)
    told(
        f"{rate:g} %",
        f"{by_ids:.2f} s",
        f"{by_words:.2f} s",
        f"{peer:.2f} s",
        f"{myers:.2f} s",
        f"{changed(found):,}",
        f"{changed(free):,}",
        f"{junk:,}",
        f"{lines:,}",
        f"{writing:.2f} s, {len(content) / 1024:.0f} KB",
    )
    return old, new, content


def _known(side: Sequence[Passage]) -> Any:
    return [Known(one.id, one.text, one.kind) for one in side]


def judged(files: dict[str, tuple[list[Passage], list[Passage], bytes]]) -> None:
    """What LibreOffice makes of the files, all accepted and all rejected."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        found = settled({name: held[2] for name, held in files.items()}, Path(folder))
        took = time.perf_counter() - started
    for name, (old, new, _) in files.items():
        accepted = found[name]["accepted"] == as_written(new)
        rejected = found[name]["rejected"] == as_written(old)
        print(f"LibreOffice, {name}: accepted = new {accepted}, rejected = old {rejected}")
        if not (accepted and rejected):
            raise SystemExit("a text did not come back")
    print(f"LibreOffice: {2 * len(files)} times opened, settled and saved in {took:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=25_000)
    parser.add_argument("--rates", type=float, nargs="+", default=[1, 5, 20, 50])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-office", action="store_true")
    asked = parser.parse_args()
    told(
        "paragraphs touched",
        *("by ids", "without ids", "difflib", "GNU diff"),
        *("words changed, by ids", "without ids", "difflib", "GNU diff", "tracked file"),
    )
    print("|---|" + "---:|" * 9)
    files = {f"{rate:g}": measure(rate, asked.words, asked.rounds) for rate in asked.rates}
    count = asked.words // PER_PARAGRAPH
    strange = [Passage(n, text[::-1]) for n, text in enumerate(paper(99, count))]
    first = files[f"{asked.rates[0]:g}"][0]
    took, found = seconds(lambda: compare_texts(_known(first), _known(strange)), 1)
    print(f"nothing in common: too different {found.is_too_different}, {took:.2f} s")
    if not asked.no_office:
        judged({f"rate{name.replace('.', '-')}": held for name, held in files.items()})


if __name__ == "__main__":
    main()
