"""What may be read under a feed's address: of its unit and those below, and of what it opens."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from muster.control.models import Alert, ControlRoom
from muster.duty.models import Post
from muster.gateways.gps.door import digest
from muster.gateways.gps.store import store
from muster.gateways.models import Device, FeedKey
from muster.season.models import Event
from muster.venues.models import Venue

MOST_ALERTS: Final = 100
MOST_EVENTS: Final = 1_000


def open_key(secret: str, *, opens: FeedKey.Opens, now: datetime) -> FeedKey | None:
    """The key of an address, if it is open now and opens that."""
    found = (
        FeedKey.objects.filter(token_sha256=digest(secret), revoked_at=None, ends_at__gt=now)
        .select_related("season_unit__season")
        .first()
    )
    return found if found is not None and opens in found.opens else None


def _below(key: FeedKey, path: str) -> Q:
    top = key.season_unit
    inside = {"season": top.season_id, "first__gte": top.first, "last__lte": top.last}
    return Q(**{f"{path}__{name}": value for name, value in inside.items()})


def alerts_of(key: FeedKey, *, mode: ControlRoom.Mode) -> QuerySet[Alert]:
    """Alerts that were released, the newest first."""
    rows = Alert.objects.filter(_below(key, "room__season_unit"), room__mode=mode)
    return rows.filter(message__isnull=False, released_at__isnull=False).order_by("-released_at")


def events_of(key: FeedKey) -> QuerySet[Event]:
    """The events, also those that were called off: calendars must hear of it."""
    rows = Event.objects.filter(_below(key, "season_unit")).select_related("season_unit", "venue")
    return rows.order_by("starts_at", "pk")


def venues_of(key: FeedKey) -> QuerySet[Venue]:
    """The places at which events are held."""
    return Venue.objects.filter(pk__in=events_of(key).values("venue")).order_by("pk")


def posts_of(key: FeedKey) -> QuerySet[Post]:
    """The posts of the events that are not called off."""
    rows = Post.objects.filter(_below(key, "plan__event__season_unit"))
    return rows.filter(plan__event__is_cancelled=False).order_by("pk")


def positions_of(key: FeedKey, *, now: datetime) -> list[dict[str, Any]]:
    """The newest position of each device that is on duty now; coarse ones are not given out."""
    rows = Device.objects.filter(
        _below(key, "event__season_unit"), revoked_at=None, starts_at__lte=now, ends_at__gt=now
    )
    names = dict(rows.values_list("pk", "name"))
    events = set(rows.values_list("event_id", flat=True))
    return [
        {"pk": one.device, "lat": one.lat, "lon": one.lon, "name": names[one.device], "at": one.at}
        for event in sorted(events)
        for one in store().newest(event)
        if one.device in names and not one.is_coarse
    ]
