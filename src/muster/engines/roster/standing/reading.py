"""Text files of the public family of shift scheduling problems (Curtois and Qu).

Sections of comma-separated lines; a line that begins with ``#`` is a comment. Every fault is
named by section and line, and all are collected before the file is refused.
"""

from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from muster.engines.roster.problem import ProblemError
from muster.engines.roster.standing.problem import (
    Cover,
    Employee,
    Request,
    ShiftKind,
    StandingProblem,
)

MAX_FILE_MB = 64
MAX_DAYS = 732
MAX_KINDS = 64
MAX_STAFF = 2_000
MAX_CELLS = 20_000_000  # days x staff x kinds
MAX_NUMBER = 10_000_000
MAX_FAULTS = 200

T = TypeVar("T")

HORIZON, SHIFTS, STAFF, DAYS_OFF, ON, OFF, COVER = (
    f"SECTION_{name}"
    for name in (
        "HORIZON",
        "SHIFTS",
        "STAFF",
        "DAYS_OFF",
        "SHIFT_ON_REQUESTS",
        "SHIFT_OFF_REQUESTS",
        "COVER",
    )
)
LIMITS = (
    "most minutes",
    "least minutes",
    "most shifts in a row",
    "least shifts in a row",
    "least days off in a row",
    "weekends",
)
WANTED = (HORIZON, SHIFTS, STAFF, COVER)
KNOWN = (HORIZON, SHIFTS, STAFF, DAYS_OFF, ON, OFF, COVER)


def read_problem(path: Path) -> StandingProblem:
    """Read a file. Raises ProblemError with every fault, OSError if it cannot be opened."""
    if path.stat().st_size > MAX_FILE_MB * 2**20:
        raise ProblemError([f"{path.name}: is larger than {MAX_FILE_MB} MB"])
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as err:
        raise ProblemError([f"{path.name}: is no text in UTF-8 (byte {err.start})"]) from err
    return problem_from_text(text, name=path.stem)


def problem_from_text(text: str, *, name: str) -> StandingProblem:
    """The problem that the text describes. Raises ProblemError with every fault."""
    return _Reader(name, text).problem()


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a section, as cells."""

    section: str
    number: int
    cells: list[str]

    def fault(self, text: str) -> str:
        return f"{self.section} line {self.number}: {text}"


class _Unusable(Exception):
    """A cell that cannot be read; holds the words."""


@dataclass(slots=True)
class _Reader:
    name: str
    text: str
    faults: list[str] = field(default_factory=list)
    sections: dict[str, list[_Line]] = field(default_factory=dict)
    days: int = 0

    def problem(self) -> StandingProblem:
        """Read section by section; each stage needs what the one before it named."""
        self._split()
        self._refuse()
        self.days = next(iter(self._each(HORIZON, 1, self._horizon)), 0)
        kinds = self._kinds()
        self._refuse()
        names = {k.id for k in kinds}
        staff = self._staff(names)
        self._bound_size(len(staff), len(kinds))
        self._refuse()
        staff = self._with_days_off(staff)
        known = {e.id: k for k, e in enumerate(staff)}
        requests = [
            *self._each(ON, 4, lambda line: self._request(line, known, names)),
            *self._each(OFF, 4, lambda line: self._request(line, known, names)),
        ]
        cover = self._each(COVER, 5, lambda line: self._cover(line, names))
        self._refuse()
        return StandingProblem(
            name=self.name,
            days=self.days,
            kinds=tuple(kinds),
            staff=tuple(staff),
            requests=tuple(requests),
            cover=tuple(cover),
        )

    def _kinds(self) -> list[ShiftKind]:
        kinds = self._each(SHIFTS, 2, self._kind)
        self._twice(SHIFTS)
        names = {k.id for k in kinds}
        for line, kind in zip(self.sections[SHIFTS], kinds, strict=False):
            unknown = sorted(kind.not_before - names)
            self.faults += [line.fault(f"{other!r} is no kind of shift") for other in unknown]
        return kinds

    def _staff(self, kinds: set[str]) -> list[Employee]:
        staff = self._each(STAFF, 8, lambda line: self._employee(line, kinds))
        self._twice(STAFF)
        return staff

    def _with_days_off(self, staff: list[Employee]) -> list[Employee]:
        known = {e.id: k for k, e in enumerate(staff)}
        for who, days in self._each(DAYS_OFF, 1, lambda line: self._days_off(line, known)):
            at = known[who]
            staff[at] = replace(staff[at], days_off=staff[at].days_off | days)
        return staff

    def _split(self) -> None:
        """Sort the lines into their sections."""
        section = ""
        for number, raw in enumerate(self.text.splitlines(), 1):
            line = raw.strip()
            if line.startswith("SECTION_"):
                section = line
                self._open(section, number)
            elif line and not line.startswith("#"):
                self._keep(section, number, line)
        self.faults += [f"{name}: is missing" for name in WANTED if name not in self.sections]
        if len(self.sections.get(HORIZON, "1")) != 1:
            self.faults.append(f"{HORIZON}: one line with the number of days is wanted")
        empty = [name for name in (SHIFTS, STAFF) if self.sections.get(name) == []]
        self.faults += [f"{name}: is empty" for name in empty]

    def _keep(self, section: str, number: int, line: str) -> None:
        if not section:
            self.faults.append(f"line {number}: stands before the first section")
            return
        cells = [cell.strip() for cell in line.split(",")]
        self.sections[section].append(_Line(section, number, cells))

    def _open(self, section: str, number: int) -> None:
        if section not in KNOWN:
            self.faults.append(f"line {number}: {section!r} is no section of this format")
        elif section in self.sections:
            self.faults.append(f"line {number}: {section} stands twice")
        self.sections.setdefault(section, [])

    def _refuse(self) -> None:
        if self.faults:
            more = len(self.faults) - MAX_FAULTS
            tail = [f"and {more} more"] if more > 0 else []
            raise ProblemError(self.faults[:MAX_FAULTS] + tail)

    def _each(self, section: str, cells: int, read: Callable[[_Line], T]) -> list[T]:
        """Read every line of the section; one that cannot be read is a fault."""
        found = []
        for line in self.sections.get(section, ()):
            if len(line.cells) < cells:
                fault = f"has {len(line.cells)} cells, {cells} are wanted"
                self.faults.append(line.fault(fault))
                continue
            try:
                found.append(read(line))
            except _Unusable as err:
                self.faults.append(line.fault(str(err)))
        return found

    def _twice(self, section: str) -> None:
        times = Counter(line.cells[0] for line in self.sections[section])
        for line in self.sections[section]:
            if times[line.cells[0]] > 1:
                self.faults.append(line.fault(f"{line.cells[0]!r} stands twice"))

    def _bound_size(self, staff: int, kinds: int) -> None:
        limits = ((SHIFTS, kinds, MAX_KINDS), (STAFF, staff, MAX_STAFF))
        for section, n, most in limits:
            if n > most:
                self.faults.append(f"{section}: has {n} lines, at most {most} are possible")
        if staff * kinds * self.days > MAX_CELLS:
            self.faults.append(f"{STAFF}: days x staff x kinds are more than {MAX_CELLS}")

    def _horizon(self, line: _Line) -> int:
        return _number(line, 0, "days", least=1, most=MAX_DAYS)

    def _kind(self, line: _Line) -> ShiftKind:
        return ShiftKind(
            id=_name(line, 0),
            length_min=_number(line, 1, "length", least=1, most=2880),
            not_before=frozenset(x for x in "|".join(line.cells[2:]).split("|") if x),
        )

    def _employee(self, line: _Line, kinds: set[str]) -> Employee:
        numbers = [_number(line, at, what) for at, what in enumerate(LIMITS, 2)]
        for most, least, what in ((0, 1, "minutes"), (2, 3, "shifts in a row")):
            if numbers[most] < numbers[least]:
                raise _Unusable(f"at least {numbers[least]} {what}, at most {numbers[most]}")
        return Employee(
            id=_name(line, 0),
            max_total_min=numbers[0],
            min_total_min=numbers[1],
            max_shifts_in_a_row=numbers[2],
            min_shifts_in_a_row=numbers[3],
            min_days_off_in_a_row=numbers[4],
            max_weekends=numbers[5],
            max_of_kind=dict(_limit(part, kinds) for part in line.cells[1].split("|") if part),
        )

    def _days_off(self, line: _Line, staff: dict[str, int]) -> tuple[str, frozenset[int]]:
        cells = range(1, len(line.cells))
        days = frozenset(self._day(line, at) for at in cells if line.cells[at])
        return _known(line, 0, staff, "employee"), days

    def _request(self, line: _Line, staff: dict[str, int], kinds: set[str]) -> Request:
        return Request(
            employee=_known(line, 0, staff, "employee"),
            day=self._day(line, 1),
            kind=_known(line, 2, kinds, "kind of shift"),
            weight=_number(line, 3, "weight"),
            wanted=line.section == ON,
        )

    def _cover(self, line: _Line, kinds: set[str]) -> Cover:
        return Cover(
            day=self._day(line, 0),
            kind=_known(line, 1, kinds, "kind of shift"),
            need=_number(line, 2, "requirement"),
            weight_under=_number(line, 3, "weight for under"),
            weight_over=_number(line, 4, "weight for over"),
        )

    def _day(self, line: _Line, at: int) -> int:
        return _number(line, at, "day", most=self.days - 1)


def _number(line: _Line, at: int, what: str, *, least: int = 0, most: int = MAX_NUMBER) -> int:
    text = line.cells[at]
    if not text.isascii() or not text.removeprefix("-").isdigit():
        raise _Unusable(f"{what}: {text!r} is no whole number")
    value = int(text[:12])
    if not least <= value <= most:
        raise _Unusable(f"{what}: {text[:12]} is not from {least} to {most}")
    return value


def _name(line: _Line, at: int) -> str:
    if not line.cells[at]:
        raise _Unusable("the name is empty")
    return line.cells[at]


def _known(line: _Line, at: int, known: Container[str], what: str) -> str:
    if line.cells[at] not in known:
        raise _Unusable(f"{line.cells[at]!r} is no {what}")
    return line.cells[at]


def _limit(part: str, kinds: set[str]) -> tuple[str, int]:
    kind, equals, most = part.partition("=")
    if kind not in kinds:
        raise _Unusable(f"{kind!r} is no kind of shift")
    if not equals or not (most.isascii() and most.isdigit()):
        raise _Unusable(f"{part!r}: kind=number is wanted")
    return kind, int(most[:9])
