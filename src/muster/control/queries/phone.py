"""What the phone of an officer on post is told: the day's duty, and what of it may stay there."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.timezone import get_default_timezone_name

from muster.control.models import ControlRoom, Message, Presence, Team
from muster.control.queries.pack import kept_parts
from muster.control.queries.sketch import sketch_around
from muster.duty.models import Officer, Shift
from muster.duty.queries.mine import own_officer, sheets_ahead
from muster.duty.queries.orders import Sheet, Watch
from muster.packs import Pack, load
from muster.packs.schema import PhonePart
from muster.tree.models import Account
from muster.venues.models import VenueContact
from muster.venues.queries import card_for

AHEAD: Final = timedelta(hours=36)
# Whoever leaves a post checks out after the shift has ended.
BEHIND: Final = timedelta(hours=3)
MOST_WATCHES: Final = 12
MOST_MESSAGES: Final = 30
MOST_CONTACTS: Final = 10
# Whom a message is for stands in front of its words; the phone's post knows.
ADDRESSED: Final = re.compile(r"^(@\d+[,.;:]?\s+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One shift of the officer with its sheet, and the team that it is in an open room."""

    sheet: Sheet
    watch: Watch
    shift: Shift
    team: Team | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneDay:
    """What a phone is told.

    kept: the parts that it may keep without network until keep_until; shown: those above the
    grade that the pack lets it keep. rules: names and limits, of no grade.
    """

    kept: Mapping[str, Any]
    shown: Mapping[str, Any]
    rules: Mapping[str, Any]
    keep_until: datetime


def phone_day(account: Account, *, now: datetime) -> PhoneDay:
    """The duty of these hours; nothing of it for somebody without one."""
    officer = own_officer(account)
    turns = _turns(officer, now) if officer is not None else []
    if officer is None or not turns:
        return PhoneDay(kept={}, shown={}, rules={}, keep_until=now)
    season = turns[0].sheet.roster.season
    pack = load(season.pack, season.pack_version)
    parts = _parts(officer, turns, pack)
    keeps = kept_parts(pack)
    kept = {part: value for part, value in parts.items() if part in keeps}
    return PhoneDay(
        kept=kept,
        shown={part: value for part, value in parts.items() if part not in kept},
        rules=said_rules(pack),
        keep_until=now + timedelta(hours=pack.phone.keep_h),
    )


def _turns(officer: Officer, now: datetime) -> list[Turn]:
    pairs = [
        (sheet, watch)
        for person in sheets_ahead(officer, now=now - BEHIND)
        for sheet in person.duties
        for watch in sheet.watches
        if watch.starts_at < now + AHEAD
    ]
    return turns_of(pairs)


def turns_of(pairs: Sequence[tuple[Sheet, Watch]]) -> list[Turn]:
    """The first watches as turns, at most MOST_WATCHES. A fixed number of queries."""
    first = sorted(pairs, key=lambda pair: pair[1].starts_at)[:MOST_WATCHES]
    rows = Shift.objects.select_related("post__plan__event__venue")
    shifts = rows.in_bulk([watch.shift_id for _sheet, watch in first])
    teams = teams_by_post(list(shifts.values()))
    return [
        Turn(
            sheet=sheet,
            watch=watch,
            shift=shifts[watch.shift_id],
            team=teams.get(shifts[watch.shift_id].post_id),
        )
        for sheet, watch in first
    ]


def teams_by_post(shifts: Sequence[Shift]) -> dict[int, Team]:
    """By post, its team in the open room; one in earnest before an exercise."""
    events = {shift.post.plan.event_id for shift in shifts}
    rooms: dict[int, ControlRoom] = {}
    for room in ControlRoom.objects.filter(event__in=events, closed_at=None).order_by("mode"):
        rooms.setdefault(room.event_id, room)
    posts = {shift.post_id for shift in shifts}
    rows = Team.objects.filter(room__in=rooms.values(), post__in=posts).select_related("room")
    return {row.post: row for row in rows if row.post is not None}


def _parts(officer: Officer, turns: Sequence[Turn], pack: Pack) -> dict[str, Any]:
    first = turns[0].shift.post
    there = _there(officer, turns)
    return {
        PhonePart.DUTY: [said_duty(turn, there) for turn in turns],
        PhonePart.ORDERS: {str(turn.shift.pk): list(turn.sheet.orders) for turn in turns},
        PhonePart.PEOPLE: _people(turns),
        PhonePart.CARDS: said_cards(turns, pack),
        PhonePart.SKETCH: sketch_around(first),
        PhonePart.MESSAGES: said_messages(
            {turn.team.pk: turn.shift.pk for turn in turns if turn.team}
        ),
    }


def _there(officer: Officer, turns: Sequence[Turn]) -> set[UUID]:
    teams = [turn.team.pk for turn in turns if turn.team]
    rows = Presence.objects.filter(officer=officer.pk, team__in=teams)
    return {row.team_id for row in rows if row.in_at and (not row.out_at or row.in_at > row.out_at)}


def said_duty(turn: Turn, there: Collection[UUID]) -> dict[str, Any]:
    """A shift as it is told; there: the teams at which the reader says to be."""
    sheet, watch, team = turn.sheet, turn.watch, turn.team
    return {
        "shift": watch.shift_id,
        "starts_at": watch.starts_at.isoformat(),
        "ends_at": watch.ends_at.isoformat(),
        "day": watch.day,
        "hours": watch.hours,
        "be_there": watch.be_there,
        "post": sheet.post,
        "ring": sheet.ring,
        "event": sheet.event,
        "venue": sheet.venue,
        "address": sheet.address,
        "version": sheet.version,
        "vehicles": list(watch.vehicles),
        "team": team.number if team else None,
        "is_exercise": team.room.is_exercise if team else False,
        "is_there": team is not None and team.pk in there,
    }


def _people(turns: Sequence[Turn]) -> dict[str, Any]:
    venues = {turn.shift.post.plan.event.venue_id for turn in turns} - {None}
    contacts = VenueContact.objects.filter(venue__in=venues).order_by("venue", "name")
    return {
        "mates": {
            str(turn.shift.pk): [
                {"name": mate.name, "phone": mate.phone} for mate in turn.watch.people
            ]
            for turn in turns
        },
        "venue": [
            {"name": one.name, "duty": one.duty, "phone": one.phone}
            for one in contacts[:MOST_CONTACTS]
        ],
    }


def said_cards(turns: Sequence[Turn], pack: Pack) -> list[dict[str, Any]]:
    """What to do if something happens, by the cards of the first shift's venue."""
    venue = turns[0].shift.post.plan.event.venue
    cards = [card_for(venue, key, pack) for key in pack.contingency_cards]
    return [
        {
            "name": card.name,
            "by_hand": list(card.by_hand),
            "tasks": [{"text": task.text, "owner": task.owner} for task in card.tasks],
        }
        for card in cards
    ]


def said_messages(shifts: Mapping[UUID, int]) -> list[dict[str, Any]]:
    """The newest messages to some teams, each with the shift that its team is for the reader."""
    rows = Message.objects.filter(team__in=shifts).select_related("line", "team__room")
    return [
        {
            "message": str(row.pk),
            "shift": shifts[row.team_id],
            "text": _marked(row),
            "by": row.line.actor,
            "sent_at": row.sent_at.isoformat(),
            "acknowledged_by": row.acknowledged_by,
        }
        for row in rows.order_by("-sent_at", "pk")[:MOST_MESSAGES]
    ]


def _marked(row: Message) -> str:
    """The words of a message; of an exercise they begin with that, wherever they are read."""
    text = ADDRESSED.sub("", row.line.text)
    room = row.team.room
    return f"{room.get_mode_display().upper()}: {text}" if room.is_exercise else text


def said_rules(pack: Pack) -> dict[str, Any]:
    """Names and limits by which a device in the field sends."""
    rules = pack.phone
    return {
        "reports": [{"kind": key, "name": str(pack.line_kinds[key].name)} for key in rules.reports],
        "channel": str(pack.radio_channels[rules.command_channel].label),
        "picture_max_mb": rules.picture_max_mb,
        "picture_side_px": rules.picture_side_px,
        "clock_off_s": rules.clock_off_s,
        "time_zone": get_default_timezone_name(),
    }
