"""Where the devices of an event are, for those who may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser

from muster.control.models import ControlRoom
from muster.control.queries.placed import Placed, Track, placed_source, track_source
from muster.gateways.gps.store import Kept, Tally, store
from muster.gateways.models import Device
from muster.gateways.rules import Can
from muster.season.models import Event
from muster.tree.permissions import is_allowed

STALE: Final = timedelta(minutes=10)
MOST: Final = 500
# Points of a replay: nearer ones would not be seen apart.
APART: Final = timedelta(seconds=15)
MOST_POINTS: Final = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    """One device on the page of an event."""

    device: Device
    kept: Kept | None
    tallies: Sequence[Tally]
    mark: str
    is_stale: bool
    may_be_certified: bool


def device_lines(event: Event, *, now: datetime) -> list[DeviceLine]:
    """The devices of an event with what was heard of each: three queries."""
    newest = {one.device: one for one in store().newest(event.pk)}
    tallies: dict[int, list[Tally]] = {}
    for one in store().tallies():
        tallies.setdefault(one.device, []).append(one)
    rows = Device.objects.filter(event=event).select_related("officer__person", "vehicle", "unit")
    return [_line(row, newest, tallies, now) for row in rows[:MOST]]


def _line(
    row: Device, newest: Mapping[int, Kept], tallies: Mapping[int, list[Tally]], now: datetime
) -> DeviceLine:
    kept = newest.get(row.pk)
    is_stale = kept is not None and kept.at < now - STALE
    mark = "todo"
    if row.revoked_at is not None or row.ends_at <= now:
        mark = "na"
    elif kept is not None:
        mark = "soon" if is_stale else "done"
    return DeviceLine(
        device=row,
        kept=kept,
        tallies=tallies.get(row.pk, []),
        mark=mark,
        is_stale=is_stale,
        may_be_certified=row.revoked_at is None and row.ends_at > now and row.sender is None,
    )


@placed_source
def placed(room: ControlRoom, account: AbstractBaseUser, now: datetime) -> list[Placed]:
    """The devices of a room's event, for its drawing; nothing for who may not see positions."""
    if room.closed_at is not None or not is_allowed(account, Can.SEE_POSITIONS, room):
        return []
    newest = {one.device: one for one in store().newest(room.event_id, most=MOST)}
    rows = Device.objects.filter(pk__in=newest, revoked_at=None, ends_at__gt=now)
    return [
        Placed(
            name=row.name,
            lat=newest[row.pk].lat,
            lon=newest[row.pk].lon,
            at=newest[row.pk].at,
            is_stale=newest[row.pk].at < now - STALE,
        )
        for row in rows
    ]


@track_source
def tracks(
    room: ControlRoom, account: AbstractBaseUser, since: datetime, until: datetime
) -> list[Track]:
    """Where the devices of a room's event were, as far as that is still kept."""
    if not is_allowed(account, Can.SEE_POSITIONS, room):
        return []
    found: dict[int, list[tuple[datetime, float, float]]] = {}
    kept = store().between(room.event_id, since, until, apart=APART, most=MOST_POINTS)
    for device, at, lat, lon in kept:
        found.setdefault(device, []).append((at, lat, lon))
    names = dict(Device.objects.filter(pk__in=found).values_list("pk", "name"))
    return [Track(name=names.get(pk, ""), points=points) for pk, points in sorted(found.items())]
