"""Who should go, and what is left without anybody when they do: pure.

Units and needs in; for each need the options in their order with every part of their score, and
for each unit that is not offered the reason. Travel times come through :class:`Travel`: straight
lines with a detour factor here, a road graph later.
"""

from muster.engines.coverage.advising import advise
from muster.engines.coverage.model import (
    Advice,
    Gap,
    Need,
    Option,
    Part,
    PartName,
    Refusal,
    Status,
    Unit,
    Weights,
    Why,
)
from muster.engines.coverage.travel import Mode, Place, Start, StraightLine, Travel

__all__ = [
    "Advice",
    "Gap",
    "Mode",
    "Need",
    "Option",
    "Part",
    "PartName",
    "Place",
    "Refusal",
    "Start",
    "Status",
    "StraightLine",
    "Travel",
    "Unit",
    "Weights",
    "Why",
    "advise",
]
