"""Standing rosters: opened over some weeks, copied, taken for a change."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Max

from muster.duty.errors.standing import (
    DayOutside,
    NotOnStaff,
    ShiftUnknown,
    StandingBusy,
    StandingNotDraft,
    StandingSpan,
    StandingStale,
    StandingUnnamed,
)
from muster.duty.models import (
    Officer,
    Roster,
    StandingDuty,
    StandingMember,
    StandingNeed,
    StandingPost,
    StandingRequest,
    StandingRoster,
)
from muster.duty.queries.standing_shifts import (
    kind_of,
    pack_of,
    shifts_of_post,
)
from muster.jobs.models import Job
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded
from muster.packs import Pack, load
from muster.packs.schema import StandingKind
from muster.season.models import Season
from muster.shell.formats import day_year
from muster.tree.models import Unit

SOLVE_STANDING = "duty.solve_standing"
MAX_WEEKS = 12
MAX_STAFF = 300
WEEK_D = 7
SATURDAY = 5
Part = TypeVar("Part", StandingMember, StandingNeed, StandingRequest, StandingDuty)
LIVE = (Job.State.WAITING, Job.State.RUNNING)


def open_standing(
    actor: Actor,
    *,
    season: Season,
    unit: Unit,
    name: str,
    kind: str,
    starts_on: date,
    weeks: int,
    now: datetime,
) -> StandingRoster:
    """A draft over whole weeks from the Monday of *starts_on*; the post is made if it is new.

    Staff and cover are those of the post's last roster; of a new post, the officers of the unit
    in the pack's first group and the pack's cover. Locks the season, so numbers follow each
    other. Raises StandingSpan, StandingUnnamed, ShiftUnknown.
    """
    pack = load(season.pack, season.pack_version)
    if not 1 <= weeks <= MAX_WEEKS:
        raise StandingSpan(max_weeks=MAX_WEEKS)
    if not name.strip():
        raise StandingUnnamed
    if kind not in pack.standing_posts:
        raise ShiftUnknown(post=name, key=kind)
    with recorded(actor, now=now) as record:
        Season.objects.select_for_update().get(pk=season.pk)
        post, _made = StandingPost.objects.get_or_create(
            season=season, unit=unit, name=name.strip(), defaults={"kind": kind}
        )
        last = post.rosters.order_by("-number").first()
        first = starts_on - timedelta(days=starts_on.weekday())
        roster = _drafted(actor, post, first, first + timedelta(days=weeks * WEEK_D), now)
        _staff_like(roster, last, pack=pack)
        _cover_like(roster, last, kind_of(post, pack=pack))
        note_standing(record, roster, "standing.opened", {"post": post.name, "weeks": weeks})
    return roster


def copy_standing(actor: Actor, *, roster: StandingRoster, now: datetime) -> StandingRoster:
    """A draft over the same days with the same staff, cover, requests and duties."""
    with recorded(actor, now=now) as record:
        Season.objects.select_for_update().get(pk=roster.post.season_id)
        copy = _drafted(actor, roster.post, roster.starts_on, roster.ends_on, now)
        copy.based_on = roster
        copy.save(update_fields=("based_on",))
        StandingMember.objects.bulk_create(_moved(roster.members.all(), copy))
        StandingNeed.objects.bulk_create(_moved(roster.needs.all(), copy))
        StandingRequest.objects.bulk_create(_moved(roster.requests.all(), copy))
        StandingDuty.objects.bulk_create(_moved(roster.duties.all(), copy))
        note_standing(record, copy, "standing.copied", {"from_number": roster.number})
    return copy


def taken_standing(roster_id: int, version: int) -> StandingRoster:
    """The draft with its version moved on, inside the caller's transaction.

    Raises StandingStale, StandingNotDraft, StandingBusy.
    """
    rows = StandingRoster.objects.filter(pk=roster_id)
    moved = rows.filter(version=version).update(version=version + 1)
    roster = rows.select_related("post__season").get()
    if not moved:
        raise StandingStale
    if roster.state != Roster.State.DRAFT:
        raise StandingNotDraft(number=roster.number)
    if live_standing_job(roster) is not None:
        raise StandingBusy(number=roster.number)
    return roster


def live_standing_job(roster: StandingRoster) -> Job | None:
    """The search that is waiting or running for this roster."""
    return Job.objects.filter(kind=SOLVE_STANDING, params__roster=roster.pk, state__in=LIVE).first()


def unproven(roster: StandingRoster) -> None:
    """What a search said no longer holds."""
    StandingRoster.objects.filter(pk=roster.pk).update(penalty=None, bound=None, clashes=[])


def refuse_outside(roster: StandingRoster, day: date, shift: str) -> None:
    """Raises DayOutside, ShiftUnknown; no shift is a day off."""
    if not roster.starts_on <= day < roster.ends_on:
        raise DayOutside(day=day_year(day), number=roster.number)
    if shift and shift not in {one.key for one in shifts_of_post(roster, pack=pack_of(roster))}:
        raise ShiftUnknown(post=roster.post.name, key=shift)


def refuse_stranger(roster: StandingRoster, officer_id: int) -> None:
    """Raises NotOnStaff."""
    if not roster.members.filter(officer=officer_id).exists():
        officer = Officer.objects.select_related("person").filter(pk=officer_id).first()
        who = officer.person.name if officer is not None else str(officer_id)
        raise NotOnStaff(who=who, number=roster.number)


def _moved(rows: Iterable[Part], copy: StandingRoster) -> list[Part]:
    """The same rows, not yet saved, under another roster."""
    found = list(rows)
    for row in found:
        row.pk, row.roster = None, copy
    return found


def _drafted(
    actor: Actor, post: StandingPost, starts_on: date, ends_on: date, now: datetime
) -> StandingRoster:
    highest = post.rosters.aggregate(most=Max("number"))["most"] or 0
    return StandingRoster.objects.create(
        post=post,
        number=highest + 1,
        starts_on=starts_on,
        ends_on=ends_on,
        state=Roster.State.DRAFT,
        made_at=now,
        made_by=actor.name,
    )


def _staff_like(roster: StandingRoster, last: StandingRoster | None, *, pack: Pack) -> None:
    free = Officer.objects.filter(is_available=True, person__is_active=True)
    if last is not None:
        groups = dict(last.members.filter(officer__in=free).values_list("officer", "group"))
    else:
        of_unit = free.filter(unit=roster.post.unit_id).values_list("pk", flat=True)[:MAX_STAFF]
        groups = dict.fromkeys(of_unit, kind_of(roster.post, pack=pack).groups[0])
    StandingMember.objects.bulk_create(
        StandingMember(roster=roster, officer_id=pk, group=group) for pk, group in groups.items()
    )


def _cover_like(roster: StandingRoster, last: StandingRoster | None, kind: StandingKind) -> None:
    """The cover of the pack, or of the same weekday in the first week of the last roster."""
    known: dict[tuple[int, str], StandingNeed] = {}
    if last is not None:
        first_week = last.needs.filter(day__lt=last.starts_on + timedelta(days=WEEK_D))
        known = {(row.day.weekday(), row.shift): row for row in first_week}
    rows = []
    for day in roster.dates:
        for one in kind.cover:
            before = known.get((day.weekday(), one.shift))
            usual = one.need
            if day.weekday() >= SATURDAY and one.need_weekend is not None:
                usual = one.need_weekend
            rows.append(
                StandingNeed(
                    roster=roster,
                    day=day,
                    shift=one.shift,
                    need=before.need if before else usual,
                    weight_under=before.weight_under if before else one.weight_under,
                    weight_over=before.weight_over if before else one.weight_over,
                )
            )
    StandingNeed.objects.bulk_create(rows)


def note_standing(
    record: Record, roster: StandingRoster, kind: str, body: Mapping[str, object]
) -> None:
    """One entry about a standing roster."""
    record(
        kind=kind,
        subject=f"standing:{roster.pk}",
        season=roster.post.season_id,
        unit=roster.post.unit_id,
        audience=Audience.SAFETY,
        body={"number": roster.number, **body},
    )
