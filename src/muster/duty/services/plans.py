"""From an event to its posts and shifts, by the pack's template."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from muster.duty.errors import EventCancelled, EventUnplaced
from muster.duty.models import Assignment, Plan, Post, Roster, Shift
from muster.duty.services.settle import settle_around
from muster.errors import DomainError
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.packs import Pack, load
from muster.packs.plans import PostDraft, posts_of, spans
from muster.packs.schema.duty import PostKind, UnitScope
from muster.season.models import Event

M_PER_DEGREE = 111_195.0  # of a great circle, earth radius 6371 km
MATCH = ("post_id", "starts_at", "ends_at", "of_vehicles")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """An event for which no plan could be made, and why."""

    event_id: int
    code: str
    reason: str


def make_plan(actor: Actor, *, event: Event, now: datetime) -> Plan:
    """Plan *event* from the pack's template, or plan it anew.

    Posts are matched by number and shifts by post and hours: what the template still has keeps
    its identity (and its people), what it has no more is withdrawn. Hand edits are overwritten.
    Raises EventUnplaced, EventCancelled, RuleUnknown.
    """
    with recorded(actor, now=now) as record:
        plan = _made(event, now=now)
        record(
            kind="plan.made",
            subject=f"plan:{plan.pk}",
            unit=event.season_unit.unit_id,
            season=event.season_id,
            audience=Audience.SEASON,
            body=_summary(plan),
        )
        settle_around(_shift_ids([plan]))
    return plan


def make_plans(
    actor: Actor, *, events: Iterable[Event], now: datetime
) -> tuple[list[Plan], list[Skipped]]:
    """Plan every event that has no plan yet; one entry for all. What cannot be planned is told."""
    made: list[Plan] = []
    skipped: list[Skipped] = []
    with recorded(actor, now=now) as record:
        for event in events:
            if hasattr(event, "plan"):
                continue
            try:
                made.append(_made(event, now=now))
            except DomainError as refusal:
                skipped.append(Skipped(event_id=event.pk, code=refusal.code, reason=str(refusal)))
        if made:
            record(
                kind="plan.made_many",
                subject="plan",
                season=made[0].event.season_id,
                audience=Audience.SEASON,
                body={"plans": [_summary(plan) for plan in made]},
            )
            settle_around(_shift_ids(made))
    return made, skipped


def _made(event: Event, *, now: datetime) -> Plan:
    if event.is_cancelled:
        raise EventCancelled(event=event.name)
    if event.venue is None or event.venue.lat is None:
        raise EventUnplaced(event=event.name)
    pack = load(event.season.pack, event.season.pack_version)
    size, risk = size_and_risk(event, pack=pack)
    drafts = posts_of(pack, event=event.kind, size=size, risk=risk)
    before = Plan.objects.filter(event=event).values_list("version", flat=True).first()
    plan, _new = Plan.objects.update_or_create(
        event=event,
        defaults={
            "template": f"{event.kind}/{size}/{risk}",
            "pack": pack.key,
            "pack_version": pack.version,
            "starts_at": event.starts_at,
            "ends_at": event.ends_at,
            "made_at": now,
            "version": (before or 0) + 1,
        },
    )
    _post_all(plan, drafts, pack=pack, now=now)
    return plan


def size_and_risk(event: Event, *, pack: Pack) -> tuple[str, str]:
    """What the event says of itself, else what its people or its kind say."""
    kind = pack.events[event.kind]
    size = event.size or (
        pack.size_for(event.expected_people).key
        if event.expected_people is not None
        else kind.default_size or next(iter(pack.sizes))
    )
    return size, event.risk or kind.default_risk


def _post_all(plan: Plan, drafts: Sequence[PostDraft], *, pack: Pack, now: datetime) -> None:
    known = {post.number: post for post in plan.posts.all()}
    with translation.override(settings.LANGUAGE_CODE):  # one language for everyone's orders
        posts = [_fill(known.get(d.number) or Post(plan=plan, number=d.number), d) for d in drafts]
    Post.objects.bulk_create([post for post in posts if post.pk is None])
    Post.objects.bulk_update(
        [post for post in posts if post.number in known],
        ("key", "name", "ring", "lat", "lon", "orders"),
    )
    time_posts(plan, {p.pk: d for p, d in zip(posts, drafts, strict=True)}, pack=pack, now=now)
    gone = [post.pk for number, post in known.items() if number > len(drafts)]
    if gone:
        stale = Shift.objects.filter(post__in=gone, withdrawn_at__isnull=True)
        withdraw_shifts(list(stale.values_list("pk", flat=True)), now=now)


def post_from(plan: Plan, draft: PostDraft, *, name: str) -> Post:
    """Save a post of *plan* as *draft* says, under its own name if one is given."""
    with translation.override(settings.LANGUAGE_CODE):
        post = _fill(Post(plan=plan, number=draft.number), draft)
    post.name = name or post.name
    post.save()
    return post


def _fill(post: Post, draft: PostDraft) -> Post:
    venue = post.plan.event.venue
    if venue is None or venue.lat is None or venue.lon is None:
        raise EventUnplaced(event=post.plan.event.name)
    post.key = draft.kind.key
    post.name = str(draft.name)
    post.ring = draft.kind.ring
    post.orders = [str(line) for line in draft.kind.orders]
    east_m, north_m = draft.at_m
    post.lat = venue.lat + north_m / M_PER_DEGREE
    post.lon = venue.lon + east_m / (M_PER_DEGREE * math.cos(math.radians(venue.lat)))
    return post


def time_posts(plan: Plan, drafts: dict[int, PostDraft], *, pack: Pack, now: datetime) -> None:
    """Give each post the shifts its template wants; withdraw the others."""
    wanted = {
        tuple(getattr(shift, name) for name in MATCH): shift
        for post_id, draft in drafts.items()
        for shift in _shifts(plan, post_id, draft, pack=pack)
    }
    there = {
        tuple(getattr(shift, name) for name in MATCH): shift
        for shift in Shift.objects.filter(post__in=drafts, withdrawn_at__isnull=True)
    }
    withdraw_shifts([there[key].pk for key in there.keys() - wanted.keys()], now=now)
    for key in wanted.keys() & there.keys():
        wanted[key].pk = there[key].pk
    Shift.objects.bulk_create([wanted[key] for key in wanted if key not in there])
    Shift.objects.bulk_update(
        [wanted[key] for key in wanted if key in there],
        ("head_count", "weight", "skills", "min_rank", "own_units", "max_km", "crew"),
    )


def _shifts(plan: Plan, post_id: int, draft: PostDraft, *, pack: Pack) -> list[Shift]:
    kind, found = draft.kind, []
    own_units = branches_for(plan.event, kind)
    for pattern in draft.shifts:
        for span in spans(pattern, opens_at=plan.starts_at, closes_at=plan.ends_at, pack=pack):
            crew = f"{post_id}/{span.starts_at:%m%d%H%M}" if kind.vehicle else ""
            people = Shift(
                post_id=post_id,
                starts_at=span.starts_at,
                ends_at=span.ends_at,
                head_count=draft.heads,
                weight=kind.weight,
                skills=list(kind.skills),
                min_rank=pack.ranks[kind.min_rank].level,
                own_units=own_units,
                max_km=kind.max_km,
                crew=crew,
            )
            found.append(people)
            if kind.vehicle:
                found.append(_vehicle_shift(people, pack=pack, vehicle=kind.vehicle))
    return found


def _vehicle_shift(people: Shift, *, pack: Pack, vehicle: str) -> Shift:
    return Shift(
        post_id=people.post_id,
        starts_at=people.starts_at,
        ends_at=people.ends_at,
        head_count=1,
        weight=people.weight,
        skills=list(pack.vehicle_kinds[vehicle].skills),
        own_units=people.own_units,
        max_km=people.max_km,
        crew=people.crew,
        of_vehicles=True,
    )


def branches_for(event: Event, kind: PostKind) -> list[int]:
    """Unit ids of the branches that may serve: the event's own and the root; none means any."""
    group = event.season_unit.group
    if kind.scope is not UnitScope.BRANCH or group is None:
        return []
    return [group.unit_id, event.season.root_id]


def withdraw_shifts(shift_ids: Sequence[int], *, now: datetime) -> None:
    """Withdrawn shifts leave the drafts; published rosters keep what they said."""
    Assignment.objects.filter(shift__in=shift_ids, roster__state=Roster.State.DRAFT).delete()
    Shift.objects.filter(pk__in=shift_ids).update(withdrawn_at=now)


def _shift_ids(plans: Sequence[Plan]) -> list[int]:
    return list(Shift.objects.filter(post__plan__in=plans).values_list("pk", flat=True))


def _summary(plan: Plan) -> dict[str, Any]:
    shifts = Shift.objects.filter(post__plan=plan, withdrawn_at__isnull=True)
    return {
        "event": plan.event_id,
        "template": plan.template,
        "pack": [plan.pack, plan.pack_version],
        "version": plan.version,
        "posts": shifts.values("post").distinct().count(),
        "shifts": shifts.count(),
    }
