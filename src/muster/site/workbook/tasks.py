"""Reading and applying a workbook as long work."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from muster.exchange import services
from muster.jobs.models import Job
from muster.jobs.registry import Handle, job
from muster.ledger.actor import Actor, command
from muster.site.workbook.book import KEY
from muster.tree import clock
from muster.tree.actors import actor_for

READ: Final = "workbook.read"
APPLY: Final = "workbook.apply"


@job(READ, title=_("Reading a workbook"))
def read(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Stage the uploaded file as a preview; the file goes, whatever comes of it."""
    path = Path(params["path"])
    try:
        staged = services.stage(
            path,
            book=KEY,
            name=params["name"],
            actor=_actor(handle),
            now=clock.now(),
            params={"season": params["season"], "pack": params["pack"]},
            progress=handle,
        )
    finally:
        path.unlink(missing_ok=True)
    return {"import_id": staged.pk}


@job(APPLY, title=_("Applying a workbook"))
def apply(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Apply a preview. It is not stopped half-way: a part is short, and the rest would be owed."""
    staged = services.apply(
        params["import_id"], actor=_actor(handle), now=clock.now(), progress=handle
    )
    return {"import_id": staged.pk}


def _actor(handle: Handle) -> Actor:
    owner = Job.objects.select_related("owner__person").get(pk=handle.job_id).owner
    return actor_for(owner, via="import") if owner else command("import")
