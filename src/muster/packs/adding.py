"""How a level adds up the reports of the one below: pure, from the form's fields and their ways."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from muster.packs.schema.reporting import By, FieldKind, ReportField, ReportForm

# A number, a sentence, the key of a choice, or lines of incidents.
Value = int | str | list[list[Any]]
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One report of the level below. unit: who sent it; values: as they were sent last."""

    unit: str
    sent_at: datetime
    values: Values


def add_up(form: ReportForm, parts: Sequence[Part]) -> dict[str, Value]:
    """The fields of *form* that are made of reports below; none without any report."""
    if not parts:
        return {}
    made = {key: _made(field, parts) for key, field in form.fields.items() if field.by is not None}
    return {key: value for key, value in made.items() if value is not None}


def _made(field: ReportField, parts: Sequence[Part]) -> Value | None:
    if field.by is By.LAST:
        return _last(field, parts)
    match field.kind:
        case FieldKind.SENTENCE:
            return _joined(field, parts)
        case FieldKind.CHOICE:
            return _gravest(field, _said(field, parts))
        case FieldKind.INCIDENTS:
            return _incidents(field, parts)
        case FieldKind.NUMBER:
            return _number(field, parts)


def _number(field: ReportField, parts: Sequence[Part]) -> int:
    if field.by is By.COUNT and not field.of:
        return len(parts)
    if field.by is By.COUNT:
        return sum(any(part.values.get(key) for key in field.of) for part in parts)
    numbers = [number for number in _said(field, parts) if isinstance(number, int)]
    return max(numbers, default=0) if field.by is By.MAX else sum(numbers)


def _said(field: ReportField, parts: Iterable[Part]) -> list[Value]:
    return [part.values[key] for part in parts for key in field.sources if part.values.get(key)]


def _last(field: ReportField, parts: Sequence[Part]) -> Value | None:
    newest = max(parts, key=lambda part: part.sent_at)
    return next((newest.values[key] for key in field.sources if key in newest.values), None)


def _joined(field: ReportField, parts: Iterable[Part]) -> str:
    return "\n".join(
        f"{part.unit}: {text}" for part in parts for text in _said(field, [part]) if text
    )


def _gravest(field: ReportField, said: Iterable[Value]) -> Value | None:
    order = list(field.choices)
    known = [key for key in said if key in order]
    return max(known, key=lambda key: order.index(str(key)), default=next(iter(order), None))


def _incidents(field: ReportField, parts: Iterable[Part]) -> list[list[Any]]:
    found = Counter[tuple[Any, ...]]()
    for lines in _said(field, parts):
        assert isinstance(lines, list)
        for *place, count in lines:
            found[tuple(place)] += count
    return incident_lines(found)


def incident_lines(found: Mapping[tuple[Any, ...], int]) -> list[list[Any]]:
    """Counts by (day, hour, zone, kind) as lines in a fixed order; what is nought is left out."""
    kept = [(place, count) for place, count in found.items() if count]
    kept.sort(key=lambda item: tuple(str(part) for part in item[0]))
    return [[*place, count] for place, count in kept]
