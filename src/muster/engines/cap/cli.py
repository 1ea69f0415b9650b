"""``muster cap``: whether files are warnings that the standard allows; read and written.

Exit codes: 0 done, 1 a file breaks a rule, 2 a file cannot be read at all.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from muster.engines.cap.faults import Fault, Finding, Refused
from muster.engines.cap.plain import from_plain, plain
from muster.engines.cap.reading import MOST_BYTES, read
from muster.engines.cap.writing import written

DONE, BROKEN, UNREADABLE = 0, 1, 2


def main(argv: Sequence[str]) -> int:
    """Run one verb and return its exit code."""
    arguments = _parser().parse_args(argv)
    return max(_each(path, arguments) for path in arguments.file)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster cap", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="check|show|write")
    for name, verb, text in (
        ("check", _check, "say of each file what is wrong with it"),
        ("show", _show, "print each message as JSON, under the names of the standard"),
        ("write", _write, "print the message that a JSON file as `show` prints it says"),
    ):
        one = verbs.add_parser(name, help=text)
        one.set_defaults(verb=verb)
        one.add_argument("file", type=Path, nargs="+")
    return parser


def _each(path: Path, arguments: argparse.Namespace) -> int:
    try:
        with path.open("rb") as file:
            arguments.verb(path, file.read(MOST_BYTES + 1))
    except OSError as err:
        print(f"{path}: {err.strerror}", file=sys.stderr)
        return UNREADABLE
    except Refused as refusal:
        for one in refusal.findings:
            print(f"{path}: {one}", file=sys.stderr)
        return BROKEN
    return DONE


def _check(path: Path, content: bytes) -> None:
    found = read(content)
    print(f"{path}: {found.kind} {found.identifier}, {found.status}, {len(found.infos)} info")


def _show(_path: Path, content: bytes) -> None:
    print(json.dumps(plain(read(content)), ensure_ascii=False, indent=1))


def _write(_path: Path, content: bytes) -> None:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise Refused(Finding(Fault.MALFORMED, "file")) from None
    sys.stdout.buffer.write(written(from_plain(said)))
