"""Work of the capability that runs by itself."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy

from muster.gateways.services import forget_positions
from muster.jobs.registry import Handle, job
from muster.ledger.actor import Actor
from muster.tree import clock

WORKER = Actor(name="muster", via="worker")


@job(
    "gateways.forget_positions",
    title=gettext_lazy("Making positions coarse and removing them"),
    daily_at=time(23, 35),
)
def forget(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do with positions what the pack says about their time."""
    done = forget_positions(WORKER, now=clock.now())
    return {"coarsened": done.coarsened, "removed": done.removed}
