"""Progress from a workbook: the states of many steps at once, one entry with their digests."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.ledger import canonical
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock
from muster.packs import Procedure
from muster.season.bridge import Outline, desk_for, procedure_of
from muster.season.errors import ReasonMissing, RowChanged, RowFaulty
from muster.season.models import Congress, Season, Step, StepState
from muster.season.services.counters import Tally, add_to_counters, difference, tally_of
from muster.season.services.drafting import Frame, outline_in, read_frame
from muster.season.services.planning import roll_up
from muster.season.services.rows import updating
from muster.season.services.standing import STANDING_FIELDS, stand
from muster.tree.clock import day_of

CHUNK: Final = 500
STEP_FIELDS: Final = (
    "state",
    "desk",
    "submitted_at",
    "submitted_by",
    "on_behalf",
    "checked_at",
    "checked_by",
    "accepted_at",
    "accepted_by",
    "returned_at",
    "return_reason",
    "waived_reason",
    "is_late",
    "late_reason",
    "promised_on",
    "note",
    "version",
    "changed_by",
    "changed_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressRow:
    """The state of one step as a workbook has it.

    done_on: the day of that state, today if None. by: who reported it, the importer if empty.
    """

    congress_id: int
    step: str
    state: str
    done_on: date | None = None
    by: str = ""
    note: str = ""
    reason: str = ""
    promised_on: date | None = None


@dataclass(slots=True)
class _Case:
    """One congress with its steps before the write."""

    congress: Congress
    steps: list[Step]
    procedure: Procedure
    outline: Outline
    before: Tally
    versions: dict[int, int]


@retry_on_deadlock
def import_progress(
    season: Season, *, actor: Actor, now: datetime, rows: Sequence[ProgressRow]
) -> int:
    """Set the states of many steps; all or none. The number of steps changed.

    Rows that say what is so already change nothing. Everything is computed before the write
    transaction; a step that was changed meanwhile refuses the whole (RowChanged). Raises
    RowFaulty for an unknown step or state, ReasonMissing for a waiver without one.
    """
    frame = read_frame(season)
    cases = _read_cases(frame, {row.congress_id for row in rows})
    changed = _apply(cases, rows, actor=actor, now=now)
    if not changed:
        return 0
    touched = [cases[pk] for pk in sorted({step.congress_id for step, _row in changed})]
    for case in touched:
        stand(
            case.congress,
            case.steps,
            outline=case.outline,
            procedure=case.procedure,
            today=day_of(now),
        )
    changes = roll_up(season, ((case.congress.season_unit_id, _change(case)) for case in touched))
    statements = (
        updating([step for step, _row in changed], STEP_FIELDS),
        updating([case.congress for case in touched], STANDING_FIELDS),
    )
    with recorded(actor, now=now) as record:
        _must_be_unchanged(touched, {step.pk for step, _row in changed})
        for statement in statements:
            statement.run()
        add_to_counters(changes)
        record(
            "step.imported",
            f"season:{season.pk}",
            unit=season.root_id,
            season=season.pk,
            audience=Audience.SEASON,
            body={"count": len(changed), "rows": _digests(changed)},
        )
    return len(changed)


def _digests(changed: Iterable[tuple[Step, ProgressRow]]) -> dict[str, str]:
    return {f"step:{step.pk}": canonical.digest(asdict(row)) for step, row in changed}


def _read_cases(frame: Frame, congress_ids: Iterable[int]) -> dict[int, _Case]:
    """The congresses with their steps, a few hundred a query."""
    ids, cases = sorted(congress_ids), {}
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        steps = _steps_by_congress(part)
        wanted = Q(pk__in=part, season=frame.season, cancelled_at=None)
        for congress in Congress.objects.filter(wanted):
            congress.season_unit = frame.units[congress.season_unit_id]
            cases[congress.pk] = _case(frame, congress, steps[congress.pk])
    return cases


def _steps_by_congress(ids: Sequence[int]) -> Mapping[int, list[Step]]:
    found: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(congress__in=ids).order_by("position"):
        found[step.congress_id].append(step)
    return found


def _case(frame: Frame, congress: Congress, steps: list[Step]) -> _Case:
    procedure = procedure_of(congress)
    return _Case(
        congress=congress,
        steps=steps,
        procedure=procedure,
        outline=outline_in(frame, congress),
        before=tally_of(congress, steps, procedure),
        versions={step.pk: step.version for step in steps},
    )


def _change(case: _Case) -> Tally:
    return difference(case.before, tally_of(case.congress, case.steps, case.procedure))


def _apply(
    cases: Mapping[int, _Case], rows: Sequence[ProgressRow], *, actor: Actor, now: datetime
) -> list[tuple[Step, ProgressRow]]:
    """Set the rows' states on the steps in memory; those that changed."""
    changed = []
    steps = {pk: {step.key: step for step in case.steps} for pk, case in cases.items()}
    for row in rows:
        step = steps.get(row.congress_id, {}).get(row.step)
        if step is None or row.state not in StepState.values:
            raise RowFaulty(unit=row.congress_id, what=_("no such step or state"))
        if not _differs(step, row):
            continue
        case = cases[row.congress_id]
        _set(step, row, case, actor=actor, now=now)
        changed.append((step, row))
    return changed


def _differs(step: Step, row: ProgressRow) -> bool:
    said = (step.state, step.note, step.promised_on)
    return said != (row.state, row.note or step.note, row.promised_on or step.promised_on)


def _set(step: Step, row: ProgressRow, case: _Case, *, actor: Actor, now: datetime) -> None:
    state, at, by = StepState(row.state), _moment(row.done_on, now), row.by or actor.name
    rule = case.procedure.steps[step.key]
    if state is StepState.WAIVED and not row.reason.strip():
        raise ReasonMissing
    if state is not StepState(step.state):
        _date(step, state, at=at, by=by, reason=row.reason)
        _keep_milestone(case, step.key, row.done_on, now)
    step.state, step.desk = state, desk_for(state, rule)
    step.note, step.promised_on = row.note or step.note, row.promised_on or step.promised_on
    step.version += 1
    step.changed_by, step.changed_at = actor.name, now


def _date(step: Step, state: StepState, *, at: datetime, by: str, reason: str) -> None:
    """The dated fields of a state, and of the states before it that nobody dated."""
    if state in (StepState.SUBMITTED, StepState.CHECKED, StepState.ACCEPTED):
        if step.submitted_at is None:
            step.submitted_at, step.submitted_by, step.on_behalf = at, by, True
        step.is_late = day_of(step.submitted_at) > step.due_on
        step.late_reason = reason if step.is_late else ""
    if state is StepState.CHECKED:
        step.checked_at, step.checked_by = at, by
    if state in (StepState.ACCEPTED, StepState.WAIVED):
        step.accepted_at, step.accepted_by = at, by
    if state is StepState.WAIVED:
        step.waived_reason = reason
    if state is StepState.RETURNED:
        step.returned_at, step.return_reason = at, reason


def _keep_milestone(case: _Case, key: str, done_on: date | None, now: datetime) -> None:
    """A milestone reported with its day keeps that day, not the day of the import."""
    milestone = case.procedure.steps[key].milestone
    if milestone is not None:
        day = done_on or day_of(now)
        setattr(case.congress, f"{milestone.value}_on", day)
        if milestone.value == "reported":
            case.congress.finished_on = day


def _moment(done_on: date | None, now: datetime) -> datetime:
    """Noon of a day that was only given as a day."""
    if done_on is None or done_on == day_of(now):
        return now
    return datetime.combine(done_on, time(12), tzinfo=timezone.get_default_timezone())


def _must_be_unchanged(cases: Sequence[_Case], step_ids: set[int]) -> None:
    """Lock the congresses and compare the versions that the change was computed from."""
    known = {pk: n for case in cases for pk, n in case.versions.items() if pk in step_ids}
    ids = [case.congress.pk for case in cases]
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        locked = Congress.objects.select_for_update().filter(pk__in=part, cancelled_at=None)
        if len(locked.order_by("pk").values_list("pk")) != len(part):
            raise RowChanged(what=_("A congress"))
        for pk, version in Step.objects.filter(congress__in=part).values_list("pk", "version"):
            if known.get(pk, version) != version:
                raise RowChanged(what=_("A step"))
