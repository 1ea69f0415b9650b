"""What short messages of a day may name, and what is recorded of the events that they name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from muster.control.models import DayCall, DaySheet
from muster.control.queries.days import pack_of_event
from muster.control.texting import Letters, squeezed
from muster.packs import Pack
from muster.season.models import Event
from muster.shell.text import fold

MOST_EVENTS: Final = 1000
MOST_CALLS: Final = 20_000
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The events of a day by their keys, and by every name that a message may call them."""

    on: date
    events: Mapping[int, Event]
    names: Mapping[str, Sequence[int]]
    codes: Sequence[str]


def book_of(events: QuerySet[Event], *, on: date) -> Book:
    """What is held on a day among *events*, at most 1,000: one query.

    An event is called by its unit's code, name or short name, and by its own key.
    """
    midnight = timezone.make_aware(datetime.combine(on, time()))
    rows = events.filter(is_cancelled=False, starts_at__lt=midnight + A_DAY, ends_at__gte=midnight)
    found = list(
        rows.select_related("season", "season_unit").order_by("starts_at", "pk")[:MOST_EVENTS]
    )
    names: dict[str, dict[int, None]] = defaultdict(dict)
    for event in found:
        unit = event.season_unit
        for name in (unit.code, unit.name, unit.short_name, event.key):
            if key := squeezed(name):
                names[key][event.pk] = None
    return Book(
        on=on,
        events={event.pk: event for event in found},
        names={name: tuple(keys) for name, keys in names.items()},
        codes=sorted({event.season_unit.code for event in found}),
    )


def letters_of(pack: Pack) -> Letters:
    """What may stand in a message about an event of this pack."""
    stages = pack.day_stages.values()
    return Letters(
        stages={stage.letters: stage.key for stage in stages},
        counting=frozenset(stage.key for stage in stages if stage.counts),
        well=pack.day.well_letters,
        trouble=pack.day.trouble_letters,
    )


def packs_of(book: Book) -> list[Pack]:
    """The packs of a day's events, each once."""
    packs = (pack_of_event(event) for event in book.events.values())
    return list({(pack.key, pack.version): pack for pack in packs}.values())


def minute_of(at: datetime) -> datetime:
    """A time as an officer writes it: without seconds."""
    return timezone.localtime(at).replace(second=0, microsecond=0)


@dataclass(slots=True)
class Heard:
    """What is recorded of one event. open, told: troubles, and all that was said, with its minute.

    words: what was said together with a stage.
    """

    reached: dict[str, datetime] = field(default_factory=dict)
    heard_at: datetime | None = None
    open: set[str] = field(default_factory=set)
    told: set[tuple[str, datetime]] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    def copy(self) -> "Heard":
        """Another that can be added to."""
        return Heard(
            reached=dict(self.reached),
            heard_at=self.heard_at,
            open=set(self.open),
            told=set(self.told),
            words=set(self.words),
        )


def heard_of(event_ids: Iterable[int]) -> dict[int, Heard]:
    """What is recorded of events: two queries."""
    found: dict[int, Heard] = defaultdict(Heard)
    sheets = dict[Any, int]()
    for sheet in DaySheet.objects.filter(event__in=list(event_ids)):
        sheets[sheet.pk] = sheet.event_id
        heard = found[sheet.event_id]
        heard.reached = {key: datetime.fromisoformat(at) for key, at in sheet.reached.items()}
        heard.heard_at = sheet.heard_at
    calls = DayCall.objects.filter(sheet__in=list(sheets)).order_by("-recorded_at")[:MOST_CALLS]
    for call in calls:
        _hear(found[sheets[call.sheet_id]], call)
    return found


def _hear(heard: Heard, call: DayCall) -> None:
    said = fold(call.text)
    if call.is_trouble:
        heard.told.add((said, minute_of(call.happened_at)))
        if call.settled_at is None:
            heard.open.add(said)
    elif call.stage or said:
        heard.words.add(said)
    else:
        heard.told.add(("", minute_of(call.happened_at)))
