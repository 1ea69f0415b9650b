"""What a device of a post is told: the post's shifts and orders, and the messages to it.

It stays on machines of others, so it holds only the parts that the pack lets a phone keep, and
nobody's name or number.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muster.control.models import ControlRoom, Team
from muster.control.queries.pack import kept_parts
from muster.control.queries.phone import (
    AHEAD,
    BEHIND,
    Turn,
    said_cards,
    said_duty,
    said_messages,
    said_rules,
    turns_of,
)
from muster.control.queries.sketch import sketch_around
from muster.duty.models import Post, Roster
from muster.duty.queries.orders import post_sheet
from muster.packs import Pack, load
from muster.packs.schema import PhonePart
from muster.season.models import Event


def post_of(event: Event, post: int) -> Post | None:
    """A post of the event's plan, if the plan still has it."""
    rows = Post.objects.select_related("plan__event__venue", "plan__event__season")
    return rows.filter(plan__event=event, pk=post).first()


def post_day(post: Post, *, now: datetime) -> Mapping[str, Any]:
    """The shifts of these hours by the rosters in force, with orders and cards."""
    season = post.plan.event.season
    pack = load(season.pack, season.pack_version)
    turns = _turns(post, now)
    parts: dict[PhonePart, Any] = {
        PhonePart.DUTY: [_plain(said_duty(turn, ())) for turn in turns],
        PhonePart.ORDERS: {str(turn.shift.pk): list(turn.sheet.orders) for turn in turns},
        PhonePart.CARDS: said_cards(turns, pack) if turns else [],
        PhonePart.SKETCH: sketch_around(post),
    }
    keeps = kept_parts(pack)
    return {
        **{part.value: value for part, value in parts.items() if part in keeps},
        "rules": said_rules(pack),
    }


def post_messages(event: Event, post: int) -> list[dict[str, Any]]:
    """The newest messages to the post in the open room; none where the pack keeps them back."""
    pack: Pack = load(event.season.pack, event.season.pack_version)
    if PhonePart.MESSAGES not in kept_parts(pack):
        return []
    rooms = ControlRoom.objects.filter(event=event, closed_at=None).order_by("mode")
    team = Team.objects.filter(room=rooms.first(), post=post).first()
    found = said_messages({team.pk: 0}) if team else []
    return [{name: value for name, value in one.items() if name != "shift"} for one in found]


def _turns(post: Post, now: datetime) -> list[Turn]:
    rosters = (
        Roster.objects.filter(
            state=Roster.State.PUBLISHED,
            assignments__shift__post=post,
            assignments__shift__ends_at__gt=now - BEHIND,
        )
        .distinct()
        .select_related("season")
        .order_by("starts_at")
    )
    pairs = [
        (sheet, watch)
        for sheet in (post_sheet(roster, post) for roster in rosters)
        for watch in sheet.watches
        if now - BEHIND < watch.ends_at and watch.starts_at < now + AHEAD
    ]
    return turns_of(pairs)


def _plain(duty: Mapping[str, Any]) -> dict[str, Any]:
    """A shift without what only an officer's own phone knows."""
    return {name: value for name, value in duty.items() if name != "is_there"}
