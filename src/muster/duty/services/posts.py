"""What hands change in a plan: posts, their orders, and the figures of shifts.

Each change names the version of the plan that was on the screen; a stale one is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from muster.duty.errors import PlanStale, PostInUse, ShiftUnfit
from muster.duty.models import Assignment, Plan, Post, Roster, Shift
from muster.duty.queries.naming import post_name
from muster.duty.services.plans import post_from, time_posts, withdraw_shifts
from muster.duty.services.settle import settle_around
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.packs import load
from muster.packs.plans import PostDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftEdit:
    """The new figures of a shift. own_units empty: any unit may serve."""

    starts_at: datetime
    ends_at: datetime
    head_count: int
    weight: int
    skills: tuple[str, ...] = ()
    min_rank: int = 0
    own_units: tuple[int, ...] = ()
    max_km: float | None = None


def edit_shift(
    actor: Actor, *, shift_id: int, version: int, edit: ShiftEdit, now: datetime
) -> Shift:
    """Change one shift. version: the plan's, as it was shown. Raises PlanStale, ShiftUnfit.

    Other hours make another shift: a roster in force keeps the hours that it announced.
    """
    if edit.ends_at <= edit.starts_at or edit.head_count < 1:
        raise ShiftUnfit
    with recorded(actor, now=now) as record:
        shift = Shift.objects.select_related("post__plan__event__season_unit").get(pk=shift_id)
        plan = _taken(shift.post.plan_id, version)
        before = _figures(shift)
        if (shift.starts_at, shift.ends_at) != (edit.starts_at, edit.ends_at):
            withdraw_shifts([shift.pk], now=now)
            shift.pk = None
        for name in ShiftEdit.__slots__:
            value = getattr(edit, name)
            setattr(shift, name, list(value) if isinstance(value, tuple) else value)
        shift.save()
        record(
            kind="plan.shift_edited",
            subject=f"shift:{shift.pk}",
            unit=plan.event.season_unit.unit_id,
            season=plan.event.season_id,
            audience=Audience.SEASON,
            body={"before": before, "after": _figures(shift)},
        )
        settle_around([shift.pk])
    return shift


def edit_post(
    actor: Actor, *, post_id: int, version: int, name: str, orders: Sequence[str], now: datetime
) -> Post:
    """Rename a post or rewrite its orders (numbered sentences). Raises PlanStale."""
    with recorded(actor, now=now) as record:
        post = Post.objects.get(pk=post_id)
        plan = _taken(post.plan_id, version)
        before = {"name": post.name, "orders": post.orders}
        post.name, post.orders = name, [line for line in orders if line.strip()]
        post.save()
        record(
            kind="plan.post_edited",
            subject=f"post:{post.pk}",
            unit=plan.event.season_unit.unit_id,
            season=plan.event.season_id,
            audience=Audience.SEASON,
            body={"before": before, "after": {"name": post.name, "orders": post.orders}},
        )
    return post


def add_post(
    actor: Actor, *, plan_id: int, version: int, kind: str, name: str, heads: int, now: datetime
) -> Post:
    """Add a post of a kind of the pack with the next free number. Raises PlanStale."""
    with recorded(actor, now=now) as record:
        plan = _taken(plan_id, version)
        pack = load(plan.pack, plan.pack_version)
        wanted = pack.posts[kind]
        highest = plan.posts.aggregate(most=Max("number"))["most"] or 0
        draft = PostDraft(
            number=highest + 1,
            kind=wanted,
            name=wanted.name,
            heads=heads,
            at_m=(0, 0),
            shifts=tuple(pack.shift_patterns[key] for key in wanted.shifts),
        )
        post = post_from(plan, draft, name=name)
        time_posts(plan, {post.pk: draft}, pack=pack, now=now)
        record(
            kind="plan.post_added",
            subject=f"post:{post.pk}",
            unit=plan.event.season_unit.unit_id,
            season=plan.event.season_id,
            audience=Audience.SEASON,
            body={"number": post.number, "name": post.name, "kind": wanted.key, "heads": heads},
        )
        settle_around(post.shifts.values_list("pk", flat=True))
    return post


def withdraw_post(actor: Actor, *, post_id: int, version: int, now: datetime) -> Post:
    """Take a post out of its plan. Raises PostInUse while the roster in force staffs it."""
    with recorded(actor, now=now) as record:
        post = Post.objects.select_related("plan").get(pk=post_id)
        plan = _taken(post.plan_id, version)
        shifts = post.shifts.filter(withdrawn_at__isnull=True)
        held = Assignment.objects.filter(shift__in=shifts, roster__state=Roster.State.PUBLISHED)
        in_force = held.select_related("roster").first()
        if in_force is not None:
            raise PostInUse(post=post_name(post), number=in_force.roster.number)
        touched = list(shifts.values_list("pk", flat=True))
        withdraw_shifts(touched, now=now)
        record(
            kind="plan.post_withdrawn",
            subject=f"post:{post.pk}",
            unit=plan.event.season_unit.unit_id,
            season=plan.event.season_id,
            audience=Audience.SEASON,
            body={"number": post.number, "name": post.name, "shifts": len(touched)},
        )
        settle_around(touched)
    return post


def _taken(plan_id: int, version: int) -> Plan:
    """The plan, locked, with its version moved on. Raises PlanStale."""
    moved = Plan.objects.filter(pk=plan_id, version=version).update(version=version + 1)
    if not moved:
        raise PlanStale
    return Plan.objects.select_related("event__season_unit", "event__venue").get(pk=plan_id)


def _figures(shift: Shift) -> dict[str, Any]:
    return {
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "head_count": shift.head_count,
        "weight": shift.weight,
        "skills": shift.skills,
        "min_rank": shift.min_rank,
        "own_units": shift.own_units,
        "max_km": None if shift.max_km is None else f"{shift.max_km:g}",
    }
