import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from muster.errors import DomainError
from muster.ledger.checking import check_record
from muster.ledger.exporting import export_record as write_record
from muster.ledger.services import import_log
from muster.ledger.verifier import BadFile, FileCheck, Report, SignedHead, read_head, record_lines


def verify(argv: Sequence[str]) -> int:
    """Prove the live record, or an exported one: 0 sound, 1 not, 2 unreadable."""
    parser = argparse.ArgumentParser(prog="muster verify", description=_("Prove the record."))
    parser.add_argument("file", nargs="?", help=_("an exported record; else the live one"))
    parser.add_argument("--key", action="append", default=[], help=_("a log's key or its id"))
    parser.add_argument("--head", action="append", default=[], help=_("a file with a kept head"))
    asked = parser.parse_args(argv)
    try:
        held = [read_head(Path(name).read_bytes().decode()) for name in asked.head]
        report = _report(asked.file, held, asked.key)
    except (BadFile, KeyError, OSError, TypeError, ValueError) as fault:
        print(_("Cannot be read: %(fault)s") % {"fault": fault})
        return 2
    for line in report.lines(_):
        print(line)
    return 0 if report.is_sound else 1


def _report(file: str | None, held: list[SignedHead], keys: list[str]) -> Report:
    if file is None:
        return check_record(held=held, keys=keys)
    check = FileCheck()
    check.read(record_lines(file), held)
    return check.report(keys)


def export_record(argv: Sequence[str]) -> int:
    """Write the record and its verifier into one file."""
    parser = argparse.ArgumentParser(
        prog="muster export-record", description=_("Write the record into a file that proves it.")
    )
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--without-personal", action="store_true", help=_("leave out what the law may erase")
    )
    asked = parser.parse_args(argv)
    now = settings.MUSTER_NOW or datetime.now(UTC)
    count = write_record(asked.file, now=now, with_personal=not asked.without_personal)
    values = {"count": count, "file": asked.file}
    print(_("%(count)d entries written. To prove them: python3 %(file)s") % values)
    return 0


def import_record(argv: Sequence[str]) -> int:
    """Add the logs of another node beside ours: 0 done, 2 refused."""
    parser = argparse.ArgumentParser(
        prog="muster import-record", description=_("Add another node's log beside ours.")
    )
    parser.add_argument("file", type=Path)
    asked = parser.parse_args(argv)
    try:
        grown = import_log(asked.file)
    except DomainError as refusal:
        print(refusal)
        return 2
    for log_id, count in grown.items():
        print(_("%(count)d entries added to log %(log)s") % {"count": count, "log": log_id})
    return 0
