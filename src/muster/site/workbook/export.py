"""A season as its workbook: what is written, read back unchanged, changes nothing."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from muster.exchange.sheets import Column, SheetSpec, Values
from muster.exchange.writing import OutSheet, write
from muster.packs import Pack
from muster.season.bridge import pack_of
from muster.season.models import Season
from muster.site.workbook.current.register import Register
from muster.site.workbook.sheets import all_sheets
from muster.site.workbook.sheets.settings import CLOCK, DAYS, DEADLINE, ITEMS, KEY


def export(season: Season, target: Path) -> None:
    """Write every sheet of *season* to *target*, in the reader's language."""
    write(target, out_sheets(season), title=season.name)


def out_sheets(season: Season) -> Iterator[OutSheet]:
    """The sheets one after the other; rows are made as they are written."""
    register = Register(pack_of(season), season)
    for spec in all_sheets(register.pack):
        shown = shown_columns(spec)
        yield OutSheet(
            title=str(spec.label),
            heads=[str(column.label) for column in shown],
            notes=[str(column.unlocks) for column in shown],
            rows=_rows(spec, shown, register),
        )


def shown_columns(spec: SheetSpec) -> list[Column]:
    """The columns that are written; tier and parent of congresses are only ever asked for."""
    asked = ("tier", "parent") if spec.key == "congresses" else ()
    return [column for column in spec.columns if column.key not in asked]


def _rows(spec: SheetSpec, shown: Sequence[Column], register: Register) -> Iterator[list[Any]]:
    for values in register.current(spec).values():
        yield _settings_row(spec, values) if spec.key == KEY else _row(shown, values)
    if spec.key == KEY and settings.MUSTER_NOW is not None:
        clock = {"item": CLOCK, "value": settings.MUSTER_NOW.isoformat()}
        yield _settings_row(spec, clock)


def _row(shown: Sequence[Column], values: Values) -> list[Any]:
    return [column.show(values.get(column.key)) for column in shown]


def _settings_row(spec: SheetSpec, values: Values) -> list[Any]:
    """The item in words, its value as a true date where it is one."""
    item, value = values["item"], values["value"]
    is_day = item in DAYS or item.startswith(DEADLINE)
    shown = date.fromisoformat(value) if is_day and value else value
    return [spec.by_key["item"].show(item), shown]


def write_blank(pack: Pack, target: Path) -> None:
    """Write a workbook without rows: every sheet and column, with what each unlocks."""
    shown = [(spec, shown_columns(spec)) for spec in all_sheets(pack)]
    write(
        target,
        [
            OutSheet(
                title=str(spec.label),
                heads=[str(column.label) for column in columns],
                notes=[str(column.unlocks) for column in columns],
                rows=_asked(spec) if spec.key == KEY else (),
            )
            for spec, columns in shown
        ],
        title=str(pack.name),
    )


def _asked(spec: SheetSpec) -> list[list[Any]]:
    """The settings to fill in; the deadlines come from the pack where nothing is said."""
    return [[spec.by_key["item"].show(item), None] for item in ITEMS if item != CLOCK]
