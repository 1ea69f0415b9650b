"""How much is compared at once."""

from typing import Any, Final

MOST_TEXTS: Final = 2_000
# Of the distinct words of texts that differ. The work grows with the square of it; at the limit
# the worst of texts, all long and all half alike, take seconds.
MOST_CHARACTERS: Final = 500_000


class TooMuch(ValueError):
    """More than is compared. data: what (texts, characters), found, limit."""

    def __init__(self, what: str, found: int, limit: int) -> None:
        super().__init__(f"{found:,} {what}, at most {limit:,} are compared")
        self.data: dict[str, Any] = {"what": what, "found": found, "limit": limit}
