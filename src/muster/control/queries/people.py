"""Who stands on the posts of a room by the rosters in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from muster.duty.models import Assignment, Officer, Roster
from muster.duty.queries.people import crowd
from muster.packs import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPost:
    """The shift of a post that is on, or comes next."""

    names: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


def on_posts(posts: Iterable[int], *, now: datetime, pack: Pack) -> Mapping[int, OnPost]:
    """By post, the shift that is on or comes next, with the short names of its officers.

    Three queries, however many posts there are.
    """
    found = assigned(posts, shift__ends_at__gt=now).select_related("shift")
    rows = list(found.order_by("shift__starts_at", "officer__person__sort_key"))
    first: dict[int, Assignment] = {}
    for row in rows:
        first.setdefault(row.shift.post_id, row)
    wanted = [row for row in rows if row.shift_id == first[row.shift.post_id].shift_id]
    people = crowd(Officer.objects.filter(pk__in={row.officer_id for row in wanted}), pack=pack)
    names: dict[int, list[str]] = {}
    for row in wanted:
        assert row.officer_id is not None
        names.setdefault(row.shift.post_id, []).append(people.short[row.officer_id])
    return {
        post: OnPost(
            names=tuple(names[post]), starts_at=row.shift.starts_at, ends_at=row.shift.ends_at
        )
        for post, row in first.items()
    }


def assigned(posts: Iterable[int], **more: Any) -> QuerySet[Assignment]:
    """The officers on posts by the rosters in force."""
    return Assignment.objects.filter(
        roster__state=Roster.State.PUBLISHED,
        shift__post__in=list(posts),
        shift__withdrawn_at=None,
        officer__isnull=False,
        **more,
    )
