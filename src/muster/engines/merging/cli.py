"""``muster merging``: which lines of a file say nearly the same.

Exit codes: 0 answered, 2 the file or the cutoff cannot be used.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from muster.engines.merging.model import Group
from muster.engines.merging.suggesting import CUTOFF, groups, pairs

ANSWERED, BAD_INPUT = 0, 2


def main(argv: Sequence[str]) -> int:
    """Run one verb and return its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        arguments.verb(arguments.file.read_text(encoding="utf-8").splitlines(), arguments)
    except OSError as err:
        print(f"{err.filename}: {err.strerror}", file=sys.stderr)
    except UnicodeDecodeError:
        print(f"{arguments.file}: is no text in UTF-8", file=sys.stderr)
    except ValueError as refusal:
        print(f"{arguments.file}: {refusal}", file=sys.stderr)
    else:
        return ANSWERED
    return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster merging", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="groups|pairs")
    for name, verb, text in (
        ("groups", _groups, "groups of alike lines, each about its head"),
        ("pairs", _pairs, "the numbers of each two lines that are alike"),
    ):
        one = verbs.add_parser(name, help=text)
        one.set_defaults(verb=verb)
        one.add_argument("file", type=Path, help="one text a line, in UTF-8")
        one.add_argument("--cutoff", type=float, default=CUTOFF, help="least likeness, to 100")
        one.add_argument("--json", action="store_true", help="places count from 0")
    return parser


def _groups(texts: list[str], arguments: argparse.Namespace) -> None:
    found = groups(texts, cutoff=arguments.cutoff)
    if arguments.json:
        print(json.dumps([asdict(group) for group in found], ensure_ascii=False, indent=1))
        return
    for group in found:
        _say(group, texts)


def _say(group: Group, texts: list[str]) -> None:
    print(f"{len(group)} alike")
    print(f"{group.head + 1:>6}  head           {texts[group.head]}")
    for one in group.members:
        doubts = "".join(f" ({doubt}?)" for doubt in one.doubts)
        print(f"{one.place + 1:>6}  {one.likeness:>5.1f} {one.how:<8} {texts[one.place]}{doubts}")


def _pairs(texts: list[str], arguments: argparse.Namespace) -> None:
    found = pairs(texts, cutoff=arguments.cutoff)
    if arguments.json:
        print(json.dumps(found))
        return
    for one, other in found:
        print(one + 1, other + 1)
