"""What several pages of the office share."""

from collections.abc import Sequence

from muster.office.errors import PaperUnknown
from muster.office.models import Paper


def only_one(found: Sequence[Paper], symbol: str) -> Paper:
    """The paper that bears a typed symbol. Raises PaperUnknown for none and for several."""
    if len(found) != 1:
        raise PaperUnknown(symbol=symbol.strip())
    return found[0]
