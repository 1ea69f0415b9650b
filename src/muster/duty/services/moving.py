"""Duty in a moving: plans and shifts move along, rosters lose the old shifts, the force is told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.duty.models import Assignment, OpenPlace, Plan, Quota, Roster, Shift
from muster.duty.queries.naming import full_name, post_name, vehicle_name
from muster.duty.services.calling import officers_called
from muster.duty.services.plans import withdraw_shifts
from muster.duty.services.settle import settle, settle_around
from muster.office import services as office
from muster.office.bridge import rules_of
from muster.packs import Occasion, load
from muster.season.models import Moving
from muster.season.registry.moving import (
    Act,
    Kept,
    Moves,
    NewDays,
    Touched,
    Trace,
    Weight,
    moving_part,
)
from muster.season.services.hand import day, local
from muster.season.services.journal import differing, image_of, put_back, read_rows
from muster.season.services.rows import updating

CHUNK: Final = 500
PLANNED: Final = ("starts_at", "ends_at", "version")
IN_USE: Final = (Roster.State.PUBLISHED, Roster.State.DRAFT)


class _Duty:
    key = "duty"
    label = gettext_lazy("Posts, rosters and vehicles")
    place = 40

    def preview(self, moves: Moves) -> Sequence[Touched]:
        """Each plan, each shift with its new hours, everybody and every vehicle on the old ones."""
        shifts = _shifts_of(moves)
        found = [_plan_line(plan, _row(moves, plan)) for plan in _plans_of(moves)]
        found += [_shift_line(shift, _row(moves, shift.post.plan)) for shift in shifts]
        pack = load(moves.season.pack, moves.season.pack_version)
        for one in _assigned([shift.pk for shift in shifts]):
            found.append(_assigned_line(one, _row(moves, one.shift.post.plan), pack))
        return found

    def apply(self, act: Act) -> tuple[int, Kept]:
        """New shifts on the new days; the old ones are withdrawn and leave the drafts."""
        plans, shifts = _plans_of(act.moves), _shifts_of(act.moves)
        old = [shift.pk for shift in shifts]
        kept: dict[str, Any] = {
            "plans": {"before": image_of(plans, PLANNED)},
            "withdrawn": old,
            "assignments": _whole(Assignment, shift__in=old, roster__state=Roster.State.DRAFT),
            "open_places": _whole(OpenPlace, shift__in=old),
            "force": _force_on(old),
        }
        withdraw_shifts(old, now=act.now)
        made = Shift.objects.bulk_create(
            [_moved(shift, _row_shift(act, shift.post.plan)) for shift in shifts], CHUNK
        )
        for plan in plans:
            shift_by = _row_shift(act, plan)
            plan.starts_at = on_the_wall(plan.starts_at, shift_by)
            plan.ends_at = on_the_wall(plan.ends_at, shift_by)
            plan.version += 1
        updating(plans, PLANNED).run()
        kept["plans"]["after"] = image_of(plans, PLANNED)
        kept["made"] = [shift.pk for shift in made]
        settle_around([*old, *kept["made"]])
        kept["list"] = _call_force(act, kept["force"])
        return len(plans) + len(shifts), kept

    def changed_since(self, act: Act, kept: Kept) -> Sequence[str]:
        """Plans that somebody edited, and people put on the new shifts."""
        plans = read_rows(Plan, kept["plans"]["after"])
        names = dict(
            Plan.objects.filter(pk__in=[plan.pk for plan in plans]).values_list("pk", "event__name")
        )
        found = [
            _("the plan of %(event)s") % {"event": names[plan.pk]}
            for plan in differing(plans, kept["plans"]["after"], PLANNED)
        ]
        taken = Assignment.objects.filter(shift__in=kept["made"]).select_related("roster")
        numbers = {one.roster.number for one in taken}
        asked = Quota.objects.filter(shift__in=kept["made"]).select_related("split__roster")
        numbers |= {one.split.roster.number for one in asked}
        return found + [
            _("roster %(number)s has people on the new days") % {"number": n}
            for n in sorted(numbers)
        ]

    def undo(self, act: Act, kept: Kept) -> None:
        """The old shifts stand again with who was drafted on them; the new ones are gone."""
        OpenPlace.objects.filter(shift__in=kept["made"]).delete()
        touched = set(kept["withdrawn"]) | set(kept["made"])
        rosters = _rosters_around(touched)
        Shift.objects.filter(pk__in=kept["made"]).delete()
        Shift.objects.filter(pk__in=kept["withdrawn"]).update(withdrawn_at=None)
        put_back(read_rows(Plan, kept["plans"]["before"]), kept["plans"]["before"], PLANNED)
        _insert(Assignment, kept["assignments"])
        _insert(OpenPlace, kept["open_places"])
        for roster in Roster.objects.filter(pk__in=rosters):
            settle(roster)
        _tell_again(act, kept)

    def traces(self, moving: Moving, kept: Kept) -> Sequence[Trace]:
        """The rosters whose people stood on the old days."""
        rosters = Roster.objects.filter(pk__in=kept["force"].keys()).order_by("number")
        return [
            Trace(
                _("Roster %(number)s") % {"number": roster.number},
                reverse("duty:roster", args=[roster.pk]),
                _("%(count)s officers stood on the old days")
                % {"count": len(kept["force"][str(roster.pk)])},
            )
            for roster in rosters
        ]


def on_the_wall(moment: datetime, by: timedelta) -> datetime:
    """The same hour of the clock on another day."""
    zone = timezone.get_default_timezone()
    return (timezone.localtime(moment, zone).replace(tzinfo=None) + by).replace(tzinfo=zone)


def _plans_of(moves: Moves) -> list[Plan]:
    found: list[Plan] = []
    ids = moves.ids
    for start in range(0, len(ids), CHUNK):
        rows = Plan.objects.filter(event__congress__in=ids[start : start + CHUNK])
        found += rows.select_related("event").order_by("pk")
    return found


def _shifts_of(moves: Moves) -> list[Shift]:
    found: list[Shift] = []
    ids = moves.ids
    for start in range(0, len(ids), CHUNK):
        rows = Shift.objects.filter(
            post__plan__event__congress__in=ids[start : start + CHUNK], withdrawn_at=None
        )
        found += rows.select_related("post__plan__event").order_by("pk")
    return found


def _row(moves: Moves, plan: Plan) -> NewDays:
    return moves.by_congress[plan.event.congress_id or 0]


def _row_shift(act: Act, plan: Plan) -> timedelta:
    """By how much a congress moves; its own row stands on the new day already."""
    return act.shift_of(plan.event.congress_id or 0)


def _moved(shift: Shift, by: timedelta) -> Shift:
    new = copy(shift)
    new.pk = None
    new.starts_at, new.ends_at = on_the_wall(shift.starts_at, by), on_the_wall(shift.ends_at, by)
    new.crew = f"{shift.post_id}/{new.starts_at:%m%d%H%M}" if shift.crew else ""
    return new


def _assigned(shift_ids: Sequence[int]) -> list[Assignment]:
    """Who and what stands on these shifts in drafts and in rosters in force."""
    found: list[Assignment] = []
    for start in range(0, len(shift_ids), CHUNK):
        rows = Assignment.objects.filter(
            shift__in=shift_ids[start : start + CHUNK], roster__state__in=IN_USE
        )
        found += rows.select_related(
            "roster", "shift__post__plan__event", "officer__person", "vehicle"
        ).order_by("pk")
    return found


def _plan_line(plan: Plan, row: NewDays) -> Touched:
    return Touched(
        subject=f"plan:{plan.pk}",
        congress_id=row.congress.pk,
        what=plan.event.name,
        was=local(plan.starts_at),
        becomes=local(on_the_wall(plan.starts_at, row.shift)),
        url=reverse("duty:plan", args=[plan.pk]),
    )


def _shift_line(shift: Shift, row: NewDays) -> Touched:
    return Touched(
        subject=f"shift:{shift.pk}",
        congress_id=row.congress.pk,
        what=post_name(shift.post),
        was=local(shift.starts_at),
        becomes=local(on_the_wall(shift.starts_at, row.shift)),
        url=reverse("duty:plan", args=[shift.post.plan_id]),
    )


def _assigned_line(one: Assignment, row: NewDays, pack: Any) -> Touched:
    """A place in a draft falls free by itself; who was published has orders for the old day."""
    published = one.roster.state == Roster.State.PUBLISHED
    who = ""
    if one.officer is not None:
        who = full_name(one.officer.person, pack=pack)
    elif one.vehicle is not None:
        who = vehicle_name(one.vehicle)
    said = {"who": who, "post": post_name(one.shift.post), "number": one.roster.number}
    text = _("%(who)s, %(post)s, draft %(number)s")
    if published:
        text = _("%(who)s, %(post)s, has orders of roster %(number)s")
    return Touched(
        subject=f"assignment:{one.pk}",
        congress_id=row.congress.pk,
        what=text % said,
        weight=Weight.BREAKS if published else Weight.CHANGES,
        was=day(row.congress.starts_on),
        url=reverse("duty:roster", args=[one.roster_id]),
    )


# ---- what undoing needs


def _whole(model: Any, **where: Any) -> list[dict[str, Any]]:
    names = [field.attname for field in model._meta.concrete_fields]
    return list(model.objects.filter(**where).order_by("pk").values(*names))


def _insert(model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    model.objects.bulk_create([model(**row) for row in rows], CHUNK)


def _rosters_around(shift_ids: Iterable[int]) -> set[int]:
    """Drafts and rosters in force whose window holds one of these shifts."""
    found: set[int] = set()
    starts = set(
        Shift.objects.filter(pk__in=list(shift_ids)).values_list(
            "post__plan__event__season_id", "starts_at"
        )
    )
    for season_id, starts_at in starts:
        rows = Roster.objects.filter(
            season_id=season_id, starts_at__lte=starts_at, ends_at__gt=starts_at
        )
        found.update(rows.filter(state__in=IN_USE).values_list("pk", flat=True))
    return found


# ---- telling the force


def _force_on(shift_ids: Sequence[int]) -> dict[str, list[int]]:
    """By roster in force, the officers who have orders for these shifts."""
    found: dict[str, set[int]] = defaultdict(set)
    for one in _assigned(shift_ids):
        if one.roster.state == Roster.State.PUBLISHED and one.officer_id is not None:
            found[str(one.roster_id)].add(one.officer_id)
    return {roster: sorted(officers) for roster, officers in found.items()}


def _call_force(act: Act, force: Mapping[str, Sequence[int]]) -> int | None:
    what = _("your duty moves with %(area)s: %(reason)s. Wait for new orders.")
    said = what % {"area": act.moving.area, "reason": act.reason}
    return _muster(act, force, said, f"moving:{act.moving.pk}:force")


def _tell_again(act: Act, kept: Kept) -> None:
    said = _("your orders for the old day hold again: %(reason)s") % {"reason": act.reason}
    _muster(act, kept["force"], said, f"moving:{act.moving.pk}:force-undone")


def _muster(act: Act, force: Mapping[str, Sequence[int]], what: str, origin: str) -> int | None:
    officers = {pk for ids in force.values() for pk in ids}
    targets = officers_called(officers)
    if not targets:
        return None
    row = office.open_call_list(
        act.moves.unit,
        actor=act.actor,
        now=act.now,
        purpose=rules_of(act.moves.unit).calls_for(Occasion.MUSTER)[0].key,
        targets=targets,
        subject=f"{act.moving.area}: {act.reason}",
        says={"what": what},
        origin=origin,
    )
    return row.pk


moving_part(_Duty())
