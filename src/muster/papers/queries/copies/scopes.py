"""What an account may see of numbered copies: those of units in reach, and those they hold."""

from django.db.models import Q

from muster.papers.models import (
    Copy,
    CopySeries,
    Destruction,
    Issue,
    Loss,
    Printing,
)
from muster.papers.rules import Can
from muster.tree.reach import Reach
from muster.tree.scope import scoped


@scoped(CopySeries)
def _series(reach: Reach) -> Q:
    return reach.by(Can.READ_COPIES).season_units("season_unit")


@scoped(Copy)
def _copies(reach: Reach) -> Q:
    mine = reach.by(Can.READ_COPIES)
    return mine.season_units("series__season_unit") | mine.season_units("issue__season_unit")


@scoped(Issue)
def _issues(reach: Reach) -> Q:
    mine = reach.by(Can.READ_COPIES)
    return mine.season_units("series__season_unit") | mine.season_units("season_unit")


@scoped(Printing)
def _printings(reach: Reach) -> Q:
    return reach.by(Can.READ_COPIES).season_units("series__season_unit")


@scoped(Loss)
def _losses(reach: Reach) -> Q:
    return reach.by(Can.READ_COPIES).season_units("series__season_unit")


@scoped(Destruction)
def _destructions(reach: Reach) -> Q:
    return reach.by(Can.READ_COPIES).season_units("series__season_unit")
