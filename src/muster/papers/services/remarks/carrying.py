"""What a round left undecided goes on in the next one."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from muster.ledger.actor import Actor
from muster.papers.models import Remark, RemarkAct, Round, RoundDesk
from muster.papers.services.remarks.counting import settle, tally_of
from muster.papers.services.remarks.hand import acts, take_desks


def carry(opened: Round, desks: Sequence[RoundDesk], *, actor: Actor, now: datetime) -> int:
    """Move the undecided remarks of earlier rounds onto the desks of the same bodies in *opened*.

    A body that takes no part any more hands on to the nearest one above it that does; nothing is
    left behind. How many were moved.
    """
    earlier = Remark.objects.filter(desk__round__document=opened.document_id, decision="").exclude(
        desk__round=opened
    )
    pending = list(earlier.select_related("desk__season_unit").order_by("desk_id", "pk"))
    take_desks({remark.desk_id for remark in pending if remark.desk_id is not None})
    before = tally_of(pending)
    for old, group in groupby(pending, key=lambda remark: remark.desk):
        assert old is not None
        target = _nearest(old, desks)
        moved = list(group)
        acts(
            moved,
            RemarkAct.Kind.CARRIED,
            actor=actor,
            now=now,
            from_desk=old,
            to_desk=target,
        )
        Remark.objects.filter(pk__in=[remark.pk for remark in moved]).update(desk=target)
        for remark in moved:
            remark.desk = target
    settle(before, pending)
    return len(pending)


def _nearest(old: RoundDesk, desks: Sequence[RoundDesk]) -> RoundDesk:
    """The desk of the same body, or of the nearest one above it; the owner's holds them all."""
    at = old.season_unit.first
    return max(
        (desk for desk in desks if desk.season_unit.first <= at <= desk.season_unit.last),
        key=lambda desk: desk.depth,
    )
