"""Which code runs which kind of job, and which jobs come daily."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Handle(Protocol):
    """What a running job may say and ask."""

    job_id: int

    def report(self, share: float, message: str = "", **figures: float | str | None) -> None:
        """Say how far it is: share from 0 to 1, a translated line, figures for the page."""

    def should_stop(self) -> bool:
        """Tell whether somebody asked to cancel; the runner then returns the best it has."""


Runner = Callable[[Handle, Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """A job that the worker starts once a day at a local time."""

    kind: str
    at: time


RUNNERS: dict[str, Runner] = {}
TITLES: "dict[str, StrOrPromise]" = {}
DAILY: list[Daily] = []


def job(
    kind: str, *, title: "StrOrPromise", daily_at: time | None = None
) -> Callable[[Runner], Runner]:
    """Register the decorated function as the runner of *kind*. A second one raises ValueError.

    title: what people read where the job is shown; lazily translated.
    """

    def register(runner: Runner) -> Runner:
        if kind in RUNNERS:
            raise ValueError(f"two runners for job kind {kind!r}")
        RUNNERS[kind] = runner
        TITLES[kind] = title
        if daily_at is not None:
            DAILY.append(Daily(kind=kind, at=daily_at))
        return runner

    return register


def title_of(kind: str) -> str:
    """What people call a kind of job; a kind that this version no longer knows keeps its key."""
    return str(TITLES.get(kind, kind))
