"""``muster texts compare``: two Word files word by word, and a third in which it is all tracked.

Exit codes: 0 they say the same, 2 a file cannot be used, 3 they differ.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from muster.engines.texts.aligning import TooLarge
from muster.engines.texts.comparing import Run, RunKind
from muster.engines.texts.model import Paragraph
from muster.engines.texts.reading import read
from muster.engines.texts.tracking import track
from muster.engines.texts.versions import (
    PARAGRAPH_END,
    Comparison,
    Row,
    RowKind,
    compare_texts,
)
from muster.engines.word.errors import UnreadableDocument

SAME, REFUSED, DIFFERENT = 0, 2, 3
# As wdiff and word diffs of version control have it.
AROUND: Final = {
    RunKind.EQUAL: ("", ""),
    RunKind.DELETED: ("[-", "-]"),
    RunKind.INSERTED: ("{+", "+}"),
}
QUIET: Final = frozenset({RowKind.SAME, RowKind.MOVED_AWAY})


def main(argv: Sequence[str]) -> int:
    """Run one verb and return its exit code."""
    parser = _parser()
    asked = parser.parse_args(argv)
    if asked.tracked and not (asked.author and asked.at):
        parser.error("--tracked needs --author and --at: a change says who made it, and when")
    try:
        return _compare(asked)
    except (UnreadableDocument, TooLarge) as refusal:
        print(refusal, file=sys.stderr)
    except OSError as err:
        print(f"{err.filename}: {err.strerror}", file=sys.stderr)
    return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster texts", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="compare")
    sub = verbs.add_parser("compare", help="say what became of each paragraph")
    sub.add_argument("old", type=Path)
    sub.add_argument("new", type=Path)
    sub.add_argument("--json", action="store_true", help="print all rows, for programs")
    sub.add_argument("--tracked", type=Path, metavar="DOCX", help="write the changes, tracked")
    sub.add_argument("--author", help="under whose name the changes stand")
    sub.add_argument("--at", type=_moment, metavar="TIME", help="ISO 8601 with its zone")
    return parser


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} has no zone: write +07:00 behind it, or Z")
    return at


def _compare(asked: argparse.Namespace) -> int:
    old, new = (_paragraphs(path) for path in (asked.old, asked.new))
    found = compare_texts(old, new)  # type: ignore[arg-type]  # a Paragraph serves as a Fresh
    if asked.tracked:
        asked.tracked.write_bytes(track(old, new, found, author=asked.author, at=asked.at))
    show: Callable[[Comparison], None] = _print_json if asked.json else _print_rows
    show(found)
    differs = any(row.kind is not RowKind.SAME or row.is_moved for row in found.rows)
    return DIFFERENT if differs else SAME


def _paragraphs(path: Path) -> Sequence[Paragraph]:
    return read(path.read_bytes(), name=str(path)).paragraphs


def _print_rows(found: Comparison) -> None:
    """What changed, a row a line; paragraphs are counted from 1."""
    for row in found.rows:
        if row.kind not in QUIET or (row.is_moved and row.runs):
            text = "".join(map(_marked, row.runs)).replace(PARAGRAPH_END, " ¶ ")
            print(f"{_places(row)} {row.kind}{', moved' if row.is_moved else ''}: {text}")
    words = ", ".join(f"{found.words[kind]:,} {kind}" for kind in RunKind)
    print(f"words: {words}", file=sys.stderr)
    if found.is_too_different:
        print("the two share less than a tenth of their words", file=sys.stderr)


def _marked(run: Run) -> str:
    before, after = AROUND[run.kind]
    return f"{before}{run.text}{after}"


def _places(row: Row) -> str:
    sides = (",".join(str(at + 1) for at in side) or "-" for side in (row.old, row.new))
    return " > ".join(sides)


def _print_json(found: Comparison) -> None:
    told = {
        "words": {kind.value: count for kind, count in found.words.items()},
        "is_too_different": found.is_too_different,
        "rows": [_told(row) for row in found.rows],
    }
    print(json.dumps(told, ensure_ascii=False, indent=1))


def _told(row: Row) -> dict[str, Any]:
    return {
        "kind": row.kind.value,
        "old": row.old,
        "new": row.new,
        "is_moved": row.is_moved,
        "is_coarse": row.is_coarse,
        "runs": [[run.kind.value, run.text] for run in row.runs],
    }
