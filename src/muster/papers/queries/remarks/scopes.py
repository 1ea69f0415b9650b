"""What an account may see of remarks: what its body and those below wrote, and its own."""

from django.db.models import Q

from muster.papers.models import Intake, Remark, Round, RoundDesk
from muster.papers.rules import Can
from muster.tree.reach import Reach
from muster.tree.scope import scoped


@scoped(Round)
def _rounds(reach: Reach) -> Q:
    """Whoever sees one of its bodies, and the members of these, who may remark themselves."""
    seen = RoundDesk.objects.filter(_of_body(reach)).values("round")
    return Q(pk__in=seen) | reach.by(Can.READ).season_units("document__season_unit")


@scoped(RoundDesk)
def _round_desks(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(Remark)
def _remarks(reach: Reach) -> Q:
    """A body's own and those of the bodies below it; a member's own, wherever he serves now."""
    return reach.by(Can.READ).season_units("season_unit") | Q(account=reach.account_id)


@scoped(Intake)
def _intakes(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("desk__season_unit")


def _of_body(reach: Reach) -> Q:
    seen = reach.by(Can.READ).season_units("season_unit")
    if reach.person_id is None:
        return seen
    return seen | Q(season_unit__unit__persons=reach.person_id)
