"""What-if: changes are tried on a roster, and made a draft only when somebody wants them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from muster.duty.bridge import child
from muster.duty.bridge.answer import assignments_of
from muster.duty.bridge.errands import Try
from muster.duty.bridge.problem import pairs_of, problem_of
from muster.duty.bridge.trying import easings_of, pairs_kept, pairs_packed, result_of
from muster.duty.errors import NothingToTry, SolverDied, TrialStale, TrialUnfinished
from muster.duty.models import Assignment, OpenPlace, Roster, Trial
from muster.duty.queries.windows import shifts_of
from muster.duty.services.drafts import BATCH, new_draft
from muster.duty.services.settle import settle
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.jobs.registry import Handle
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded

TRY = "duty.try"
SECONDS = 10.0
SEED = 1


def start_trial(
    actor: Actor,
    *,
    roster: Roster,
    changes: Sequence[Mapping[str, Any]],
    now: datetime,
    seconds: float = SECONDS,
) -> tuple[Trial, Job]:
    """Note the changes (as the engine's JSON) and queue their trial. Raises NothingToTry."""
    if not changes:
        raise NothingToTry
    trial = Trial.objects.create(
        roster=roster,
        version=roster.version,
        changes=[dict(change) for change in changes],
        seconds=seconds,
        made_at=now,
        made_by=actor.name,
    )
    job = jobs.start(
        TRY, actor=actor, params={"trial": trial.pk}, season_id=roster.season_id, now=now
    )
    return trial, job


def run_trial(*, trial_id: int, handle: Handle, now: datetime) -> Mapping[str, Any]:
    """Try the changes in a child process and keep the difference. Raises SolverDied."""
    trial = Trial.objects.select_related("roster__season").get(pk=trial_id)
    handle.report(0.1, _("Gathering posts, people and vehicles"))
    problem, pairs = problem_of(trial.roster), pairs_of(trial.roster)
    handle.report(0.3, _("Trying the changes"))
    errand = Try(
        problem=problem,
        pairs=pairs,
        changes=tuple(trial.changes),
        seconds=trial.seconds,
        seed=SEED,
    )
    try:
        found: Any = child.send(
            errand, progress=lambda _standing: None, should_stop=handle.should_stop
        )
    except child.SearchFailed as failure:
        raise SolverDied(why=str(failure)) from failure
    Trial.objects.filter(pk=trial.pk).update(
        result=result_of(found), pairs_gz=pairs_packed(found.pairs), done_at=now
    )
    return {"trial": trial.pk, "open": found.after.open_posts}


def apply_trial(actor: Actor, *, trial: Trial, now: datetime) -> Roster:
    """A draft of what the trial found; rules that gave way stay noted on it.

    Raises TrialUnfinished, TrialStale when the roster was changed since.
    """
    if trial.done_at is None:
        raise TrialUnfinished
    base = trial.roster
    if base.version != trial.version:
        raise TrialStale(number=base.number)
    with recorded(actor, now=now) as record:
        draft = new_draft(
            actor,
            season=base.season,
            starts_at=base.starts_at,
            ends_at=base.ends_at,
            now=now,
            based_on=base,
            easings=[*base.easings, *easings_of(trial.changes)],
        )
        _fill(draft, trial)
        settle(draft)
        Trial.objects.filter(pk=trial.pk).update(became=draft)
        record(
            kind="roster.tried",
            subject=f"roster:{draft.pk}",
            season=base.season_id,
            audience=Audience.SAFETY,
            body={"number": draft.number, "from_number": base.number, "trial": trial.pk},
        )
    return draft


def _fill(draft: Roster, trial: Trial) -> None:
    wanted = set(shifts_of(draft).values_list("pk", flat=True))
    kept = Assignment.objects.filter(roster=trial.roster, is_locked=True)
    locked = set(kept.values_list("shift_id", "officer_id", "vehicle_id"))
    rows = [
        row
        for row in assignments_of(draft, pairs_kept(trial), locked=frozenset())
        if row.shift_id in wanted
    ]
    for row in rows:
        row.is_locked = (row.shift_id, row.officer_id, row.vehicle_id) in locked
    Assignment.objects.bulk_create(rows, batch_size=BATCH)
    known = {place.shift_id: place for place in trial.roster.open_places.all()}
    OpenPlace.objects.bulk_create(
        OpenPlace(
            roster=draft,
            shift_id=place.shift_id,
            missing=place.missing,
            kind=place.kind,
            officers=place.officers,
            opening=place.opening,
        )
        for place in known.values()
        if place.shift_id in wanted
    )
