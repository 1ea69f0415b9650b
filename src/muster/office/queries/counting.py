"""Counting rows of one table beside those of another, without multiplying either."""

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce


def counted(rows: QuerySet[Any], by: str) -> Coalesce:
    """How many of *rows*, bound to the outer row through their field *by*."""
    counts = rows.values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def summed(rows: QuerySet[Any], field: str, by: str) -> Coalesce:
    """The sum of a field of *rows*, bound to the outer row through their field *by*."""
    sums = rows.values(by).annotate(n=Sum(field)).values("n")
    return Coalesce(Subquery(sums, output_field=IntegerField()), 0)
