"""Reads of the venues."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from muster.packs import Pack
from muster.season.models import Congress, Event
from muster.season.registry.readiness import ReadinessLine, readiness_source
from muster.tree.models import UnitVersion
from muster.tree.reach import Reach
from muster.tree.scope import scope, scoped
from muster.venues.models import Room, Venue, VenueCard, VenueContact
from muster.venues.rules import Can

Asker = AbstractBaseUser | AnonymousUser


@scoped(Venue)
def _venues(reach: Reach) -> Q:
    """Venues of units within reach, and those where an event within reach is held."""
    held = reach.by(Can.READ)
    events = Event.objects.filter(held.season_units(), venue__isnull=False)
    return held.units("unit") | Q(pk__in=events.values("venue"))


@scoped(Room)
def _rooms(reach: Reach) -> Q:
    return Q(venue__in=Venue.objects.filter(_venues(reach)))


@scoped(VenueContact)
def _contacts(reach: Reach) -> Q:
    return Q(venue__in=Venue.objects.filter(_venues(reach)))


@scoped(VenueCard)
def _cards(reach: Reach) -> Q:
    return Q(venue__in=Venue.objects.filter(_venues(reach)))


@dataclass(frozen=True, slots=True, kw_only=True)
class CardStep:
    """One task of a card: due_min minutes after the incident began."""

    text: str
    owner: str
    due_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A contingency card as it holds at a venue. by_hand: what to do with no device at all."""

    key: str
    name: str
    by_hand: Sequence[str]
    tasks: Sequence[CardStep]
    is_own: bool = False


def card_for(venue: Venue | None, key: str, pack: Pack) -> Card:
    """The venue's own card, or the pack's where it has none. Raises RuleUnknown."""
    rule = pack.contingency_cards[key]
    own = VenueCard.objects.filter(venue=venue, key=key).first() if venue else None
    if own is not None:
        tasks = [CardStep(**step) for step in own.tasks]
        return Card(key=key, name=str(rule.name), by_hand=own.by_hand, tasks=tasks, is_own=True)
    return Card(
        key=key,
        name=str(rule.name),
        by_hand=[str(line) for line in rule.by_hand],
        tasks=[
            CardStep(text=str(one.text), owner=str(one.owner), due_min=one.due_min)
            for one in rule.tasks
        ],
    )


def listed(account: Asker) -> QuerySet[Venue]:
    """The venues in scope, for lists.

    Adds unit_name, unit_sort_key, room_count and capacity_people, that of the largest room.
    """
    version = UnitVersion.objects.filter(unit=OuterRef("unit")).order_by("-valid_from")
    return (
        scope(account, Venue)
        .annotate(
            unit_name=Subquery(version.values("name")[:1]),
            unit_sort_key=Subquery(version.values("sort_key")[:1]),
            room_count=Count("rooms"),
            capacity_people=Max("rooms__capacity_people"),
        )
        .order_by("sort_key", "code")
    )


def events_at(account: Asker, venue: Venue) -> QuerySet[Event]:
    """What is held at a venue, as far as the asker may see it, in order of time."""
    rows = scope(account, Event).filter(venue=venue, is_cancelled=False)
    return rows.select_related("season_unit").order_by("starts_at", "pk")


@readiness_source("venue")
def venue_ready(congress: Congress) -> Sequence[ReadinessLine]:
    """Whether the place is known, and whom to call there."""
    event = Event.objects.filter(congress=congress).select_related("venue").first()
    if event is None or event.venue is None:
        return [ReadinessLine(text=_("no venue is named"), is_open=True)]
    known = VenueContact.objects.filter(venue=event.venue).exists()
    said = _("somebody can be called at the venue") if known else _("nobody to call at the venue")
    url = reverse("venues:one", args=[event.venue_id])
    return [ReadinessLine(text=said, is_open=not known, url=url)]
