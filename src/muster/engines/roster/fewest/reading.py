"""The ``.dat`` files of the SMPTSP family: lines to dataclasses.

Reading names every fault by its line and collects all of them before it refuses.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from muster.engines.roster.fewest.problem import MAX_PEOPLE, MAX_TASKS, Person, Problem, Task
from muster.engines.roster.problem import ProblemError

MAX_FILE_MB = 64
MAX_FAULTS = 200
MAX_MIN = 10**9

HEADER = re.compile(r"(\w+)\s*=\s*(\S*)$")
WHOLE = re.compile(r"-?\d{1,12}$")

Row = tuple[int, str]  # (number of the line, its text)


def read_smptsp(path: Path) -> Problem:
    """Read a file. Raises ProblemError with every fault, OSError if it cannot be opened."""
    if path.stat().st_size > MAX_FILE_MB * 2**20:
        raise ProblemError([f"line 1: the file is over {MAX_FILE_MB} MB, the limit"])
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise ProblemError([f"byte {err.start}: is not UTF-8"]) from err
    return smptsp_from_text(text, name=path.stem)


def smptsp_from_text(text: str, *, name: str) -> Problem:
    """The problem that *text* describes; tasks and people are numbered from 0, as in the file."""
    sheet = _Sheet()
    for no, line in enumerate(text.splitlines(), start=1):
        words = line.split("#", maxsplit=1)[0].strip()
        if words:
            sheet.take((no, words))
    problem = None if sheet.faults else sheet.problem(name)
    if sheet.faults or problem is None:
        raise ProblemError(sheet.faults[:MAX_FAULTS])
    return problem


@dataclass(slots=True)
class _Section:
    """A header line, how many rows it announces, and the rows that follow."""

    no: int
    count: int
    rows: list[Row] = field(default_factory=list)


class _Sheet:
    """The sections of one file, and what is wrong with them."""

    LIMITS = {"Jobs": MAX_TASKS, "Qualifications": MAX_PEOPLE}

    def __init__(self) -> None:
        self.sections: dict[str, _Section] = {}
        self.current: _Section | None = None
        self.faults: list[str] = []

    def take(self, row: Row) -> None:
        """Sort one line into its section."""
        no, words = row
        header = HEADER.match(words)
        if header:
            self._open(no, *header.groups())
        elif self.current is None:
            self.faults.append(f"line {no}: stands before 'Jobs = number', which is wanted first")
        else:
            self.current.rows.append(row)

    def _open(self, no: int, name: str, count: str) -> None:
        if name == "Type":
            if count != "1":
                self.faults.append(f"line {no}: Type is {count or 'missing'}, 1 is wanted")
            return
        if name not in self.LIMITS:
            self.faults.append(f"line {no}: {name} is unknown, Jobs or Qualifications is wanted")
        elif name in self.sections:
            self.faults.append(f"line {no}: {name} stands here a second time")
        limit = self.LIMITS.get(name, MAX_TASKS)
        number = _whole(count)
        if number is None or not 0 <= number <= limit:
            self.faults.append(
                f"line {no}: {name} is {count or 'missing'}, "
                f"a whole number from 0 to {limit:,} is wanted"
            )
        self.current = _Section(no, number or 0)
        self.sections.setdefault(name, self.current)

    def problem(self, name: str) -> Problem | None:
        """The problem; None if there are faults."""
        missing = [
            f"line 1: the section {k} is missing" for k in self.LIMITS - self.sections.keys()
        ]
        if missing:
            self.faults += sorted(missing)
            return None
        jobs, people = self.sections["Jobs"], self.sections["Qualifications"]
        for key, section in (("Jobs", jobs), ("Qualifications", people)):
            if section.count != len(section.rows):
                self.faults.append(
                    f"line {section.no}: {key} announces {section.count} rows, "
                    f"{len(section.rows)} follow"
                )
        tasks = [self._task(k, row) for k, row in enumerate(jobs.rows)]
        held = [self._may_hold(row, len(jobs.rows)) for row in people.rows]
        if not self.faults:
            self._nobody(jobs.rows, frozenset[str]().union(*held))
        if self.faults:
            return None
        return Problem(
            name=name,
            tasks=tuple(t for t in tasks if t is not None),
            people=tuple(Person(id=str(k), may_hold=mine) for k, mine in enumerate(held)),
        )

    def _task(self, k: int, row: Row) -> Task | None:
        no, words = row
        times = [_whole(word) for word in words.split()]
        match times:
            case [int(start), int(end)] if -MAX_MIN <= start < end <= MAX_MIN:
                return Task(id=str(k), start_min=start, end_min=end)
            case [int(start), int(end)] if start >= end:
                self.faults.append(
                    f"line {no}: task {k} ends at {end}, not after its start {start}"
                )
            case _:
                self.faults.append(
                    f"line {no}: '{words[:40]}' is no task, two whole numbers "
                    f"of at most {MAX_MIN:,} (start, end) are wanted"
                )
        return None

    def _may_hold(self, row: Row, tasks: int) -> frozenset[str]:
        no, words = row
        count, colon, listed = words.partition(":")
        numbers = listed.split()
        if not colon or _whole(count.strip()) != len(numbers):
            self.faults.append(
                f"line {no}: '{words[:40]}' lists {len(numbers)} tasks, "
                "'number: task task ...' with their number is wanted"
            )
            return frozenset()
        for word in numbers:
            number = _whole(word)
            if number is None or not 0 <= number < tasks:
                self.faults.append(f"line {no}: {word[:40]} is no task from 0 to {tasks - 1}")
        mine = frozenset(str(_whole(word)) for word in numbers)
        if len(mine) < len(numbers):
            self.faults.append(f"line {no}: a task is listed twice")
        return mine

    def _nobody(self, rows: list[Row], somebody: frozenset[str]) -> None:
        """A task that nobody may hold makes the whole file senseless."""
        for k, (no, _) in enumerate(rows):
            if str(k) not in somebody:
                self.faults.append(f"line {no}: nobody may hold task {k}")


def _whole(word: str) -> int | None:
    return int(word) if WHOLE.match(word) and word.isascii() else None
