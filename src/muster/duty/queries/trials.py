"""A trial as its page shows it: figures before and after, who moves, what is filled."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from muster.duty.models import Officer, Shift, Trial
from muster.duty.queries.naming import full_name, shift_name
from muster.packs import Pack

HOUR_MIN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """One officer whose duty would differ; hours of the whole roster before and after."""

    officer_id: int
    name: str
    before_h: float | None
    after_h: float | None
    added: Sequence[str]
    dropped: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The difference of a trial. borrowed: places held by people that a change added."""

    before: Mapping[str, float]
    after: Mapping[str, float]
    movers: Sequence[Mover]
    filled: Sequence[str]
    opened: Sequence[str]
    borrowed: Sequence[str]

    @property
    def is_better(self) -> bool:
        """Whether less is left open, or the score is lower at the same cover."""
        old = (self.before["uncovered"], self.before["score"])
        return (self.after["uncovered"], self.after["score"]) < old


def outcome_of(trial: Trial, *, pack: Pack) -> Outcome | None:
    """Three queries; None until the trial has ended."""
    result = trial.result
    if not result:
        return None
    moved = [*result["added"], *result["dropped"]]
    ids = {row[0] for row in moved if row[0]} | {*result["filled"], *result["opened"]}
    shifts = {
        shift.pk: f"{shift_name(shift)}, {shift.post.plan.event.name}"
        for shift in Shift.objects.filter(pk__in=ids).select_related("post__plan__event")
    }
    return Outcome(
        before=result["before"],
        after=result["after"],
        movers=_movers(result, shifts, pack=pack),
        filled=sorted(shifts[pk] for pk in result["filled"] if pk in shifts),
        opened=sorted(shifts[pk] for pk in result["opened"] if pk in shifts),
        borrowed=sorted(
            shifts[shift_id]
            for shift_id, _o, _v, is_borrowed in result["added"]
            if is_borrowed and shift_id in shifts
        ),
    )


def _movers(result: Mapping[str, Any], shifts: Mapping[int, str], *, pack: Pack) -> list[Mover]:
    added, dropped = _by_officer(result["added"]), _by_officer(result["dropped"])
    hours = {row[0]: (row[1] / HOUR_MIN, row[2] / HOUR_MIN) for row in result["hours"]}
    rows = Officer.objects.filter(pk__in=added.keys() | dropped.keys()).select_related("person")
    return [
        Mover(
            officer_id=row.pk,
            name=full_name(row.person, pack=pack),
            before_h=hours.get(row.pk, (None, None))[0],
            after_h=hours.get(row.pk, (None, None))[1],
            added=[shifts.get(pk, "") for pk in added.get(row.pk, ())],
            dropped=[shifts.get(pk, "") for pk in dropped.get(row.pk, ())],
        )
        for row in rows.order_by("person__sort_key")
    ]


def _by_officer(rows: Sequence[Sequence[Any]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for shift_id, officer_id, _vehicle_id, _borrowed in rows:
        if officer_id and shift_id:
            found[officer_id].append(shift_id)
    return found
