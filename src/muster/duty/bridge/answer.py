"""The engine's answer as rows: assignments, open places, the record of the run."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import version
from typing import Any

from muster.duty.bridge.account import account_to_json, people_of
from muster.duty.bridge.errands import Effort, Found
from muster.duty.bridge.problem import resource_pk, shift_pk
from muster.duty.models import Assignment, OpenPlace, Roster, Run
from muster.engines.roster import Pair, Problem, Reason
from muster.engines.roster.files.writing import problem_to_json, solution_to_json
from muster.engines.roster.reasons.openings import Opening

WHO_MAX = 30  # qualified people named with an open place


def assignments_of(
    roster: Roster, pairs: Iterable[Pair], *, locked: frozenset[Pair]
) -> list[Assignment]:
    """Rows, not yet saved, for pairs of engine ids."""
    rows = []
    for pair in pairs:
        officer_id, vehicle_id = resource_pk(pair[1])
        rows.append(
            Assignment(
                roster=roster,
                shift_id=shift_pk(pair[0]),
                officer_id=officer_id,
                vehicle_id=vehicle_id,
                is_locked=pair in locked,
            )
        )
    return rows


def open_places_of(roster: Roster, found: Found) -> list[OpenPlace]:
    """Rows, not yet saved, for what a search leaves open and why."""
    accounts = {opening.post: opening for opening in found.openings}
    return [
        _open_place(roster, reason, accounts.get(reason.post))
        for reason in found.answer.reasons
        if reason.missing > 0
    ]


def _open_place(roster: Roster, reason: Reason, opening: Opening | None) -> OpenPlace:
    officers = [pk for who in reason.who if (pk := resource_pk(who)[0])]
    if opening is not None:
        officers = [*people_of(opening), *officers]
    return OpenPlace(
        roster=roster,
        shift_id=shift_pk(reason.post),
        missing=reason.missing,
        kind=(reason if opening is None else opening).kind.value,
        officers=list(dict.fromkeys(officers))[:WHO_MAX],
        opening={} if opening is None else account_to_json(opening),
    )


def run_of(
    roster: Roster,
    *,
    problem: Problem,
    found: Found,
    effort: Effort,
    course: str,
    started_at: datetime,
    asked_by: str,
) -> Run:
    """The record of the run, not yet saved."""
    asked, answer = packed(problem_to_json(problem)), found.answer
    return Run(
        roster=roster,
        started_at=started_at,
        asked_by=asked_by,
        input_sha256=hashlib.sha256(gzip.decompress(asked)).hexdigest(),
        problem_gz=asked,
        answer_gz=packed(solution_to_json(answer)),
        seed=answer.seed,
        workers=answer.workers,
        code_version=version("muster"),
        seconds=answer.seconds,
        iterations=answer.iterations,
        peak_mb=answer.peak_mb,
        uncovered=answer.value.uncovered,
        uncovered_bound=answer.bound.uncovered,
        score=answer.value.cost,
        score_bound=answer.bound.cost,
        aim=effort.aim.value,
        by_count=effort.iterations is not None,
        course=course,
    )


def packed(value: dict[str, Any]) -> bytes:
    """JSON, compressed; the same value gives the same bytes."""
    return gzip.compress(json.dumps(value, ensure_ascii=False).encode(), mtime=0)
