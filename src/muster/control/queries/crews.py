"""What the people of a post are now: how many, and what somebody among them can do."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from muster.control.queries.people import assigned
from muster.duty.models import Post, Shift
from muster.packs import Pack
from muster.packs.schema import PostKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """The people of a post. kind: the pack's, None if it has it no more.

    From the roster in force; where that names nobody, the plan's heads and the kind's skills.
    """

    post: Post
    kind: PostKind | None
    heads: int
    skills: frozenset[str]
    starts_at: datetime | None


def crews_on(posts: Iterable[int], *, now: datetime, pack: Pack) -> Mapping[int, Crew]:
    """By post, who is there in the shift that is on, or the nearest one: three queries."""
    rows = Post.objects.in_bulk(list(posts))
    shifts = Shift.objects.filter(post__in=rows, withdrawn_at=None, of_vehicles=False)
    chosen: dict[int, Shift] = {}
    for shift in shifts.order_by("starts_at"):
        there = chosen.get(shift.post_id)
        if there is None or _distance(shift, now) < _distance(there, now):
            chosen[shift.post_id] = shift
    able: dict[int, list[set[str]]] = defaultdict(list)
    on_them = assigned(rows, shift__in=list(chosen.values()))
    for shift_id, skills in on_them.values_list("shift", "officer__skills"):
        able[shift_id].append(set(skills))
    return {pk: _crew(post, chosen.get(pk), able, pack) for pk, post in rows.items()}


def _distance(shift: Shift, now: datetime) -> float:
    """Seconds between a shift and the moment; none while it is on."""
    if shift.starts_at <= now < shift.ends_at:
        return 0.0
    return min(abs((edge - now).total_seconds()) for edge in (shift.starts_at, shift.ends_at))


def _crew(post: Post, shift: Shift | None, able: Mapping[int, list[set[str]]], pack: Pack) -> Crew:
    kind = pack.posts.get(post.key)
    people = able.get(shift.pk, []) if shift else []
    skills: set[str] = set().union(*people) if people else set(kind.skills if kind else ())
    return Crew(
        post=post,
        kind=kind,
        heads=len(people) or (shift.head_count if shift else 1),
        skills=frozenset(skills),
        starts_at=shift.starts_at if shift else None,
    )
