"""What is past its day and is no step: lines that higher capabilities bring to a unit's pages.

A capability registers a source in its ``queries``; the board and the desk ask for all of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from muster.season.models import SeasonUnit
from muster.tree.models import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """One thing past its day that is no step: what, with whom it lies, where its page is.

    kind: what sort of thing it is, in the reader's language.
    """

    kind: str
    title: str
    url: str
    unit: str
    owner: str
    due_on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class OverdueLines:
    """The worst of one source, how many there are, and where all of them stand.

    title: what they are, in the reader's language; orders and tasks if it says nothing.
    """

    lines: Sequence[Overdue]
    total: int
    url: str
    title: str = ""


OverdueSource = Callable[[Account, SeasonUnit, date, int], OverdueLines]
_overdue: Final[list[OverdueSource]] = []


def overdue_source(source: OverdueSource) -> OverdueSource:
    """Register the decorated function: (account, unit, today, limit) to its overdue lines."""
    _overdue.append(source)
    return source


def overdue(account: Account, unit: SeasonUnit, *, today: date, limit: int) -> list[OverdueLines]:
    """What is overdue below *unit* and *account* may see, the worst *limit* of each source."""
    found = (source(account, unit, today, limit) for source in _overdue)
    return [lines for lines in found if lines.total]
