"""Rows before and after an act, as JSON, so that undoing puts back exactly what was.

What the act changed is compared with what is there now before anything is put back: a row that
somebody else has touched since is found by the fields that the act wrote and by its version.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from django.db import models

from muster.season.services.rows import updating

M = TypeVar("M", bound=models.Model)
Image = Mapping[str, Sequence[Any]]
CHUNK: Final = 500
# Versions go on growing, so that a page opened before the undoing cannot save over it.
VERSION: Final = "version"


def image_of(rows: Iterable[models.Model], fields: Sequence[str]) -> dict[str, list[Any]]:
    """The values of *fields* of each row, by its id."""
    return {str(row.pk): [_plain(getattr(row, name)) for name in fields] for row in rows}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def read_rows(model: type[M], ids: Iterable[str]) -> list[M]:
    """The rows under lock, in one order."""
    wanted = sorted(int(pk) for pk in ids)
    found: list[M] = []
    for start in range(0, len(wanted), CHUNK):
        rows = model._default_manager.select_for_update(of=("self",))  # noqa: SLF001  # Django's documented name
        found += rows.filter(pk__in=wanted[start : start + CHUNK]).order_by("pk")
    return found


def differing(rows: Sequence[M], after: Image, fields: Sequence[str]) -> list[M]:
    """The rows that no longer hold what the act wrote."""
    now = image_of(rows, fields)
    return [row for row in rows if now[str(row.pk)] != list(after[str(row.pk)])]


def put_back(rows: Sequence[models.Model], before: Image, fields: Sequence[str]) -> None:
    """Give every row the values that it had; its version grows."""
    for row in rows:
        for name, value in zip(fields, before[str(row.pk)], strict=True):
            if name == VERSION:
                row.version += 1  # type: ignore[attr-defined]  # only rows that have one name it
            else:
                field: Any = row._meta.get_field(name)
                setattr(row, field.attname, field.to_python(value))
    updating(rows, fields).run()
