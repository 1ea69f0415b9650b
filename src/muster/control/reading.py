"""What a typed log line says: pure, from its marks to a :class:`Reading`.

``09:12 @5 /ktl #43 *7 +10 words``: a time in front, ``@`` teams by number, ``/`` the kind, ``#``
the incident, ``*`` tasks by number, ``+`` minutes or ``>`` an hour until which a task is due; two
letters in front of the words stand for a kind and a text. Marks stand anywhere between words in
any order.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Final

from muster.shell.text import fold

CLOCK: Final = re.compile(r"([01]?\d|2[0-3])[:hg]([0-5]\d)")
TEAM: Final = re.compile(r"@(\d{1,4})[,.;:]?")
INCIDENT: Final = re.compile(r"#(\d{1,5})[,.;:]?")
TASK: Final = re.compile(r"\*(\d{1,5})[,.;:]?")
KIND: Final = re.compile(r"/([^\W\d_]{2,8})")
MINUTES: Final = re.compile(r"\+(\d{1,3})")
HOUR: Final = re.compile(r">([01]?\d|2[0-3])[:hg]([0-5]\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What the marks may name: kinds by code, and by code the kind and text of templates.

    Codes are folded: without accents and capitals.
    """

    kinds: Mapping[str, str]
    templates: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a line says.

    text: the words, with the teams, incidents and tasks that they name. kind: key of the pack, or
    nothing; unknown: what stood after the stroke and is no kind. teams, tasks: numbers in the
    order of the line. clock: when it happened, by the line itself.
    """

    text: str = ""
    kind: str = ""
    unknown: str = ""
    teams: tuple[int, ...] = ()
    incident: int | None = None
    tasks: tuple[int, ...] = ()
    clock: time | None = None
    due_min: int | None = None
    due_clock: time | None = None

    @property
    def bare(self) -> str:
        """The words without the marks in front, the incidents and tasks behind; empty if none.

        A team behind the words stays: "a lorry stands near @3".
        """
        words = self.text.split()
        while words and _is_mark(words[0]):
            del words[0]
        while words and (INCIDENT.fullmatch(words[-1]) or TASK.fullmatch(words[-1])):
            del words[-1]
        return " ".join(words)


def _is_mark(word: str) -> bool:
    return any(pattern.fullmatch(word) for pattern in SPOKEN)


def read_line(typed: str, lexicon: Lexicon) -> Reading:
    """Take a line apart. Never refuses: whoever records it says what is missing."""
    reading, kept = Reading(), list[str]()
    for place, word in enumerate(typed.split()):
        reading, said = _word(word, place, reading, lexicon, kept)
        if said:
            kept.append(said)
    return replace(reading, text=" ".join(kept))


def _word(
    word: str, place: int, reading: Reading, lexicon: Lexicon, kept: list[str]
) -> tuple[Reading, str]:
    """The reading with one word more, and what of the word stays in the text."""
    if place == 0 and (hour := CLOCK.fullmatch(word)):
        return replace(reading, clock=_time(hour)), ""
    for pattern, take in MARKS.items():
        if found := pattern.fullmatch(word):
            return take(reading, found, lexicon), word if pattern in SPOKEN else ""
    template = None if any(not _is_mark(one) for one in kept) else lexicon.templates.get(fold(word))
    if template is None:
        return reading, word
    kind, text = template
    return replace(reading, kind=reading.kind or kind), text


def _team(reading: Reading, found: re.Match[str], _: Lexicon) -> Reading:
    return replace(reading, teams=(*reading.teams, int(found[1])))


def _incident(reading: Reading, found: re.Match[str], _: Lexicon) -> Reading:
    return replace(reading, incident=reading.incident or int(found[1]))


def _task(reading: Reading, found: re.Match[str], _: Lexicon) -> Reading:
    return replace(reading, tasks=(*reading.tasks, int(found[1])))


def _kind(reading: Reading, found: re.Match[str], lexicon: Lexicon) -> Reading:
    key = lexicon.kinds.get(fold(found[1]))
    return replace(reading, kind=key) if key else replace(reading, unknown=found[1])


def _minutes(reading: Reading, found: re.Match[str], _: Lexicon) -> Reading:
    return replace(reading, due_min=int(found[1]))


def _hour(reading: Reading, found: re.Match[str], _: Lexicon) -> Reading:
    return replace(reading, due_clock=_time(found))


def _time(found: re.Match[str]) -> time:
    return time(int(found[1]), int(found[2]))


MARKS: Final[Mapping[re.Pattern[str], Callable[[Reading, re.Match[str], Lexicon], Reading]]] = {
    TEAM: _team,
    INCIDENT: _incident,
    TASK: _task,
    KIND: _kind,
    MINUTES: _minutes,
    HOUR: _hour,
}
# Who reads the log later wants to see whom it was about.
SPOKEN: Final = (TEAM, INCIDENT, TASK)
