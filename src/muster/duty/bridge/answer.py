"""The engine's answer as rows: assignments, open places, the record of the run."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from typing import Any

from muster.duty.bridge.problem import resource_pk, shift_pk
from muster.duty.models import Assignment, OpenPlace, Roster, Run
from muster.engines.roster import Pair, Problem, Solution
from muster.engines.roster.reading import problem_to_json

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


def open_places_of(roster: Roster, answer: Solution) -> list[OpenPlace]:
    """Rows, not yet saved, for what the answer leaves open and why."""
    return [
        OpenPlace(
            roster=roster,
            shift_id=shift_pk(reason.post),
            missing=reason.missing,
            kind=reason.kind.value,
            officers=[pk for who in reason.who if (pk := resource_pk(who)[0])][:WHO_MAX],
        )
        for reason in answer.reasons
        if reason.missing > 0
    ]


def run_of(
    roster: Roster, *, problem: Problem, answer: Solution, started_at: datetime, asked_by: str
) -> Run:
    """The record of the run, not yet saved."""
    asked = packed(problem_to_json(problem))
    return Run(
        roster=roster,
        started_at=started_at,
        asked_by=asked_by,
        input_sha256=hashlib.sha256(gzip.decompress(asked)).hexdigest(),
        problem_gz=asked,
        answer_gz=packed(asdict(answer)),
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
    )


def packed(value: dict[str, Any]) -> bytes:
    """JSON, compressed; the same value gives the same bytes."""
    return gzip.compress(json.dumps(value, ensure_ascii=False).encode(), mtime=0)
