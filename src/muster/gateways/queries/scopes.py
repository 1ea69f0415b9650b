"""Which devices and feeds an account may see."""

from django.db.models import Q

from muster.gateways.models import Device, FeedKey
from muster.gateways.rules import Can
from muster.tree.reach import Reach
from muster.tree.scope import scoped


@scoped(Device)
def _devices(reach: Reach) -> Q:
    return reach.by(Can.SEE_POSITIONS).season_units("event__season_unit")


@scoped(FeedKey)
def _feed_keys(reach: Reach) -> Q:
    return reach.by(Can.OPEN_FEEDS).season_units("season_unit")
