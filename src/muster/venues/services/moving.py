"""Venues in a moving: what else is held there on the new day, and who keeps the keys."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.season.models import Event, Moving
from muster.season.registry.moving import (
    Act,
    Kept,
    Moves,
    NewDays,
    Touched,
    Trace,
    Weight,
    moving_part,
)
from muster.season.services.hand import day
from muster.tree.clock import day_of
from muster.venues.models import VenueContact

CHUNK: Final = 500
ONE: Final = timedelta(days=1)


class _Venues:
    key = "venues"
    label = gettext_lazy("Venues")
    place = 30

    def preview(self, moves: Moves) -> Sequence[Touched]:
        """Each booking that moves with whom to tell there, and each clash on the new days."""
        events = _events_of(moves)
        contacts = _contacts({event.venue_id for event in events if event.venue_id})
        found = [_booking(event, moves, contacts) for event in events]
        return [*found, *_clashes(events, moves)]

    def apply(self, act: Act) -> tuple[int, Kept]:
        """The booking is the event, whose hours have moved; nothing is left to do."""
        return 0, {}

    def changed_since(self, act: Act, kept: Kept) -> Sequence[str]:
        """Nothing."""
        return ()

    def undo(self, act: Act, kept: Kept) -> None:
        """Nothing."""

    def traces(self, moving: Moving, kept: Kept) -> Sequence[Trace]:
        """Nothing."""
        return ()


def _events_of(moves: Moves) -> list[Event]:
    """The events of the moved congresses that have a venue."""
    found: list[Event] = []
    ids = moves.ids
    for start in range(0, len(ids), CHUNK):
        rows = Event.objects.filter(congress__in=ids[start : start + CHUNK], venue__isnull=False)
        found += rows.select_related("venue").order_by("pk")
    return found


def _contacts(venue_ids: Iterable[int]) -> Mapping[int, list[VenueContact]]:
    found: dict[int, list[VenueContact]] = defaultdict(list)
    wanted = sorted(venue_ids)
    for start in range(0, len(wanted), CHUNK):
        for row in VenueContact.objects.filter(venue__in=wanted[start : start + CHUNK]):
            found[row.venue_id].append(row)
    return found


def _booking(event: Event, moves: Moves, contacts: Mapping[int, Sequence[VenueContact]]) -> Touched:
    row = moves.by_congress[event.congress_id or 0]
    assert event.venue is not None
    keepers = ", ".join(f"{one.name} {one.phone}" for one in contacts.get(event.venue.pk, ()))
    return Touched(
        subject=f"venue:{event.venue.pk}",
        congress_id=row.congress.pk,
        what=event.venue.name + (f" ({keepers})" if keepers else ""),
        weight=Weight.STAYS,
        was=day(row.congress.starts_on),
        becomes=day(row.starts_on),
        url=reverse("venues:one", args=[event.venue.pk]),
    )


def _clashes(events: Sequence[Event], moves: Moves) -> Iterable[Touched]:
    """Two events on one day in one venue, in the final state, with a moved one among them."""
    held: dict[tuple[int, date], list[Event]] = defaultdict(list)
    wanted = {event.venue_id for event in events}
    others = Event.objects.filter(season=moves.season, is_cancelled=False, venue__in=wanted)
    for event in others.select_related("venue").order_by("pk"):
        for on in _days(event, moves):
            held[event.venue_id or 0, on].append(event)
    for (_venue, on), there in sorted(held.items()):
        moved = [one for one in there if one.congress_id in moves.by_congress]
        for event in moved if len(there) > 1 else ():
            names = ", ".join(one.name for one in there if one.pk != event.pk)
            assert event.venue is not None
            yield Touched(
                subject=f"event:{event.pk}",
                congress_id=event.congress_id or 0,
                what=_("%(venue)s is taken on %(on)s: %(others)s")
                % {"venue": event.venue.name, "on": day(on), "others": names},
                weight=Weight.BREAKS,
                becomes=day(on),
                url=reverse("venues:one", args=[event.venue.pk]),
            )


def _days(event: Event, moves: Moves) -> Iterable[date]:
    row: NewDays | None = moves.by_congress.get(event.congress_id or 0)
    first, last = day_of(event.starts_at), day_of(event.ends_at)
    if row is not None:
        first, last = row.starts_on, row.ends_on
    return (first + ONE * n for n in range((last - first).days + 1))


moving_part(_Venues())
