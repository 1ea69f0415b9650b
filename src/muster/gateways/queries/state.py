"""How the gateways are: what each counted, whether it runs, and who was heard of when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from muster.gateways.gps.store import ALIVE, Tally, store
from muster.gateways.models import Device
from muster.tree.scope import scope

RUNS_FOR: Final = timedelta(minutes=2)
STALE: Final = timedelta(minutes=10)
BEHIND: Final = timedelta(hours=12)
MOST_DEVICES: Final = 200
MARKS: Final = ("todo", "soon", "done", "na")
"""The order of devices: not heard yet, not heard for long, heard, over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayState:
    """One gateway. alive_at: when it last said that it runs; None: never yet."""

    key: str
    alive_at: datetime | None
    is_running: bool
    totals: Sequence[Tally]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardDevice:
    """A device of these hours. last: the newest thing counted about it; at: of its position."""

    device: Device
    at: datetime | None
    last: Tally | None
    mark: str


def gateway_states(keys: Sequence[str], *, now: datetime) -> list[GatewayState]:
    """The gateways of these names, in their order. One query."""
    totals: dict[str, list[Tally]] = {key: [] for key in keys}
    alive: dict[str, datetime] = {}
    for one in store().totals():
        if one.word == ALIVE:
            alive[one.gateway] = one.last
        elif one.gateway in totals:
            totals[one.gateway].append(one)
    return [
        GatewayState(
            key=key,
            alive_at=alive.get(key),
            is_running=key in alive and alive[key] > now - RUNS_FOR,
            totals=totals[key],
        )
        for key in keys
    ]


def heard_devices(account: Any, *, now: datetime) -> list[HeardDevice]:
    """The devices on duty now or a few hours ago that the account may see; silent ones first."""
    rows = (
        scope(account, Device)
        .filter(revoked_at=None, starts_at__lte=now, ends_at__gt=now - BEHIND)
        .select_related("event")
        .order_by("-ends_at", "name", "pk")[:MOST_DEVICES]
    )
    devices = list(rows)
    at = store().heard(sorted({one.event_id for one in devices}))
    newest: dict[int, Tally] = {}
    for tally in store().tallies(most=5 * MOST_DEVICES):
        newest.setdefault(tally.device, tally)
    found = [
        HeardDevice(
            device=one, at=at.get(one.pk), last=newest.get(one.pk), mark=_mark(one, at, now)
        )
        for one in devices
    ]
    return sorted(found, key=lambda one: (MARKS.index(one.mark), one.device.name))


def _mark(device: Device, at: Mapping[int, datetime], now: datetime) -> str:
    if device.ends_at <= now:
        return "na"
    if device.pk not in at:
        return "todo"
    return "soon" if at[device.pk] < now - STALE else "done"
