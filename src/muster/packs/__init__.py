"""Rule packs: what one kind of organisation lays down, as data with sources and dates.

``load("agm")`` gives a frozen, typed :class:`Pack`; the folder per version lets a
running season stay on the version it pinned.
"""

from muster.packs.errors import Fault, PackInvalid, PackUnknown, RuleUnknown, VersionUnknown
from muster.packs.loader import PackRef, available, check, load
from muster.packs.schema import (
    Anchor,
    Desk,
    Direction,
    Each,
    Feed,
    Milestone,
    Pack,
    Period,
    Procedure,
    Register,
    Shows,
    Step,
    StepState,
    TaskKind,
    TaskSet,
    Text,
    Tier,
    UnitScope,
)

__all__ = [
    "Anchor",
    "Desk",
    "Direction",
    "Each",
    "Fault",
    "Feed",
    "Milestone",
    "Pack",
    "PackInvalid",
    "PackRef",
    "PackUnknown",
    "Period",
    "Procedure",
    "Register",
    "RuleUnknown",
    "Shows",
    "Step",
    "StepState",
    "TaskKind",
    "TaskSet",
    "Text",
    "Tier",
    "UnitScope",
    "VersionUnknown",
    "available",
    "check",
    "load",
]
