"""Which device tokens an account may see."""

from django.db.models import Q

from muster.api.models import Token
from muster.api.rules import Can
from muster.tree.reach import Reach
from muster.tree.scope import scoped


@scoped(Token)
def _tokens(reach: Reach) -> Q:
    return reach.by(Can.ISSUE).season_units("event__season_unit")
