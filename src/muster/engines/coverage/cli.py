"""``muster coverage``: who should go, what they leave, and why others stay.

Exit codes: 0 answered, 2 the file cannot be used.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from muster.engines.coverage.advising import advise
from muster.engines.coverage.files import File, Unreadable, read
from muster.engines.coverage.model import Advice, Option

ANSWERED, BAD_INPUT = 0, 2


def main(argv: Sequence[str]) -> int:
    """Run the one verb and return its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        problem = read(arguments.file.read_text(encoding="utf-8"))
    except OSError as err:
        print(f"{err.filename}: {err.strerror}", file=sys.stderr)
        return BAD_INPUT
    except UnicodeDecodeError:
        print(f"{arguments.file}: is no text in UTF-8", file=sys.stderr)
        return BAD_INPUT
    except Unreadable as refusal:
        print("\n".join(f"{arguments.file}: {fault}" for fault in refusal.faults), file=sys.stderr)
        return BAD_INPUT
    found = advise(
        problem["needs"], problem["units"], weights=problem["weights"], travel=problem["travel"]
    )
    if arguments.json:
        print(json.dumps([_as_json(one) for one in found], ensure_ascii=False, indent=1))
    else:
        _say(found, problem)
    return ANSWERED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster coverage", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="advise")
    one = verbs.add_parser("advise", help="options for each need, with the parts of their scores")
    one.add_argument("file", type=Path, help="a file of the format muster-coverage/1")
    one.add_argument("--json", action="store_true", help="answer in JSON")
    return parser


def _as_json(advice: Advice) -> dict[str, object]:
    found = asdict(advice)
    for option, said in zip(advice.options, found["options"], strict=True):
        said["score"] = option.score
    return found


def _say(found: Sequence[Advice], problem: File) -> None:
    levels = {need.key: need.level for need in problem["needs"]}
    for advice in found:
        print(f"{advice.need} (level {levels[advice.need]})")
        for place, option in enumerate(advice.options, start=1):
            _say_option(place, option)
        for one in advice.refused:
            held = f" {one.held_for}" if one.held_for else ""
            print(f"      -  {one.unit}: {one.why}{held}")


def _say_option(place: int, option: Option) -> None:
    way = "?" if option.minutes is None else f"{option.minutes:.1f}"
    marks = (" reserve" if option.is_reserve else "") + (" late" if option.is_late else "")
    print(f"{place:>6}. {' + '.join(option.units)}: {option.score:.1f} points, {way} min{marks}")
    for part in option.parts:
        print(f"         {part.name} {part.amount:.1f}: {part.points:.1f}")
    for gap in option.gaps:
        by = "nobody" if gap.filler is None else gap.filler
        print(f"         leaves the post of {gap.unit} ({gap.weight:g}): {by} fills it")
