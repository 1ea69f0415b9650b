"""The panel of long work: how far, how long still, and the way to stop it."""

from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import pgettext_lazy

STATES = {
    "waiting": ("wait", pgettext_lazy("work", "waiting for its turn")),
    "running": ("doing", pgettext_lazy("work", "running")),
    "done": ("done", pgettext_lazy("work", "done")),
    "failed": ("late", pgettext_lazy("work", "failed")),
    "cancelled": ("back", pgettext_lazy("work", "cancelled")),
}
ENDED = frozenset({"done", "failed", "cancelled"})
LEAST_SHARE = 0.03  # below it no time left is guessed


class LongWork(Protocol):
    """What the panel reads of a job."""

    kind: str
    state: str
    progress: float
    message: str
    started_at: datetime | None
    cancel_requested_at: datetime | None


def seconds_left(job: LongWork, *, now: datetime) -> int | None:
    """Seconds until the end if the pace stays, or None while nothing can be said."""
    if job.state != "running" or job.started_at is None or job.progress < LEAST_SHARE:
        return None
    spent_s = (now - job.started_at).total_seconds()
    if spent_s <= 0:  # the demonstration's clock stands still
        return None
    return max(0, round(spent_s * (1 - job.progress) / job.progress))


def job_context(
    job: LongWork,
    *,
    panel_url: str,
    now: datetime | None = None,
    title: Any = "",
    cancel_url: str = "",
    next_url: str = "",
) -> dict[str, Any]:
    """What ``shell/_job.html`` needs; a view that answers *panel_url* renders that template.

    now: without it no time left is guessed.
    next_url: where the reader is taken when the work is done; "" leaves them on the page.
    """
    mark, words = STATES[job.state]
    left_s = None if now is None else seconds_left(job, now=now)
    return {
        "job": job,
        "job_title": title or job.kind,
        "job_mark": mark,
        "job_words": words,
        "job_left_min": None if left_s is None else -(-left_s // 60),
        "job_left_s": left_s,
        "job_ended": job.state in ENDED,
        "panel_url": panel_url,
        "cancel_url": cancel_url,
        "next_url": next_url if job.state == "done" else "",
    }
