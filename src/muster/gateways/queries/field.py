"""Devices with a certificate, the rooms that they belong to, and their teams there."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from muster.control.models import ControlRoom, Team
from muster.duty.models import Assignment, Roster
from muster.gateways.listening.certified import Certified
from muster.gateways.models import Device

MOST_DEVICES: Final = 20_000


def certified_devices(*, now: datetime) -> Mapping[str, Certified]:
    """By the digest of its certificate, each device whose duty is not over and that may speak."""
    rows = Device.objects.filter(
        revoked_at=None, certificate_sha256__isnull=False, ends_at__gt=now
    ).order_by("ends_at")
    found = rows.values_list(
        "certificate_sha256", "pk", "event_id", "name", "starts_at", "ends_at"
    )[:MOST_DEVICES]
    return {
        digest: Certified(pk=pk, event=event, name=name, starts_at=starts_at, ends_at=ends_at)
        for digest, pk, event, name, starts_at, ends_at in found
        if digest is not None
    }


def open_rooms(events: Collection[int]) -> Mapping[int, ControlRoom]:
    """By event its open room; one in earnest before an exercise."""
    rows = ControlRoom.objects.filter(event__in=events, closed_at=None)
    found: dict[int, ControlRoom] = {}
    for room in rows.select_related("season_unit__season", "event__venue").order_by("mode"):
        found.setdefault(room.event_id, room)
    return found


def teams_of_devices(
    devices: Collection[int], rooms: Collection[ControlRoom], *, now: datetime
) -> Mapping[int, UUID]:
    """By device, the team whose post its holder has now, or next, by the roster in force.

    A device of no officer and no vehicle has none. Three queries.
    """
    rows = Device.objects.filter(pk__in=devices).exclude(officer=None, vehicle=None)
    holders = [
        (pk, (event, officer, vehicle))
        for pk, event, officer, vehicle in rows.values_list(
            "pk", "event_id", "officer_id", "vehicle_id"
        )
    ]
    posts = _posts([holder for _pk, holder in holders], now)
    there = Team.objects.filter(room__in=[room.pk for room in rooms], post__isnull=False)
    teams = dict(there.values_list("post", "pk"))
    found = ((pk, posts.get(holder)) for pk, holder in holders)
    return {pk: teams[post] for pk, post in found if post in teams}


Holder = tuple[int, int | None, int | None]


def _posts(holders: Sequence[Holder], now: datetime) -> Mapping[Holder, int]:
    """By holder the post of the shift that is on or comes next; else of the last that was."""
    rows = Assignment.objects.filter(
        roster__state=Roster.State.PUBLISHED,
        shift__withdrawn_at=None,
        shift__post__plan__event__in={event for event, _officer, _vehicle in holders},
    ).order_by("shift__starts_at")
    found: dict[Holder, int] = {}
    ended: set[Holder] = set()
    wanted = set(holders)
    for event, officer, vehicle, post, ends_at in rows.values_list(
        "shift__post__plan__event", "officer", "vehicle", "shift__post", "shift__ends_at"
    ):
        holder = (event, officer, vehicle)
        if holder in wanted and (holder not in found or holder in ended):
            found[holder] = post
            ended.discard(holder)
            if ends_at <= now:
                ended.add(holder)
    return found
