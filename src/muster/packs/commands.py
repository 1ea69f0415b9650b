"""``muster packs check|list|show [KEY]``: look at the rule packs without starting anything."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from muster.errors import DomainError
from muster.packs.loader import ROOT, PackRef, available, find, load, read
from muster.packs.schema import Milestone, Pack


def main(argv: Sequence[str]) -> int:
    """Run one verb: 0 if all is well, 1 if a pack has faults, 2 if it is not there."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.verb(arguments))
    except DomainError as refusal:
        print(refusal, file=sys.stderr)
        return 1 if refusal.status >= 500 else 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster packs", description="Look at the rule packs.")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder that holds the packs")
    verbs = parser.add_subparsers(required=True, metavar="check|list|show")
    check = verbs.add_parser("check", help="say what is wrong, by file and key")
    check.add_argument("key", nargs="?", help="only this pack")
    check.set_defaults(verb=_check)
    listing = verbs.add_parser("list", help="name the packs that are installed")
    listing.set_defaults(verb=_list)
    show = verbs.add_parser("show", help="print what a pack lays down")
    show.add_argument("key")
    show.add_argument("version", nargs="?")
    show.add_argument("--unverified", action="store_true", help="only rules nobody has checked")
    show.set_defaults(verb=_show)
    return parser


def _check(arguments: argparse.Namespace) -> int:
    refs = available(root=arguments.root)
    if arguments.key:
        newest = find(arguments.key, root=arguments.root)
        refs = [ref for ref in refs if ref.key == newest.key]
    return max([_report(ref) for ref in refs], default=0)


def _report(ref: PackRef) -> int:
    pack, faults = read(ref)
    for fault in faults:
        print(fault, file=sys.stderr)
    if pack is None:
        print(f"{ref.key} {ref.version}: {len(faults)} fault(s)", file=sys.stderr)
        return 1
    rules = pack.rules()
    open_ = sum(not rule.verified for _, rule in rules)
    print(f"{ref.key} {ref.version}: {len(rules)} rules, {open_} not verified; {pack.digest[:16]}")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    for ref in available(root=arguments.root):
        print(f"{ref.key}\t{ref.version}\t{load(ref.key, ref.version, root=arguments.root).name}")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    pack = load(arguments.key, arguments.version, root=arguments.root)
    print(f"{pack.key} {pack.version}: {pack.name}\n{pack.about}\ndigest {pack.digest}")
    if not arguments.unverified:
        _show_procedures(pack)
    print("\nNot verified:" if arguments.unverified else "\nRules:")
    for path, rule in pack.rules():
        if not (arguments.unverified and rule.verified):
            until = rule.valid_to or ""
            mark = "verified" if rule.verified else "not verified"
            print(f"  {path}: {mark}, {rule.valid_from}..{until}, {rule.source}")
    return 0


def _show_procedures(pack: Pack) -> None:
    for procedure in pack.procedures.values():
        print(f"\n{procedure.name} ({', '.join(procedure.tiers)})")
        for step in procedure.steps.values():
            reached = f" = {step.milestone}" if isinstance(step.milestone, Milestone) else ""
            after = f" after {', '.join(step.depends_on)}" if step.depends_on else ""
            due = f"{step.anchor} {step.offset_days:+d} {step.count}"
            print(f"  {step.key}: {step.name}; {due}, {step.duration_days} d{after}{reached}")
