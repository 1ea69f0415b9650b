"""Many rows written with one prepared statement: short write transactions.

A statement is made before the transaction, which is where the time goes, and run inside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement for many rows, with the values as the database's driver takes them."""

    sql: str
    columns: Sequence[Any]
    values: Sequence[list[Any]]

    def set(self, name: str, values: Sequence[Any]) -> None:
        """Fill in one column that was not known before: the keys of rows just inserted."""
        at = [column.name for column in self.columns].index(name)
        for row, value in zip(self.values, values, strict=True):
            row[at] = value

    def run(self) -> None:
        """Write all rows, in the order given."""
        if self.values:
            with connection.cursor() as cursor:
                cursor.executemany(self.sql, self.values)


def inserting(rows: Sequence[models.Model]) -> Statement:
    """Insert rows whose keys nobody needs afterwards."""
    if not rows:
        return Statement("", (), ())
    meta: Any = rows[0]._meta
    columns = [field for field in meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608  # our own names
    return Statement(sql, columns, [_written(row, columns) for row in rows])


def updating(rows: Sequence[models.Model], fields: Sequence[str]) -> Statement:
    """Save *fields* of every row.

    Django's own bulk update builds one CASE per field and row, which takes seconds where this
    takes milliseconds.
    """
    if not rows:
        return Statement("", (), ())
    meta: Any = rows[0]._meta
    columns = [meta.get_field(name) for name in fields]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(column.column)} = %s" for column in columns)
    table, key = quote(meta.db_table), quote(meta.pk.column)
    sql = f"UPDATE {table} SET {sets} WHERE {key} = %s"  # noqa: S608  # our own names
    return Statement(sql, columns, [[*_written(row, columns), row.pk] for row in rows])


def _written(row: models.Model, columns: Sequence[Any]) -> list[Any]:
    return [_as_stored(column, getattr(row, column.attname)) for column in columns]


def _as_stored(column: Any, value: Any) -> Any:
    """What the driver takes; texts and numbers are that already, and most columns are those."""
    if value is None or type(value) in (str, int, bool):
        return value
    return column.get_db_prep_save(value, connection)
