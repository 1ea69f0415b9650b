"""The course of a search: how value and bound of both levels came together over its seconds.

Kept as text among a job's figures, few points, so that the page can draw what it did not see.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from muster.duty.bridge.errands import Standing

POINTS_MAX = 60
PLACES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One moment of a search: seconds since it began, value and bound of both levels."""

    seconds: float
    uncovered: float
    uncovered_bound: float
    score: float
    score_bound: float


class Course:
    """The points so far; when they grow too many, every other one of the past goes."""

    def __init__(self) -> None:
        self.points: list[Point] = []

    def note(self, standing: Standing) -> None:
        """Add where the search stands now."""
        self.points.append(
            Point(
                seconds=standing.seconds,
                uncovered=standing.uncovered,
                uncovered_bound=standing.uncovered_bound,
                score=standing.score,
                score_bound=standing.score_bound,
            )
        )
        if len(self.points) > POINTS_MAX:
            self.points = [*self.points[:-1:2], self.points[-1]]

    def text(self) -> str:
        """The points as text for a job's figures."""
        rows = [
            [
                round(figure, PLACES)
                for figure in (
                    *(point.seconds, point.uncovered, point.uncovered_bound),
                    *(point.score, point.score_bound),
                )
            ]
            for point in self.points
        ]
        return json.dumps(rows)


def points_of(text: object) -> Sequence[Point]:
    """What :meth:`Course.text` wrote; nothing for anything else."""
    if not isinstance(text, str) or not text:
        return ()
    return tuple(
        Point(
            seconds=row[0],
            uncovered=row[1],
            uncovered_bound=row[2],
            score=row[3],
            score_bound=row[4],
        )
        for row in json.loads(text)
    )
