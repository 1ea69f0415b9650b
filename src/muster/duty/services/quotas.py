"""Quota first, names second: what is asked of units, the names they return, the draft of both."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from muster.duty.bridge import child
from muster.duty.bridge.asking import Returned, checked, people_only, quota_rows
from muster.duty.bridge.errands import ShareOut
from muster.duty.bridge.problem import problem_of
from muster.duty.errors import NamesChanged, RosterNotDraft, SolverDied, SplitAnswered
from muster.duty.models import Assignment, Naming, Officer, Quota, Roster, Split
from muster.duty.services.drafts import BATCH, taken
from muster.duty.services.settle import settle
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.jobs.registry import Handle
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.tree.models import Unit

SPLIT = "duty.split"
SECONDS = 30.0


def start_split(actor: Actor, *, roster: Roster, per: str, now: datetime) -> Job:
    """Queue the sharing out. Raises RosterNotDraft, SplitAnswered."""
    refuse_answered(roster)
    return jobs.start(
        SPLIT,
        actor=actor,
        params={"roster": roster.pk, "per": per},
        season_id=roster.season_id,
        now=now,
    )


def refuse_answered(roster: Roster) -> None:
    """Refuse to share out what is no draft, or was answered."""
    if roster.state != Roster.State.DRAFT:
        raise RosterNotDraft(number=roster.number)
    names = Naming.objects.filter(split__roster=roster, code="").count()
    if names:
        raise SplitAnswered(names=names)


def split_roster(
    actor: Actor, *, roster_id: int, per: str, handle: Handle, now: datetime
) -> Mapping[str, Any]:
    """Share the people that a draft needs out among the units. Raises SolverDied, SplitAnswered."""
    roster = Roster.objects.select_related("season").get(pk=roster_id)
    handle.report(0.1, _("Gathering posts, people and vehicles"))
    errand = ShareOut(problem=people_only(problem_of(roster)), per=per, seconds=SECONDS)
    handle.report(0.3, _("Sharing out among the units"))
    try:
        found: Any = child.send(
            errand, progress=lambda _standing: None, should_stop=handle.should_stop
        )
    except child.SearchFailed as failure:
        raise SolverDied(why=str(failure)) from failure
    with recorded(actor, now=now) as record:
        Roster.objects.select_for_update().get(pk=roster_id)
        refuse_answered(roster)
        Split.objects.filter(roster=roster).delete()
        split = Split.objects.create(
            roster=roster,
            per=per,
            made_at=now,
            made_by=actor.name,
            uncovered=found.value.uncovered,
            uncovered_bound=found.bound.uncovered,
            method=found.method,
            seconds=found.seconds,
        )
        rows = quota_rows(split, found)
        Quota.objects.bulk_create(rows, batch_size=BATCH)
        asked = sum(row.head_count for row in rows)
        record(
            kind="roster.shared_out",
            subject=f"roster:{roster.pk}",
            season=roster.season_id,
            audience=Audience.SAFETY,
            body={"number": roster.number, "people": asked, "quotas": len(rows)},
        )
    return {"roster": roster_id, "people": asked}


def return_names(
    actor: Actor, *, split: Split, unit: Unit, names: Sequence[Returned], now: datetime
) -> Counter[bool]:
    """Hold what a unit returned against every rule; keep the accepted, say why of the others.

    Earlier refusals of the unit go. Returns how many were accepted (True) and refused (False).
    Raises NamesChanged where others were accepted while these were looked at.
    """
    accepted = split.namings.filter(code="")
    known = set(accepted.values_list("pk", flat=True))
    found = checked(split, unit.pk, list(names))  # long, so not under the lock
    counts: Counter[bool] = Counter()
    with recorded(actor, now=now) as record:
        Split.objects.select_for_update().get(pk=split.pk)
        if known != set(accepted.values_list("pk", flat=True)):
            raise NamesChanged
        Naming.objects.filter(split=split, unit=unit).exclude(code="").delete()
        rows = []
        for one, code, data in found:
            counts[not code] += 1
            rows.append(
                Naming(
                    split=split,
                    unit=unit,
                    shift_id=one.shift_id or None,
                    officer_id=one.officer_id,
                    written=one.written[:120],
                    team=one.team[:40],
                    is_leader=one.is_leader,
                    code=code,
                    data=data,
                    said_at=now,
                    said_by=actor.name,
                )
            )
        Naming.objects.bulk_create(rows, batch_size=BATCH)
        record(
            kind="roster.named",
            subject=f"roster:{split.roster_id}",
            unit=unit.pk,
            season=split.roster.season_id,
            audience=Audience.SAFETY,
            body={"accepted": counts[True], "refused": counts[False]},
        )
    return counts


def strike_name(actor: Actor, *, naming: Naming, now: datetime) -> None:
    """Take an accepted name back; the unit owes it again."""
    with recorded(actor, now=now) as record:
        naming.delete()
        record(
            kind="roster.name_struck",
            subject=f"roster:{naming.split.roster_id}",
            unit=naming.unit_id,
            season=naming.split.roster.season_id,
            audience=Audience.SAFETY,
            body={"shift": naming.shift_id, "officer": naming.officer_id},
        )


def take_names(actor: Actor, *, split: Split, version: int, now: datetime) -> Roster:
    """Put every accepted name into the draft, kept by every search; who was there goes.

    Raises RosterStale, RosterNotDraft.
    """
    with recorded(actor, now=now) as record:
        roster = taken(split.roster_id, version)
        named = Naming.objects.filter(split=split, code="", officer__isnull=False)
        Assignment.objects.filter(roster=roster, officer__isnull=False).delete()
        Assignment.objects.bulk_create(
            (
                Assignment(
                    roster=roster,
                    shift_id=row.shift_id or 0,
                    officer_id=row.officer_id,
                    is_locked=True,
                )
                for row in named
            ),
            batch_size=BATCH,
        )
        settle(roster)
        Roster.objects.filter(pk=roster.pk).update(
            uncovered=None, uncovered_bound=None, score=None, score_bound=None
        )
        record(
            kind="roster.names_taken",
            subject=f"roster:{roster.pk}",
            season=roster.season_id,
            audience=Audience.SAFETY,
            body={"number": roster.number, "names": len(named)},
        )
    return roster


def officers_by_number(numbers: Sequence[str]) -> dict[str, int]:
    """Keys of officers by the number of their person, as units write them."""
    rows = Officer.objects.filter(person__number__in=set(numbers), is_available=True)
    return dict(rows.values_list("person__number", "pk"))
