"""Who is not finished, the most endangered first: why, with whom it lies, and whom to call."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from django.db.models import F, Q, QuerySet, Sum

from muster.packs import Desk, Text
from muster.season.models import Congress, DueCounter, SeasonUnit, Step, StepCounter
from muster.season.queries.marks import cause_of, holder_of, rules_of
from muster.season.queries.units import Contact, congresses_of, contacts_of, named

Kind = Literal["late", "unfinished"]
# Days of danger first; what was held already can only be late with its report.
DANGER: Final = ("is_held", "slack_on", "next_due_on", "pk")
CHUNK: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRow:
    """One unfinished congress.

    left_days, needed_days: to its first day, and the least that remains to be done takes.
    cannot_be_met: what remains no longer fits before the day. day_passed: nobody reported it held.
    promise_broken: the promised day is over.
    """

    congress: Congress
    step: Step | None
    step_name: Text | str
    due_on: date | None
    days_late: int
    left_days: int
    needed_days: int
    cannot_be_met: bool
    day_passed: bool
    is_held: bool
    cause: str
    desk: str
    holder: str
    person_name: str
    phone: str
    promised_on: date | None
    promise_broken: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """One page of the list, and how many there are."""

    rows: Sequence[MissingRow]
    total: int


def missing(
    unit: SeasonUnit,
    *,
    today: date,
    kind: str = "late",
    limit: int = 50,
    offset: int = 0,
    words: str = "",
) -> Missing:
    """The late or the unfinished congresses of a unit and below, in the order of danger."""
    found = endangered(unit, today=today, kind=kind)
    if words:
        found = found.filter(named(words, "season_unit__search_key"))
    page = list(
        found.select_related("season_unit", "season_unit__parent", "season_unit__group")[
            offset : offset + limit
        ]
    )
    total = found.count() if words else how_many(unit, today=today, kind=kind)
    return Missing(_rows(page, today), total)


def endangered(unit: SeasonUnit, *, today: date, kind: str) -> QuerySet[Congress]:
    """The unfinished congresses in the order of danger, the late ones alone if asked."""
    found = congresses_of(unit).filter(is_finished=False)
    if kind == "late":
        found = found.filter(next_due_on__lt=today)
    return found.order_by(*DANGER)


def how_many(unit: SeasonUnit, *, today: date, kind: str) -> int:
    """How many there are, from the counters: kind late, unfinished or all."""
    if unit.is_leaf:
        return _of_leaf(unit, today, kind)
    if kind == "late":
        late = DueCounter.objects.filter(season_unit=unit, next_due_on__lt=today)
        return late.aggregate(n=Sum("unfinished"))["n"] or 0
    sums = StepCounter.objects.filter(season_unit=unit, key="").aggregate(
        total=Sum("total"), done=Sum("accepted")
    )
    done = 0 if kind == "all" else (sums["done"] or 0)
    return (sums["total"] or 0) - done


def _of_leaf(unit: SeasonUnit, today: date, kind: str) -> int:
    found = congresses_of(unit)
    if kind != "all":
        found = found.filter(is_finished=False)
    if kind == "late":
        found = found.filter(next_due_on__lt=today)
    return found.count()


def _rows(page: Sequence[Congress], today: date) -> list[MissingRow]:
    steps = next_steps(page)
    contacts = _contacts(page)
    return [_row(congress, steps.get(congress.pk), contacts, today) for congress in page]


def next_steps(page: Sequence[Congress]) -> dict[int, Step]:
    """The step that each congress waits for."""
    found: dict[int, Step] = {}
    ids = [congress.pk for congress in page]
    for start in range(0, len(ids), CHUNK):
        rows = Step.objects.filter(
            Q(congress__in=ids[start : start + CHUNK]), key=F("congress__next_step")
        )
        found.update({row.congress_id: row for row in rows})
    return found


def _contacts(page: Iterable[Congress]) -> dict[int, Contact]:
    holders = {holder.pk: holder for holder in map(_holding_unit, page)}
    first = next(iter(page), None)
    return contacts_of(holders.values(), rules_of(first)[0]) if first else {}


def _holding_unit(congress: Congress) -> SeasonUnit:
    unit = congress.season_unit
    if congress.next_desk == Desk.UNIT.value or unit.parent is None:
        return unit
    return unit.parent


def _row(
    congress: Congress, step: Step | None, contacts: dict[int, Contact], today: date
) -> MissingRow:
    pack, procedure = rules_of(congress)
    contact = contacts[_holding_unit(congress).pk]
    due, promised = congress.next_due_on, step.promised_on if step else None
    danger = danger_of(congress, today=today)
    return MissingRow(
        congress=congress,
        step=step,
        step_name=procedure.steps[step.key].label if step else "",
        due_on=due,
        days_late=max(0, (today - due).days) if due else 0,
        left_days=danger.left_days,
        needed_days=danger.needed_days,
        cannot_be_met=danger.cannot_be_met,
        day_passed=danger.day_passed,
        is_held=congress.is_held,
        cause=cause_of(step, pack) if step else "",
        desk=congress.next_desk,
        holder=holder_of(congress.next_desk, congress.season_unit, pack),
        person_name=contact.name,
        phone=contact.phone,
        promised_on=promised,
        promise_broken=promised is not None and promised < today,
    )


@dataclass(frozen=True, slots=True)
class Danger:
    """Days left to the first day against the days that what remains takes at least."""

    left_days: int
    needed_days: int
    cannot_be_met: bool
    day_passed: bool


def danger_of(congress: Congress, *, today: date) -> Danger:
    """How close a congress is to missing its day; after it was held nothing can be missed."""
    left = (congress.starts_on - today).days
    if congress.is_held or congress.slack_on is None:
        return Danger(left, 0, cannot_be_met=False, day_passed=False)
    needed = max(0, (congress.starts_on - congress.slack_on).days)
    passed = congress.ends_on < today
    return Danger(left, needed, cannot_be_met=needed > left and not passed, day_passed=passed)
