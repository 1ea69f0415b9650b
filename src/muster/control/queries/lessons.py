"""Lessons in words: what each became, and what a change may be proposed to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from muster.control.models import ControlRoom, Lesson
from muster.control.queries.pack import pack_of
from muster.packs import Pack

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonLine:
    """A lesson and what became of it. mark: its shape."""

    lesson: Lesson
    became: str
    mark: str


MARKS = {
    Lesson.State.NOTED: "todo",
    Lesson.State.PROPOSED: "wait",
    Lesson.State.RISK: "done",
    Lesson.State.ACCEPTED: "done",
    Lesson.State.REFUSED: "back",
}


def lessons_of(room: ControlRoom) -> Sequence[LessonLine]:
    """The lessons of a room in their order: one query."""
    pack = pack_of(room)
    rows = Lesson.objects.filter(room=room).select_related("incident").order_by("number")[:MOST]
    return [line_of(row, pack) for row in rows]


def line_of(lesson: Lesson, pack: Pack) -> LessonLine:
    """One lesson with its end."""
    state = Lesson.State(lesson.state)
    return LessonLine(lesson=lesson, became=_became(lesson, state, pack), mark=MARKS[state])


def _became(lesson: Lesson, state: Lesson.State, pack: Pack) -> str:
    match state:
        case Lesson.State.NOTED:
            return str(state.label)
        case Lesson.State.RISK if lesson.of == Lesson.Of.VENUE:
            return _("a known risk of the venue")
        case Lesson.State.RISK:
            return _("a known risk of the unit's events")
        case Lesson.State.PROPOSED:
            said = _("proposed for “%(name)s”: %(change)s")
        case Lesson.State.ACCEPTED:
            said = _("taken into “%(name)s”: %(change)s")
        case _:
            said = _("refused for “%(name)s”: %(note)s")
    return said % {
        "name": name_of(lesson, pack),
        "change": lesson.change,
        "note": lesson.note,
    }


def name_of(lesson: Lesson, pack: Pack) -> str:
    """What a change is proposed to, in words; the key if the pack has it no more."""
    rules = pack.contingency_cards if lesson.of == Lesson.Of.CARD else pack.posts
    rule = rules.get(lesson.key)
    return str(rule.name) if rule else lesson.key
