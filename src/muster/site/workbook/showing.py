"""From a plain value to what a cell shows: true dates, words instead of keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import pgettext

from muster.exchange.cells import Choices
from muster.exchange.models import ImportRow
from muster.exchange.sheets import SheetSpec


def as_day(value: str | None) -> date | None:
    """A day."""
    return date.fromisoformat(value) if value else None


def as_moment(zone: ZoneInfo) -> Callable[[str | None], datetime | None]:
    """A time in *zone*."""

    def show(value: str | None) -> datetime | None:
        return datetime.fromisoformat(value).astimezone(zone) if value else None

    return show


def as_yes_no(value: Any) -> str:
    """Yes or no in words."""
    return pgettext("cell", "yes") if value else pgettext("cell", "no")


def word(choices: Choices) -> Callable[[str | None], str]:
    """The word for a key."""

    def show(value: str | None) -> str:
        return choices.shown.get(value or "", value or "")

    return show


def words(choices: Choices) -> Callable[[Sequence[str] | None], str]:
    """The words for keys, parted by semicolons."""

    def show(value: Sequence[str] | None) -> str:
        return "; ".join(choices.shown.get(key, key) for key in value or ())

    return show


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value of a row before and after, as people read it."""

    head: str
    old: str
    new: str


def lines_of(row: ImportRow, spec: SheetSpec) -> list[Change]:
    """What a changed row changes, in the order of the sheet's columns."""
    return [
        Change(
            head=str(column.label),
            old=column.written(row.old_values[column.key]),
            new=column.written(row.values.get(column.key)),
        )
        for column in spec.columns
        if column.key in row.old_values
    ]
