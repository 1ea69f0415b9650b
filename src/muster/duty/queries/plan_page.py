"""A plan as its page shows it: posts under their rings, on a map, with numbers in all."""

from collections.abc import Sequence
from dataclasses import dataclass

from muster.duty.models import Plan, Post, Shift
from muster.duty.queries.naming import day_and_hours, post_name
from muster.duty.queries.reasons import skill_names
from muster.packs import Pack
from muster.shell.charts import MapPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftLine:
    """One shift of a post: when, how many, who may."""

    shift: Shift
    when: str
    skills: str
    rank: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """One post with its shifts."""

    post: Post
    name: str
    shifts: Sequence[ShiftLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class RingLines:
    """A ring and its posts."""

    name: str
    posts: Sequence[PostLine]

    @property
    def count(self) -> int:
        """How many posts it has."""
        return len(self.posts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """Everything the page says."""

    rings: Sequence[RingLines]
    points: Sequence[MapPoint]
    posts: int
    shifts: int
    places: int
    hours_h: float
    vehicles: int
    is_moved: bool
    size: str
    risk: str


def plan_page(plan: Plan, *, pack: Pack) -> PlanPage:
    """Two queries: posts and their shifts."""
    posts = list(plan.posts.order_by("number"))
    shifts = list(
        Shift.objects.filter(post__plan=plan, withdrawn_at__isnull=True).order_by(
            "starts_at", "of_vehicles"
        )
    )
    lines = [_post_line(post, [s for s in shifts if s.post_id == post.pk], pack) for post in posts]
    lines = [line for line in lines if line.shifts]
    people = [s for s in shifts if not s.of_vehicles]
    _kind, size, risk = plan.template.split("/")
    event = plan.event
    return PlanPage(
        rings=_rings(lines, pack),
        points=_points(plan, lines),
        posts=len(lines),
        shifts=len(people),
        places=sum(s.head_count for s in people),
        hours_h=sum(
            (s.ends_at - s.starts_at).total_seconds() / 3600 * s.head_count for s in people
        ),
        vehicles=sum(s.head_count for s in shifts if s.of_vehicles),
        is_moved=(plan.starts_at, plan.ends_at) != (event.starts_at, event.ends_at),
        size=str(pack.sizes[size].name),
        risk=str(pack.risks[risk].name),
    )


def _post_line(post: Post, shifts: Sequence[Shift], pack: Pack) -> PostLine:
    ranks = {rank.level: str(rank.label) for rank in reversed(list(pack.ranks.values()))}
    return PostLine(
        post=post,
        name=post_name(post),
        shifts=[
            ShiftLine(
                shift=shift,
                when=day_and_hours(shift.starts_at, shift.ends_at),
                skills=skill_names(shift.skills, pack=pack),
                rank="" if shift.of_vehicles else ranks.get(shift.min_rank, ""),
            )
            for shift in shifts
        ],
    )


def _rings(lines: Sequence[PostLine], pack: Pack) -> list[RingLines]:
    order = list(pack.rings)
    keys = sorted(
        {line.post.ring for line in lines},
        key=lambda key: order.index(key) if key in order else len(order),
    )
    return [
        RingLines(
            name=str(pack.rings[key].name) if key in pack.rings else key,
            posts=[line for line in lines if line.post.ring == key],
        )
        for key in keys
    ]


def _points(plan: Plan, lines: Sequence[PostLine]) -> list[MapPoint]:
    points = [
        MapPoint(lon=line.post.lon, lat=line.post.lat, label=line.name)
        for line in lines
        if line.post.lon is not None and line.post.lat is not None
    ]
    venue = plan.event.venue
    if venue is not None and venue.lat is not None and venue.lon is not None:
        points.insert(0, MapPoint(lon=venue.lon, lat=venue.lat, label=venue.name, kind="ink3"))
    return points
