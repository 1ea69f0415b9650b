"""What is approved before it is issued: things of higher capabilities, as they stand now.

A capability registers its things under the first word of their subject in the record ("roster"
for "roster:12"); the approval itself lives in the office, which knows none of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from muster.ledger.actor import Actor
from muster.season.models import SeasonUnit

Line = Sequence[str | int]
Part = Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvable:
    """One thing as it stands now.

    kind: key of the pack's approvals. unit: in whose name it is signed. parts: its whole content
    by the parts that the pack names for the kind, each as lines of cells that people can read;
    the same content must always give the same lines. recipients: to whom it goes, if to somebody.
    issue_url: the page where issuing is looked at first, if the capability has one.
    """

    kind: str
    unit: SeasonUnit
    title: str
    url: str
    parts: Mapping[str, Part] = field(repr=False)
    recipients: str = ""
    issue_url: str = ""


# What a source's ``key`` makes of the id in a subject: a number, a UUID.
Key = Any
Look = Callable[[Key], Approvable]
Check = Callable[[Key], None]
Effect = Callable[[Key, Actor, datetime], None]


def nothing_to_check(_pk: Key) -> None:
    """For what may be submitted as it is."""


def nothing_follows(_pk: Key, _actor: Actor, _now: datetime) -> None:
    """For what is issued by being signed and numbered alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovableSource:
    """How the things of one word are looked at, checked, and put into force.

    submit, issue: the permissions to do so, asked with the unit in whose name it is signed.
    check: refuses what must be neither submitted nor issued; called before anything is locked.
    effect: what issuing does, in its transaction; it locks its own rows. follow: what comes after
    the commit and may take its time. kind: key of the pack's approvals, if it is not the word.
    key: reads the id within a subject, raising ValueError.
    """

    look: Look
    submit: StrEnum
    issue: StrEnum
    kind: str = ""
    key: Callable[[str], Key] = int
    check: Check = nothing_to_check
    effect: Effect = nothing_follows
    follow: Effect = nothing_follows


_sources: Final[dict[str, ApprovableSource]] = {}


def register_approvable(word: str, source: ApprovableSource) -> None:
    """Register what the subjects "word:id" are. A second source of one word raises ValueError."""
    if word in _sources:
        raise ValueError(f"{word} is registered twice")
    _sources[word] = source


def approvable_source(subject: str) -> tuple[ApprovableSource, Key]:
    """The source of a subject and the id within it.

    Raises KeyError for an unknown word, ValueError for what is no id of its things.
    """
    word, _colon, said = subject.partition(":")
    source = _sources[word]
    return source, source.key(said)


def approvable_kinds() -> frozenset[str]:
    """The kinds of approval that every pack must have, for all that is registered."""
    return frozenset(source.kind or word for word, source in _sources.items())
