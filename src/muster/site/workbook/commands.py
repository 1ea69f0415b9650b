"""``muster import`` and ``muster export``: the season workbook on the command line."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from muster.exchange import services
from muster.exchange.faults import from_json
from muster.exchange.models import Import, ImportRow
from muster.exchange.queries import error_count, faulty_rows
from muster.ledger.actor import command
from muster.season.models import Season
from muster.site.roles import hold
from muster.site.workbook.book import KEY, SeasonReading, open_book
from muster.site.workbook.errors import SeasonNotFound
from muster.site.workbook.export import export as write_book
from muster.site.workbook.showing import lines_of
from muster.tree import clock

SHOWN: Final = 20
REFUSED: Final = 2


def import_(args: Sequence[str]) -> int:
    """Show what a workbook would change; with ``--apply`` change it if nothing is wrong."""
    parser = argparse.ArgumentParser(prog="muster import", description=import_.__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--apply", action="store_true", help="apply it after the preview")
    parser.add_argument("--season", default="", help="key of the season, the latest if left out")
    parser.add_argument("--pack", default="", help="rule pack of a season that is not there yet")
    parser.add_argument("--if-empty", action="store_true", help="do nothing if there is a season")
    parser.add_argument("--rows", type=int, default=SHOWN, help="how many rows to print of a kind")
    said = parser.parse_args(args)
    if not said.file.is_file():
        parser.error(f"no file {said.file}")
    with hold("command", data=settings.MUSTER_DATA):
        if said.if_empty and Season.objects.exists():
            return 0
        return _import(said)


def _import(said: argparse.Namespace) -> int:
    actor = replace(command("import"), name=_("workbook import command"))
    staged = services.stage(
        said.file,
        book=KEY,
        name=said.file.name,
        actor=actor,
        now=clock.now(),
        params={"season": said.season, "pack": said.pack},
    )
    for line in preview_lines(staged, rows=said.rows):
        print(line)
    if not said.apply:
        return REFUSED if error_count(staged) else 0
    services.apply(staged.pk, actor=actor, now=clock.now())
    print(_("Applied."))
    return 0


def preview_lines(staged: Import, *, rows: int) -> Iterator[str]:
    """The preview in the reader's words: counts by sheet, then what is wrong, then what changes."""
    reading = open_book(None, staged.counts[services.KEPT])
    labels = {spec.key: str(spec.label) for spec in reading.specs}
    yield f"{staged.file_name}"
    for sheet, counts in staged.counts["sheets"].items():
        said = ", ".join(
            f"{counts[verdict]} {label}"
            for verdict, label in ImportRow.Verdict.choices
            if counts.get(verdict)
        )
        yield f"  {labels[sheet]}: {said or '—'}"
    yield from _fault_lines(staged, labels, rows=rows)
    yield from _change_lines(staged, reading, rows=rows)


def _fault_lines(staged: Import, labels: dict[str, str], *, rows: int) -> Iterator[str]:
    faulty = faulty_rows(staged)
    for row in faulty[:rows]:
        for stored in row.faults:
            fault = from_json(stored)
            place = f"{labels.get(row.sheet, row.sheet)}!{fault.cell or row.row_number}"
            yield f"  {place}: {fault}"
    more = faulty.count() - rows
    if more > 0:
        yield "  " + _("and %(count)d rows more") % {"count": more}


def _change_lines(staged: Import, reading: SeasonReading, *, rows: int) -> Iterator[str]:
    changed = staged.rows.filter(verdict=ImportRow.Verdict.CHANGED)
    for row in changed[:rows]:
        spec = reading.spec(row.sheet)
        changes = "; ".join(f"{c.head}: {c.old} → {c.new}" for c in lines_of(row, spec))
        yield f"  {spec.label}!{row.row_number} {row.key}: {changes}"


def export(args: Sequence[str]) -> int:
    """Write a season as its workbook; read back unchanged it changes nothing."""
    parser = argparse.ArgumentParser(prog="muster export", description=export.__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--season", default="", help="key of the season, the latest if left out")
    said = parser.parse_args(args)
    with hold("command", data=settings.MUSTER_DATA):
        seasons = Season.objects.order_by("-starts_on", "-pk")
        season = (seasons.filter(key=said.season) if said.season else seasons).first()
        if season is None:
            known = ", ".join(seasons.values_list("key", flat=True)) or "—"
            raise SeasonNotFound(key=said.season, known=known)
        write_book(season, said.file)
    sys.stdout.write(f"{said.file}\n")
    return 0
