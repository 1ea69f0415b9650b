"""Which devices, feeds and deliveries an account may see."""

from django.db.models import Q

from muster.gateways.models import Delivery, Device, FeedKey
from muster.gateways.rules import Can
from muster.tree.reach import Reach
from muster.tree.scope import scoped


@scoped(Device)
def _devices(reach: Reach) -> Q:
    return reach.by(Can.SEE_POSITIONS).season_units("event__season_unit")


@scoped(FeedKey)
def _feed_keys(reach: Reach) -> Q:
    return reach.by(Can.OPEN_FEEDS).season_units("season_unit")


@scoped(Delivery)
def _deliveries(reach: Reach) -> Q:
    return reach.by(Can.DELIVER).season_units("season_unit")
