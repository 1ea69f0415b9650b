"""What higher capabilities bring to acts and pages of a season, so that no import goes up.

One module for each act or page; a capability registers its contribution in its own drawer.
"""

from muster.season.registry.approvable import (
    Approvable,
    ApprovableSource,
    Part,
    approvable_kinds,
    approvable_source,
    register_approvable,
)
from muster.season.registry.known import Asked, known, known_source
from muster.season.registry.overdue import Overdue, OverdueLines, overdue, overdue_source

__all__ = [
    "Approvable",
    "ApprovableSource",
    "Asked",
    "Overdue",
    "OverdueLines",
    "Part",
    "approvable_kinds",
    "approvable_source",
    "known",
    "known_source",
    "overdue",
    "overdue_source",
    "register_approvable",
]
