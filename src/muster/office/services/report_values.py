"""What a report may hold: typed values read against its form, and laid over what was filled in."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from muster.office.bridge import rules_of
from muster.office.errors.reports import FilledDiffers, ReportIncomplete, ReportValueWrong
from muster.office.queries.filled import Fillings
from muster.office.queries.owing import Owed
from muster.packs import FieldKind, ReportField
from muster.packs.adding import Value, Values, incident_lines
from muster.season.services.hand import day
from muster.tree.names import tidy

LARGEST: Final = 100_000_000
LONGEST: Final = 2000
Typed = Mapping[str, Value | None]


def checked(owed: Owed, typed: Typed) -> dict[str, Value]:
    """The typed values that say something. Raises ReportValueWrong for what the form has not."""
    found: dict[str, Value] = {}
    for key, field in owed.form.fields.items():
        value = typed.get(key)
        if value is None or value == "":
            continue
        found[key] = _checked(owed, field, value)
    return found


def _checked(owed: Owed, field: ReportField, value: Value) -> Value:
    match field.kind, value:
        case FieldKind.NUMBER, int() if 0 <= value <= LARGEST:
            return value
        case FieldKind.SENTENCE, str() if len(value) <= LONGEST:
            return value.strip()
        case FieldKind.CHOICE, str() if value in field.choices:
            return value
        case FieldKind.INCIDENTS, list():
            return _lines(owed, field, value)
    raise _wrong(owed, field, value)


def _wrong(owed: Owed, field: ReportField, value: object) -> ReportValueWrong:
    wanted = {
        FieldKind.NUMBER: _("Write a whole number from 0 up."),
        FieldKind.SENTENCE: _("Write at most %(count)s characters.") % {"count": LONGEST},
        FieldKind.CHOICE: _("Choose one of: %(names)s.")
        % {"names": ", ".join(str(one.name) for one in field.choices.values())},
        FieldKind.INCIDENTS: _("Give day, hour from 0 to 23 or none, place, kind and number."),
    }
    return ReportValueWrong(
        unit=owed.unit.name,
        field=field.name,
        value=str(value)[:80],
        wanted=wanted[field.kind],
    )


def _lines(owed: Owed, field: ReportField, lines: list[list[Any]]) -> list[list[Any]]:
    """Lines of the same place and hour become one."""
    found: dict[tuple[Any, ...], int] = {}
    for line in lines:
        if not _is_line(owed, line):
            raise _wrong(owed, field, " ".join(str(part) for part in line))
        place = tuple(line[:4])
        found[place] = found.get(place, 0) + line[4]
    return incident_lines(found)


def _is_line(owed: Owed, line: list[Any]) -> bool:
    if len(line) != 5:
        return False
    pack, (on, hour, zone, kind, count) = rules_of(owed.unit), line
    return (
        _is_day(owed, on)
        and (hour is None or (isinstance(hour, int) and 0 <= hour <= 23))
        and zone in pack.incident_zones
        and kind in pack.incident_kinds
        and isinstance(count, int)
        and 0 < count <= LARGEST
    )


def _is_day(owed: Owed, text: object) -> bool:
    try:
        return owed.starts_on <= date.fromisoformat(str(text)) <= owed.due_on
    except ValueError:
        return False


def laid_over(typed: Values, shown: Typed, filled: Fillings) -> dict[str, Value]:
    """Typed values over filled ones; what was left as the page filled it in follows muster."""
    found = {key: one.value for key, one in filled.items()}
    for key, value in typed.items():
        if key in filled and shown.get(key) == value:
            continue
        found[key] = value
    return found


def must_be_whole(owed: Owed, values: Values) -> dict[str, Value]:
    """The values to be sent: a blank number is nought. Raises ReportIncomplete."""
    fields = owed.form.fields
    wanted = [str(one.name) for key, one in fields.items() if one.required and key not in values]
    if wanted:
        raise ReportIncomplete(unit=owed.unit.name, wanted=", ".join(wanted))
    return {key: values.get(key, blank_of(one)) for key, one in fields.items()}


def blank_of(field: ReportField) -> Value:
    """What a field says that nobody filled in: nought, nothing, or the mildest choice."""
    match field.kind:
        case FieldKind.NUMBER:
            return 0
        case FieldKind.INCIDENTS:
            return []
        case FieldKind.CHOICE:
            return next(iter(field.choices))
        case _:
            return ""


def must_say_why(owed: Owed, values: Values, filled: Fillings, note: str) -> None:
    """What differs from what was filled in needs a word. Raises FilledDiffers."""
    if note.strip():
        return
    other = [
        _("%(field)s is %(value)s, muster has %(filled)s")
        % {
            "field": owed.form.fields[key].label,
            "value": written(owed, key, values[key]),
            "filled": written(owed, key, one.value),
        }
        for key, one in filled.items()
        if key in values and values[key] != one.value
    ]
    if other:
        raise FilledDiffers(unit=owed.unit.name, fields="; ".join(other))


def written(owed: Owed, key: str, value: Value | None) -> str:
    """A value in words, for messages and lists of what changed."""
    field, pack = owed.form.fields[key], rules_of(owed.unit)
    if value is None:
        return "–"
    if field.kind is FieldKind.CHOICE:
        return str(field.choices[str(value)].name)
    if not isinstance(value, list):
        return tidy(str(value))[:200] or "–"
    return (
        "; ".join(
            f"{day(date.fromisoformat(on))} {pack.incident_zones[zone].label}"
            f" {pack.incident_kinds[kind].label}: {count}"
            for on, _hour, zone, kind, count in value
        )
        or "–"
    )
