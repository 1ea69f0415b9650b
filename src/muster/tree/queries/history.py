from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from muster.tree.models import UnitEvent, UnitEventPart, UnitVersion

WHOLE = Decimal(100)
ENDING = (UnitEvent.Kind.MERGE, UnitEvent.Kind.SPLIT, UnitEvent.Kind.DISSOLVE)


@dataclass(frozen=True, slots=True)
class Heir:
    """A unit that stands today for an earlier one, and for how much of it.

    share_percent is None where a split on the way did not say.
    """

    unit_id: int
    share_percent: Decimal | None


def heirs(unit_id: int, *, day: date) -> list[Heir]:
    """Who stands on *day* for a unit: itself while it lives, then what it went into.

    A dissolved unit without successor has none. One query a generation.
    """
    found: dict[int, Decimal | None] = {}
    wave: dict[int, Decimal | None] = {unit_id: WHOLE}
    while wave:
        ends = _endings(wave, day)
        for pk, share in wave.items():
            if pk not in ends:
                found[pk] = _plus(found.get(pk, Decimal(0)), share)
        wave = _next_wave(wave, ends)
    return [Heir(pk, share) for pk, share in sorted(found.items())]


def _endings(wave: dict[int, Decimal | None], day: date) -> dict[int, UnitEvent]:
    """The event by which each unit of the wave had ended on *day*."""
    parts = (
        UnitEventPart.objects.filter(
            unit__in=list(wave),
            side=UnitEventPart.Side.FROM,
            event__kind__in=ENDING,
            event__happened_on__lte=day,
        )
        .select_related("event")
        .prefetch_related("event__parts")
    )
    return {part.unit_id: part.event for part in parts}


def _next_wave(
    wave: dict[int, Decimal | None], ends: dict[int, UnitEvent]
) -> dict[int, Decimal | None]:
    following: dict[int, Decimal | None] = {}
    for pk, event in ends.items():
        for part in event.parts.all():
            if part.side != UnitEventPart.Side.TO:
                continue
            of_part = part.share_percent if event.kind == UnitEvent.Kind.SPLIT else WHOLE
            share = _times(wave[pk], of_part)
            following[part.unit_id] = _plus(following.get(part.unit_id, Decimal(0)), share)
    return following


def _times(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a * b / WHOLE


def _plus(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else min(a + b, WHOLE)


def events_of(unit_id: int) -> QuerySet[UnitEvent]:
    """The events that a unit went into or came out of, in order, with all their parts."""
    mine = UnitEventPart.objects.filter(unit=unit_id).values("event")
    return UnitEvent.objects.filter(Q(pk__in=mine)).prefetch_related("parts")


def history_of(unit_id: int) -> QuerySet[UnitVersion]:
    """The versions of a unit, newest first."""
    return UnitVersion.objects.filter(unit=unit_id).order_by("-valid_from")
