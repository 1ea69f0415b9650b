"""Command-line verbs of the capability."""

import argparse
from collections.abc import Sequence

from django.utils.translation import gettext as _

from muster.control.services import rebuild


def main(argv: Sequence[str]) -> int:
    """``muster control rebuild [--check]``: exit code 1 if a check finds a difference."""
    parser = argparse.ArgumentParser(prog="muster control")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("rebuild", help="make the tables of every room again from the record")
    verb.add_argument("--check", action="store_true", help="only say whether they are equal")
    given = parser.parse_args(argv)
    done = rebuild(is_trial=given.check)
    said = {"rooms": done.rooms, "sheets": done.sheets, "rows": done.rows}
    print(
        _("%(rooms)d rooms, %(sheets)d days; %(rows)d rows were not as the record has them.") % said
    )
    return 1 if given.check and done.rows else 0
