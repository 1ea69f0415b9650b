"""What waits for one client: bounded, the newest position of each uid, every alert."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import Final

MOST_OTHERS: Final = 1_000
MOST_POSITIONS: Final = 5_000
MOST_ALERT_BYTES: Final = 4 * 2**20
MOST_OTHER_BYTES: Final = 4 * 2**20


class Sort(StrEnum):
    """What happens to an event that a client does not read in time."""

    POSITION = "position"  # the newer one of the same uid takes its place
    ALERT = "alert"  # stays
    OTHER = "other"  # the oldest go when there are too many


class Put(StrEnum):
    """What became of an event that was put into an outbox."""

    ADDED = "added"
    REPLACED = "replaced"
    DROPPED = "dropped"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Letter:
    """One event, serialised once for all clients. key: the uid of a position."""

    sort: Sort
    key: str
    content: bytes


class Outbox:
    """Letters in the order in which they came.

    A newer position takes the place of the older one *in the line*, so that a uid that is sent
    often does not stay behind for ever. Alerts are never taken out: when they alone pass their
    bound, ``put`` says FULL and the client is to be cut off; on its return it gets all open alerts.
    """

    def __init__(self) -> None:
        self._line: OrderedDict[object, Letter] = OrderedDict()
        self._number = count()
        self._held = dict.fromkeys(Sort, 0)
        self._bytes = dict.fromkeys(Sort, 0)

    def __len__(self) -> int:
        return len(self._line)

    @property
    def held_bytes(self) -> int:
        """How much waits."""
        return sum(self._bytes.values())

    def put(self, letter: Letter) -> Put:
        """Put it at the end, or where an older position of its uid stands."""
        if letter.sort is Sort.POSITION:
            return self._put_position(letter)
        if letter.sort is Sort.ALERT:
            if self._bytes[Sort.ALERT] + len(letter.content) > MOST_ALERT_BYTES:
                return Put.FULL
            self._add(next(self._number), letter)
            return Put.ADDED
        self._add(next(self._number), letter)
        return self._bounded(Sort.OTHER, MOST_OTHERS)

    def taken(self, *, most_bytes: int) -> bytes:
        """Letters from the front, up to that size but at least one, as one piece to write."""
        return b"".join(self._front(most_bytes))

    def _front(self, most_bytes: int) -> Iterator[bytes]:
        size = 0
        while self._line:
            key = next(iter(self._line))
            content = self._line[key].content
            if size and size + len(content) > most_bytes:
                return
            self._remove(key)
            size += len(content)
            yield content

    def _put_position(self, letter: Letter) -> Put:
        held = self._line.get(letter.key)
        if held is None:
            self._add(letter.key, letter)
            return self._bounded(Sort.POSITION, MOST_POSITIONS)
        self._line[letter.key] = letter
        self._bytes[Sort.POSITION] += len(letter.content) - len(held.content)
        return Put.REPLACED

    def _bounded(self, sort: Sort, most: int) -> Put:
        dropped = False
        while self._held[sort] > 1 and (
            self._held[sort] > most or self._bytes[sort] > MOST_OTHER_BYTES
        ):
            self._remove(next(key for key, one in self._line.items() if one.sort is sort))
            dropped = True
        return Put.DROPPED if dropped else Put.ADDED

    def _add(self, key: object, letter: Letter) -> None:
        self._line[key] = letter
        self._held[letter.sort] += 1
        self._bytes[letter.sort] += len(letter.content)

    def _remove(self, key: object) -> None:
        letter = self._line.pop(key)
        self._held[letter.sort] -= 1
        self._bytes[letter.sort] -= len(letter.content)
