"""The decision of a moving as something that is approved before it is issued."""

from django.urls import reverse
from django.utils.translation import gettext as _

from muster.office.bridge import rules_of
from muster.office.rules import Can
from muster.office.services.moving.papers import words_of
from muster.packs import PaperFor
from muster.season.errors import AlreadyUndone
from muster.season.models import Moving
from muster.season.registry import Approvable, ApprovableSource, register_approvable
from muster.season.services.hand import day, local


def moving_now(pk: int) -> Approvable:
    """A moving: its decision's words, and each congress with both days."""
    moving = Moving.objects.select_related("season_unit__season").get(pk=pk)
    rows = list(
        moving.congresses.select_related("congress__season_unit").order_by(
            "congress__season_unit__first"
        )
    )
    rules = rules_of(moving.season_unit).moving_papers.values()
    decision = next(one for one in rules if one.made_for is PaperFor.ACT)
    words = words_of(moving, decision, moving.area, len(rows))
    return Approvable(
        kind="decision",
        unit=moving.season_unit,
        title=_("Moved days: %(area)s") % {"area": moving.area},
        url=reverse("season:moving", args=[pk]),
        recipients=moving.area,
        parts={
            "text": [[words]],
            "lines": [
                [row.congress.season_unit.name, day(row.old_starts_on), day(row.new_starts_on)]
                for row in rows
            ],
        },
    )


def refuse_undone(pk: int) -> None:
    """What was put back is not decided any more. Raises AlreadyUndone."""
    moving = Moving.objects.get(pk=pk)
    if moving.undone_at is not None:
        raise AlreadyUndone(who=moving.undone_by, at=local(moving.undone_at))


register_approvable(
    "moving",
    ApprovableSource(
        look=moving_now,
        kind="decision",
        submit=Can.SUBMIT,
        issue=Can.ISSUE,
        check=refuse_undone,
    ),
)
