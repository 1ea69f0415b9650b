"""What the worker does every night for papers: the proof of the remarks' counters."""

from collections.abc import Mapping
from datetime import time
from typing import Any, Final

from django.utils.translation import gettext_lazy

from muster.jobs.registry import Handle, job
from muster.ledger.actor import Actor
from muster.papers.commands import running
from muster.papers.services.remarks import rebuild_counters
from muster.tree import clock

WORKER: Final = Actor(name="muster", via="worker")


@job(
    "papers.prove_counters",
    title=gettext_lazy("Proving the counters of remarks"),
    daily_at=time(23, 40),
)
def prove_counters(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Compare the counters of every running round with a rebuild; mend and say what was wrong.

    Cancelled, it leaves the rounds that it did not come to for the next night.
    """
    rounds, mended = list(running()), {}
    for at, opened in enumerate(rounds):
        if handle.should_stop():
            break
        handle.report(at / len(rounds), opened.document.title)
        mended[str(opened.pk)] = rebuild_counters(opened, actor=WORKER, now=clock.now())
    return mended
