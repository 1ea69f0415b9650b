"""Conflicts between command posts in words: what each side did, when, who, and at which post."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from muster.control.models import Conflict
from muster.control.queries.conflict_words import Words, words_about
from muster.shell.formats import clock

MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side: the entry that stands there, under which number at which post."""

    entry: str
    post: str
    counter: int
    actor: str
    happened_at: datetime
    recorded_at: datetime
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A conflict for a page. what: which thing; asks: what about it is contested."""

    conflict: Conflict
    what: str
    asks: str
    sides: Sequence[Side]

    @property
    def is_both(self) -> bool:
        """Whether somebody decided that both stand."""
        return self.conflict.decided_at is not None and not self.conflict.chosen


def undecided(rows: QuerySet[Conflict]) -> QuerySet[Conflict]:
    """Those that wait for a person."""
    return rows.filter(decided_at=None)


def asks_of(topic: str) -> str:
    """What is contested, as a short heading."""
    return {
        "life": _("two states"),
        "end": _("ended at one post, gone on with at the other"),
        "called": _("called and ranked in two ways"),
        "team": _("sent or reported in two ways"),
        "task": _("closed in two ways"),
        "alert": _("two acts about one alert"),
        "passing": _("one passing on, signed and taken back or signed twice"),
        "shift": _("the shift was taken over at both posts"),
        "channel": _("two loggists for one channel"),
        "correction": _("corrected in two ways"),
        "room": _("closed at one post, gone on with at the other"),
        "stage": _("two times for one stage"),
        "decision": _("decided in two ways"),
        "inject": _("written in two ways"),
        "out": _("gone out at one post, written anew at the other"),
        "verdict": _("judged in two ways"),
        "story": _("the clock set in two ways"),
        "lesson": _("taken up in two ways"),
    }.get(topic, topic)


def shown_conflicts(rows: Iterable[Conflict]) -> list[Shown]:
    """Conflicts in words; as many queries for one as for a hundred."""
    conflicts = list(rows)
    if not conflicts:
        return []
    words = words_about(conflicts)
    return [_shown(words, one) for one in conflicts]


def _shown(words: Words, conflict: Conflict) -> Shown:
    return Shown(
        conflict=conflict,
        what=words.what(conflict),
        asks=asks_of(conflict.topic),
        sides=[_side(words, conflict, side) for side in conflict.sides],
    )


def _side(words: Words, conflict: Conflict, side: Mapping[str, Any]) -> Side:
    return Side(
        entry=side["entry"],
        post=words.posts.get(side["log"], side["log"][:8]),
        counter=side["counter"],
        actor=side["actor"],
        happened_at=datetime.fromisoformat(side["happened_at"]),
        recorded_at=datetime.fromisoformat(side["recorded_at"]),
        text=words.text(conflict, side),
        is_chosen=bool(conflict.chosen) and conflict.chosen == side["entry"],
    )


def heading_of(shown: Shown) -> str:
    """What a line of the log calls a conflict."""
    said = "; ".join(f"{side.post} {clock(side.happened_at)} {side.text}" for side in shown.sides)
    return f"{shown.what} ({said})"
