"""Reads of staged imports. They belong to a season as a whole; the page asks who may open one."""

from typing import Final

from django.db.models import Case, IntegerField, QuerySet, Value, When

from muster.exchange.models import Import, ImportRow

ERRORS_FIRST: Final = Case(
    When(verdict=ImportRow.Verdict.ERROR, then=Value(0)),
    default=Value(1),
    output_field=IntegerField(),
)


def error_count(staged: Import) -> int:
    """How many rows keep the preview from being applied."""
    return staged.rows.filter(verdict=ImportRow.Verdict.ERROR).count()


def faulty_rows(staged: Import) -> QuerySet[ImportRow]:
    """Rows that something is to be said about, errors first, else in the order of the file."""
    return staged.rows.exclude(faults=[]).order_by(ERRORS_FIRST, "pk")
