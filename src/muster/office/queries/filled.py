"""What muster fills into a report itself: what it knows of the unit, and the sum of those below."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import F

from muster.office.models import Report
from muster.office.queries.owing import Owed
from muster.packs import Known, ReportForm
from muster.packs.adding import Part, Value, add_up
from muster.packs.reporting import starts_on
from muster.season.models import SeasonUnit
from muster.season.registry import Asked, known

BELOW: Final = "below"


@dataclass(frozen=True, slots=True)
class Filled:
    """One value that muster fills in. source: key of what it knows, or the reports below."""

    value: Value
    source: str

    def kept(self) -> dict[str, Any]:
        """As the report keeps it."""
        return {"value": self.value, "source": self.source}


Fillings = Mapping[str, Filled]


def kept_fillings(row: Report) -> Fillings:
    """What was filled in when the report was kept last."""
    return {key: Filled(one["value"], one["source"]) for key, one in row.filled.items()}


def filled_for(owed: Owed, *, now: datetime) -> Fillings:
    """What is filled into one report."""
    return filled_for_all([owed.unit], owed.form, owed.due_on, now=now)[owed.unit.pk]


def filled_for_all(
    units: Sequence[SeasonUnit], form: ReportForm, due_on: date, *, now: datetime
) -> Mapping[int, Fillings]:
    """What is filled into the reports of many units of one season, by unit: the same few queries.

    What is known is known as of now, or as of the due day if that is over.
    """
    if not units:
        return {}
    wanted = {field.known for field in form.fields.values() if field.known is not None}
    answers = known(wanted, Asked(units=units, on=due_on, now=now)) if wanted else {}
    sums = _sums(units, form, due_on)
    return {unit.pk: {**_known(form, answers, unit.pk), **sums.get(unit.pk, {})} for unit in units}


def _known(
    form: ReportForm, answers: Mapping[Known, Mapping[int, int]], unit_id: int
) -> dict[str, Filled]:
    return {
        key: Filled(answers[field.known].get(unit_id, 0), field.known.value)
        for key, field in form.fields.items()
        if field.known is not None and field.known in answers
    }


def _sums(
    units: Sequence[SeasonUnit], form: ReportForm, due_on: date
) -> dict[int, dict[str, Filled]]:
    if not form.collects:
        return {}
    rows = Report.objects.filter(
        receiver__in=units,
        form__in=form.collects,
        due_on__range=(starts_on(form, due_on), due_on),
        issue__gt=0,
    ).exclude(season_unit=F("receiver"))
    found = rows.order_by("season_unit__first", "due_on", "form")
    parts: dict[int, list[Part]] = defaultdict(list)
    for receiver_id, name, sent_at, sent in found.values_list(
        "receiver_id", "season_unit__name", "sent_at", "sent"
    ):
        assert sent_at is not None
        parts[receiver_id].append(Part(unit=name, sent_at=sent_at, values=sent or {}))
    return {
        unit_id: {key: Filled(value, BELOW) for key, value in add_up(form, found).items()}
        for unit_id, found in parts.items()
    }
