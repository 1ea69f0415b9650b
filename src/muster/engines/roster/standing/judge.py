"""What a row or a roster breaks and what it is worth; knows nothing of the solver."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from muster.engines.roster.standing.problem import Employee, StandingProblem


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row, all with a shift or all off; ``edge``: it touches the horizon's edge."""

    works: bool
    first: int
    length: int
    edge: bool


class Judge:
    """Holds rows against the rules of one problem."""

    def __init__(self, problem: StandingProblem) -> None:
        self.problem = problem
        self.kinds = {k.id: k for k in problem.kinds}
        self.weekends = problem.weekends()

    def broken(self, rows: Mapping[str, Sequence[str | None]]) -> list[str]:
        """Every rule that the roster breaks, in words."""
        known = {e.id for e in self.problem.staff}
        found = [f"{name}: is not on the staff" for name in rows if name not in known]
        for employee in self.problem.staff:
            found += self.broken_by(employee, rows.get(employee.id, ()))
        return found

    def broken_by(self, employee: Employee, row: Sequence[str | None]) -> list[str]:
        """The rules that one employee's row breaks."""
        name = employee.id
        if len(row) != self.problem.days:
            return [f"{name}: has {len(row)} days, {self.problem.days} are wanted"]
        unknown = sorted({k for k in row if k is not None and k not in self.kinds})
        if unknown:
            return [f"{name}: {unknown[0]!r} is no kind of shift"]
        counts = (*self._totals(employee, row), *self._days(employee, row))
        return [f"{name}: {what}" for what in (*counts, *self._runs(employee, row))]

    def _totals(self, employee: Employee, row: Sequence[str | None]) -> Iterator[str]:
        for kind, most in sorted(employee.max_of_kind.items()):
            if (n := sum(k == kind for k in row)) > most:
                yield f"{n} shifts of kind {kind}, at most {most}"
        total = sum(self.kinds[k].length_min for k in row if k is not None)
        if not employee.min_total_min <= total <= employee.max_total_min:
            yield f"{total} minutes, not {employee.min_total_min} to {employee.max_total_min}"
        worked = sum(any(row[d] is not None for d in days) for days in self.weekends)
        if worked > employee.max_weekends:
            yield f"{worked} weekends, at most {employee.max_weekends}"

    def _days(self, employee: Employee, row: Sequence[str | None]) -> Iterator[str]:
        for d in sorted(employee.days_off):
            if row[d] is not None:
                yield f"works on day off {d}"
        for d, (k, after) in enumerate(pairwise(row)):
            if k is not None and after in self.kinds[k].not_before:
                yield f"{k} on day {d} is followed by {after}"

    def _runs(self, employee: Employee, row: Sequence[str | None]) -> Iterator[str]:
        for run in runs_of(row):
            what = "shifts" if run.works else "days off"
            where = f"{run.length} {what} in a row from day {run.first}"
            least = employee.min_days_off_in_a_row
            if run.works:
                least = employee.min_shifts_in_a_row
                if run.length > employee.max_shifts_in_a_row:
                    yield f"{where}, at most {employee.max_shifts_in_a_row}"
            if not run.edge and run.length < least:
                yield f"{where}, at least {least}"

    def penalty(self, rows: Mapping[str, Sequence[str | None]]) -> int:
        """What unmet wishes, missing and surplus people weigh."""
        unmet = (
            r.weight
            for r in self.problem.requests
            if (rows[r.employee][r.day] == r.kind) != r.wanted
        )
        held = Counter((d, k) for row in rows.values() for d, k in enumerate(row))
        cover = (
            c.weight_under * max(0, c.need - held[c.day, c.kind])
            + c.weight_over * max(0, held[c.day, c.kind] - c.need)
            for c in self.problem.cover
        )
        return sum(unmet) + sum(cover)


def runs_of(row: Sequence[str | None]) -> list[Run]:
    """The row as runs."""
    found, first = [], 0
    for works, days in groupby(row, key=lambda k: k is not None):
        length = len(list(days))
        edge = first == 0 or first + length == len(row)
        found.append(Run(works, first, length, edge))
        first += length
    return found
