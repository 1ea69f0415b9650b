"""Handing a grid out as sheets to fill in: what went out is kept, row by row."""

import re
import secrets
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.utils.text import slugify

from muster.exchange.grids import Grid, GridKind
from muster.exchange.models import Issue, IssuedRow
from muster.exchange.returning import HIDDEN_HEAD
from muster.exchange.text import fold
from muster.exchange.writing import OutSheet, write
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock

BATCH: Final = 1000
NOT_IN_FILE_NAMES: Final = re.compile(r"[^\w.-]+")


@retry_on_deadlock
def issue_sheets(kind: GridKind, grid: Grid, *, place: str, actor: Actor, now: datetime) -> Issue:
    """Keep every row of the grid as it is now, each with a token of its own."""
    current = grid.current()
    with recorded(actor, now=now) as record:
        made = Issue.objects.create(
            kind=kind.key,
            place=place,
            season_id=grid.season_id,
            subject=grid.subject[:200],
            made_at=now,
            made_by=actor.name,
        )
        IssuedRow.objects.bulk_create(
            [
                IssuedRow(
                    issue=made,
                    token=secrets.token_hex(8),
                    key=key,
                    name=grid.name_of(values)[:200],
                    values=values,
                )
                for key, values in current.items()
            ],
            batch_size=BATCH,
        )
        record(
            "sheets.issued",
            f"issue:{made.pk}",
            audience=Audience.STAFF,
            season=grid.season_id,
            body={"kind": kind.key, "place": place, "rows": len(current)},
        )
    return made


def write_book(issue: Issue, grid: Grid, target: Path) -> None:
    """All rows of an issue in one sheet of one book."""
    write(target, [_sheet(issue, grid, list(issue.rows.all()))], title=issue.subject)


def write_zip(issue: Issue, grid: Grid, target: Path) -> None:
    """A book for each row of an issue, all in one archive."""
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive,
        TemporaryDirectory() as folder,
    ):
        one = Path(folder) / "one.xlsx"
        for row in issue.rows.all():
            write(one, [_sheet(issue, grid, [row])], title=row.name or row.key)
            archive.write(one, _file_name(row))


def _file_name(row: IssuedRow) -> str:
    code = NOT_IN_FILE_NAMES.sub("-", row.key)
    return f"{code}-{slugify(fold(row.name))[:60]}.xlsx"


def _sheet(issue: Issue, grid: Grid, rows: Sequence[IssuedRow]) -> OutSheet:
    columns = grid.spec.columns
    return OutSheet(
        title=f"{grid.spec.label} {issue.pk}",
        heads=[*(str(column.label) for column in columns), HIDDEN_HEAD],
        notes=[str(grid.spec.about), *(str(column.unlocks) for column in columns[1:])],
        rows=_lines(grid, rows),
        hidden=[len(columns)],
    )


def _lines(grid: Grid, rows: Sequence[IssuedRow]) -> Iterator[list[object]]:
    for row in rows:
        cells = (column.show(row.values.get(column.key)) for column in grid.spec.columns)
        yield [*cells, row.token]
