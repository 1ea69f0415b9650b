"""A standing search as rows: duties, and the record with its input as text of the public family."""

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from importlib.metadata import version
from typing import Any

from muster.duty.bridge.answer import packed
from muster.duty.bridge.errands import Effort
from muster.duty.bridge.problem import resource_pk
from muster.duty.bridge.standing_errand import StandingFound
from muster.duty.models import StandingDuty, StandingRoster, StandingRun
from muster.duty.queries.standing_shifts import span_of
from muster.engines.roster.standing import Employee, Row, StandingProblem
from muster.engines.roster.standing.commands import roster_to_json
from muster.packs import Pack


def duties_of_rows(
    roster: StandingRoster,
    rows: Mapping[str, Row],
    *,
    locked: frozenset[tuple[int, date, str]],
    pack: Pack,
) -> list[StandingDuty]:
    """Duties, not yet saved; those that a hand placed stay locked if the search kept them."""
    found = []
    for who, row in rows.items():
        officer_id = resource_pk(who)[0] or 0
        for n, shift in enumerate(row):
            if shift is None:
                continue
            day = roster.starts_on + timedelta(days=n)
            starts_at, ends_at = span_of(pack.standing_shifts[shift], day)
            found.append(
                StandingDuty(
                    roster=roster,
                    officer_id=officer_id,
                    day=day,
                    shift=shift,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    is_locked=(officer_id, day, shift) in locked,
                )
            )
    return found


def standing_run_of(
    roster: StandingRoster,
    *,
    problem: StandingProblem,
    found: StandingFound,
    effort: Effort,
    course: str,
    started_at: datetime,
    asked_by: str,
) -> StandingRun:
    """The record of a search, not yet saved; clashes are an answer as well."""
    asked, answer = text_of(problem).encode(), found.answer
    told: dict[str, Any] = (
        {"clashes": [[who, list(rules)] for who, rules in found.clashes]}
        if answer is None
        else roster_to_json(answer)
    )
    return StandingRun(
        roster=roster,
        started_at=started_at,
        asked_by=asked_by,
        input_sha256=hashlib.sha256(asked).hexdigest(),
        problem_gz=gzip.compress(asked, mtime=0),
        answer_gz=packed(told),
        seed=effort.seed,
        workers=effort.workers,
        code_version=version("muster"),
        seconds=0.0 if answer is None else answer.seconds,
        iterations=0 if answer is None else answer.iterations,
        penalty=None if answer is None else answer.penalty,
        bound=None if answer is None else answer.bound,
        aim=effort.aim.value,
        by_count=effort.iterations is not None,
        course=course,
    )


def text_of(problem: StandingProblem) -> str:
    """The problem as ``muster roster solve --format curtois`` reads it."""
    sections = (
        ("HORIZON", [str(problem.days)]),
        ("SHIFTS", [f"{k.id},{k.length_min},{_bars(sorted(k.not_before))}" for k in problem.kinds]),
        ("STAFF", [_employee(one) for one in problem.staff]),
        (
            "DAYS_OFF",
            [_line(one.id, *sorted(one.days_off)) for one in problem.staff if one.days_off],
        ),
        *(
            (
                name,
                [
                    _line(one.employee, one.day, one.kind, one.weight)
                    for one in problem.requests
                    if one.wanted == wanted
                ],
            )
            for name, wanted in (("SHIFT_ON_REQUESTS", True), ("SHIFT_OFF_REQUESTS", False))
        ),
        (
            "COVER",
            [_line(c.day, c.kind, c.need, c.weight_under, c.weight_over) for c in problem.cover],
        ),
    )
    return "".join(
        f"SECTION_{name}\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections
    )


def _employee(one: Employee) -> str:
    return _line(
        one.id,
        _bars(f"{kind}={most}" for kind, most in sorted(one.max_of_kind.items())),
        one.max_total_min,
        one.min_total_min,
        one.max_shifts_in_a_row,
        one.min_shifts_in_a_row,
        one.min_days_off_in_a_row,
        one.max_weekends,
    )


def _line(*cells: object) -> str:
    return ",".join(str(cell) for cell in cells)


def _bars(parts: Iterable[str]) -> str:
    return "|".join(parts)
