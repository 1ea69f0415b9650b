"""Requests as clerks write them: one a line, in a box, pasted from a sheet, or in a workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from muster.duty.models import Officer, StandingRoster
from muster.duty.queries.standing_shifts import kind_of, pack_of, shifts_of_post
from muster.shell.text import fold

MAX_LINES = 2000
MAX_WEIGHT = 1000
NOT_THIS = ("-", "\N{MINUS SIGN}", "\N{EN DASH}")
DAY_PARTS = (2, 3)
YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request: a shift wanted or not; no shift: a day off."""

    officer_id: int
    day: date
    shift: str
    is_wanted: bool
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What could be read, and a sentence for each line that could not."""

    rows: Sequence[Asked]
    faults: Sequence[str]


class _Unread(Exception):
    """What is wrong with a line, as a sentence."""


def read_requests(roster: StandingRoster, lines: Iterable[Sequence[object]]) -> Read:
    """Lines of cells: number or name, day, shift, weight.

    The shift by its letter or name, with a minus before it for one that is not wanted, empty for
    a day off; no weight: the pack's. A later line about the same day and shift wins.
    """
    reader = _Reader(roster)
    rows: dict[tuple[int, date, str], Asked] = {}
    faults: list[str] = []
    for n, cells in enumerate(lines, start=1):
        texts = [_text(cell) for cell in cells]
        if not any(texts) or n > MAX_LINES:
            continue
        try:
            one = reader.asked([*texts, "", "", "", ""])
        except _Unread as fault:
            faults.append(_("Line %(line)s: %(fault)s") % {"line": n, "fault": fault})
        else:
            rows[one.officer_id, one.day, one.shift] = one
    return Read(rows=list(rows.values()), faults=faults)


class _Reader:
    def __init__(self, roster: StandingRoster) -> None:
        self.roster, pack = roster, pack_of(roster)
        self.weight = kind_of(roster.post, pack=pack).request_weight
        self.shifts: dict[str, str] = {}
        for shift in shifts_of_post(roster, pack=pack):
            for word in (shift.letter, shift.name, *([shift.short] if shift.short else [])):
                self.shifts.update({_key(word.vi): shift.key, _key(word.en): shift.key})
            self.shifts[_key(str(shift.letter))] = shift.key
        staff = Officer.objects.filter(pk__in=roster.members.values("officer"))
        self.numbers: dict[str, int] = {}
        self.names: dict[str, list[int]] = {}
        for officer in staff.select_related("person"):
            self.numbers[officer.person.number.casefold()] = officer.pk
            self.names.setdefault(fold(officer.person.name), []).append(officer.pk)

    def asked(self, cells: Sequence[str]) -> Asked:
        who, day, shift, weight = cells[:4]
        is_wanted = not shift.startswith(NOT_THIS)
        name = shift.lstrip("".join(NOT_THIS)).strip()
        return Asked(
            officer_id=self._officer(who),
            day=self._day(day),
            shift=self._shift(name),
            is_wanted=is_wanted and bool(name),
            weight=self._weight(weight),
        )

    def _officer(self, who: str) -> int:
        found = self.numbers.get(who.casefold())
        if found is not None:
            return found
        same = self.names.get(fold(who), [])
        if len(same) == 1:
            return same[0]
        if same:
            raise _Unread(_("%(who)s is the name of several; write the number") % {"who": who})
        raise _Unread(_("nobody of the staff is called or numbered %(who)s") % {"who": who or "?"})

    def _day(self, text: str) -> date:
        parts = (
            text.split(maxsplit=1)[0].replace("-", "/").replace(".", "/").split("/") if text else []
        )
        if len(parts) in DAY_PARTS and all(part.isdecimal() for part in parts):
            numbers = [int(part) for part in parts]
            if len(parts[0]) == YEAR_DIGITS:
                numbers.reverse()
            for day in _days_of(numbers, self.roster):
                if self.roster.starts_on <= day < self.roster.ends_on:
                    return day
        raise _Unread(_("“%(day)s” is not one of the roster's days") % {"day": text})

    def _shift(self, name: str) -> str:
        if not name:
            return ""
        if _key(name) not in self.shifts:
            raise _Unread(_("the post has no shift “%(shift)s”") % {"shift": name})
        return self.shifts[_key(name)]

    def _weight(self, text: str) -> int:
        if not text:
            return self.weight
        if not text.isdecimal() or not 1 <= int(text) <= MAX_WEIGHT:
            raise _Unread(
                _("the weight “%(weight)s” is not from 1 to %(most)s")
                % {"weight": text, "most": MAX_WEIGHT}
            )
        return int(text)


def _days_of(numbers: Sequence[int], roster: StandingRoster) -> list[date]:
    """The days that are meant: of any of the roster's years where none is written."""
    years = numbers[2:] or sorted({roster.starts_on.year, roster.ends_on.year})
    found = []
    for year in years:
        try:
            found.append(date(year, numbers[1], numbers[0]))
        except ValueError:
            continue
    return found


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell.day}/{cell.month}/{cell.year}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _key(word: str) -> str:
    """Letters tell each other apart by their marks, so only capitals are folded away."""
    return word.strip().casefold()
