"""Short messages about the events of a day: many at once, each recorded or left with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Final
from uuid import UUID, uuid4, uuid5

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.control.bridge.live import Live
from muster.control.errors import TooManyTexts
from muster.control.models import DayCall
from muster.control.queries.days import pack_of_event
from muster.control.queries.texts import Book, Heard, heard_of, letters_of, minute_of
from muster.control.services.days import A_MOMENT, CallDraft, DayPen, lock_events, put_call
from muster.control.texting import Fault, Mark, read_marks, read_whom, squeezed
from muster.ledger.actor import Actor
from muster.ledger.services import Receipt, recorded, retry_on_deadlock
from muster.packs import Pack
from muster.season.models import Event
from muster.shell.formats import clock as clock_of
from muster.shell.text import fold

MOST_TEXTS: Final = 200
MOST_PASTED: Final = 40_000
MOST_SHOWN: Final = 60
MOST_NEAR: Final = 4

WHY: Final[Mapping[Fault, Promise]] = {
    Fault.TOO_LONG: gettext_lazy("Longer than %(given)s letters."),
    Fault.NOBODY: gettext_lazy("No event of this day is called %(given)s."),
    Fault.SEVERAL: gettext_lazy("%(given)s is the name of several. Write one of these: %(near)s."),
    Fault.NOTHING: gettext_lazy("No letters behind the name: what happened there?"),
    Fault.UNREADABLE: gettext_lazy("%(given)s is not among the letters that are agreed."),
    Fault.NO_HOUR: gettext_lazy("%(given)s is no hour here. Write an hour as 7h30 or 07:30."),
    Fault.NO_WORDS: gettext_lazy("Something is wrong, but what? Write it in a few words."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that a message says. is_known: it is recorded already, so nothing is to do."""

    label: str
    draft: CallDraft
    at: datetime
    is_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One message: what it would record, or *why* nothing of it is recorded."""

    text: str
    event: Event | None = None
    told: Sequence[Told] = ()
    why: str = ""

    @property
    def is_known(self) -> bool:
        """Whether all that it says is recorded already."""
        return not self.why and all(one.is_known for one in self.told)

    @property
    def is_new(self) -> bool:
        """Whether it has something to record."""
        return not self.why and not self.is_known


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenTexts:
    """What became of the messages. receipts: of the entries, once the outermost block has ended."""

    lines: Sequence[TextLine]
    receipts: Sequence[Receipt] = ()

    @property
    def left(self) -> str:
        """The messages of which nothing was recorded, to be put right."""
        return "\n".join(line.text for line in self.lines if line.why)

    @property
    def recorded(self) -> int:
        """How many were recorded."""
        return sum(line.is_new for line in self.lines)

    @property
    def known(self) -> int:
        """How many said nothing new."""
        return sum(line.is_known for line in self.lines)


def foresee_texts(pasted: str, *, book: Book, now: datetime) -> list[TextLine]:
    """What recording them would bring, line by line. Locks nothing. Raises TooManyTexts."""
    texts = _texts(pasted)
    return _judged(texts, book, now)


@retry_on_deadlock
def take_texts(
    pasted: str, *, book: Book, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> TakenTexts:
    """Record every message that is understood and says something new, in one act.

    A stage that is recorded at another time is never overwritten: its message is left, with the
    reason. Locks the events that are named. Raises TooManyTexts.
    """
    texts = _texts(pasted)
    first = client_uuid or uuid4()
    with recorded(actor, now=now, client_uuid=first) as record:
        named = {key for text in texts for key in read_whom(text, book.names).found}
        events = lock_events(named)
        lines = _judged(texts, book, now)
        if record.is_replay:
            return TakenTexts(lines=lines, receipts=record.replayed)
        live = Live()
        for number, line in enumerate(lines):
            if line.event is None or line.why:
                continue
            event = events[line.event.pk]
            pen = DayPen(record=record, event=event, actor=actor, now=now, live=live)
            for place, one in enumerate(line.told):
                if not one.is_known:
                    put_call(pen, one.draft, key=uuid5(first, f"text:{number}:{place}"))
        live.save()
    return TakenTexts(lines=lines, receipts=record.receipts)


def _texts(pasted: str) -> list[str]:
    texts = [" ".join(line.split()) for line in pasted.splitlines()]
    said = [text for text in texts if text]
    if len(said) > MOST_TEXTS or len(pasted) > MOST_PASTED:
        raise TooManyTexts(
            count=len(said), letters=len(pasted), most=MOST_TEXTS, most_letters=MOST_PASTED
        )
    return said


def _judged(texts: Sequence[str], book: Book, now: datetime) -> list[TextLine]:
    """Each message in the order of the block; what one says is known to those behind it."""
    named = {key for text in texts for key in read_whom(text, book.names).found}
    judge = _Judge(book=book, now=now, heard=heard_of(named))
    return [judge.line(text) for text in texts]


@dataclass(slots=True, kw_only=True)
class _Judge:
    book: Book
    now: datetime
    heard: dict[int, Heard] = field(default_factory=dict)

    def line(self, text: str) -> TextLine:
        whom = read_whom(text, self.book.names)
        if len(whom.found) != 1:
            return TextLine(text=text, why=self._whose(whom.name, whom.found))
        event = self.book.events[whom.found[0]]
        pack = pack_of_event(event)
        message = read_marks(whom.rest, letters_of(pack))
        if message.fault is not None:
            why = str(WHY[message.fault]) % {"given": message.given}
            return TextLine(text=text, event=event, why=why)
        return self._told(text, event, pack, message.marks)

    def _whose(self, name: str, found: Sequence[int]) -> str:
        events = [self.book.events[key] for key in found]
        if events:
            codes = [event.season_unit.code for event in events]
            # two events of one unit have one code, and each a key of its own
            names = codes if len(set(codes)) == len(codes) else [event.key for event in events]
            said = {"given": name, "near": ", ".join(names[:MOST_NEAR])}
            return str(WHY[Fault.SEVERAL]) % said
        said = {"given": name[:MOST_SHOWN]}
        why = str(WHY[Fault.NOBODY]) % said
        near = get_close_matches(
            squeezed(name), [squeezed(one) for one in self.book.codes], MOST_NEAR
        )
        codes = [one for one in self.book.codes if squeezed(one) in near]
        hint = _("Was %(names)s meant?") % {"names": ", ".join(codes)} if codes else ""
        return f"{why} {hint}".strip()

    def _told(self, text: str, event: Event, pack: Pack, marks: Sequence[Mark]) -> TextLine:
        """All of a message or nothing: the rest waits until somebody has looked at it."""
        told: list[Told] = []
        after = self.heard.setdefault(event.pk, Heard()).copy()
        for mark in marks:
            at = self._at(mark)
            if at is None:
                why = _("Without an hour, a message of another day says nothing. Add the hour.")
                return TextLine(text=text, event=event, why=why)
            if at > self.now + A_MOMENT:
                why = _("%(at)s has not come yet.") % {"at": clock_of(at)}
                return TextLine(text=text, event=event, why=why)
            if why := _against(mark, at, after, pack):
                return TextLine(text=text, event=event, why=why)
            told.append(_one(mark, at, after, pack))
        self.heard[event.pk] = after
        return TextLine(text=text, event=event, told=told)

    def _at(self, mark: Mark) -> datetime | None:
        if mark.clock is not None:
            return timezone.make_aware(datetime.combine(self.book.on, mark.clock))
        return self.now if self.book.on == timezone.localdate(self.now) else None


def _against(mark: Mark, at: datetime, heard: Heard, pack: Pack) -> str:
    """What is recorded against it: a stage at another time is for a person to decide."""
    before = heard.reached.get(mark.stage) if mark.stage else None
    if before is None or mark.clock is None or minute_of(before) == minute_of(at):
        return ""
    said = _(
        "%(stage)s is recorded at %(before)s, the message says %(at)s. Ask, then put it right."
    )
    stage = pack.day_stages[mark.stage].name
    return said % {"stage": stage, "before": clock_of(before), "at": clock_of(at)}


def _one(mark: Mark, at: datetime, heard: Heard, pack: Pack) -> Told:
    if mark.stage:
        return _stage(mark, at, heard, pack)
    way, words = DayCall.Way.MESSAGE, fold(mark.text)
    known = (
        _is_trouble_known(mark, at, heard) if mark.is_trouble else _is_well(mark, at, heard, pack)
    )
    heard.told.add((words, minute_of(at)))
    if mark.is_trouble:
        heard.open.add(words)
    label = _("Something is wrong") if mark.is_trouble else _("All is well")
    draft = CallDraft(way=way, is_trouble=mark.is_trouble, text=mark.text, happened_at=at)
    heard.heard_at = max(filter(None, (heard.heard_at, at)))
    return Told(label=label, draft=draft, at=at, is_known=known)


def _stage(mark: Mark, at: datetime, heard: Heard, pack: Pack) -> Told:
    """A stage; where it is recorded, a number that comes later is said for itself."""
    stage, before, way = (
        pack.day_stages[mark.stage],
        heard.reached.get(mark.stage),
        DayCall.Way.MESSAGE,
    )
    label = f"{stage.name} {mark.text}".strip()
    heard.heard_at = max(filter(None, (heard.heard_at, at)))
    if before is None:
        heard.reached[mark.stage] = at
        heard.words.add(fold(mark.text))
        draft = CallDraft(way=way, stage=mark.stage, text=mark.text, happened_at=at)
        return Told(label=label, draft=draft, at=at)
    known = not mark.text or bool({fold(mark.text), fold(label)} & heard.words)
    heard.words.add(fold(label))
    at = at if mark.text and not known else before
    draft = CallDraft(way=way, text=label, happened_at=at)
    return Told(label=label, draft=draft, at=at, is_known=known)


def _is_trouble_known(mark: Mark, at: datetime, heard: Heard) -> bool:
    """Open with the same words; or, with its hour, told before and settled since."""
    words = fold(mark.text)
    return words in heard.open or (mark.clock is not None and (words, minute_of(at)) in heard.told)


def _is_well(mark: Mark, at: datetime, heard: Heard, pack: Pack) -> bool:
    """With its hour, told before; without one, something was heard a moment ago."""
    if mark.clock is not None:
        return ("", minute_of(at)) in heard.told
    late = timedelta(minutes=pack.day.late_min)
    return heard.heard_at is not None and at - heard.heard_at < late
