"""Events cut out of a byte stream: concatenated, without a root, in pieces of any size.

Clients cut at ``</event>``; so does this, and what lies between two of them is one event if it
parses. Junk and halves of events are counted and passed over up to the next event.
"""

import re
from collections import Counter
from typing import Final

from muster.engines.cot.faults import Fault
from muster.engines.cot.reading import MOST_EVENT_BYTES

END: Final = b"</event>"
START: Final = re.compile(rb"<event[\s>/]")
# The one thing that may stand between events: white space and a declaration in UTF-8 or none.
BETWEEN: Final = re.compile(
    rb"""(?:\s|\x00|\xef\xbb\xbf|<\?xml(?=[^?>]*\?>)"""
    rb"""(?![^?>]*encoding=["'](?!(?i:utf-8|us-ascii)["']))[^?>]*\?>)*"""
)


class Framer:
    """Takes pieces of a stream and gives whole ``<event>`` elements.

    Holds at most ``most_bytes`` and a piece. faults: what was passed over, by reason.
    """

    def __init__(self, *, most_bytes: int = MOST_EVENT_BYTES) -> None:
        self.most_bytes = most_bytes
        self.faults: Counter[Fault] = Counter()
        self._held = bytearray()
        self._looked = 0
        self._is_passing_over = False

    def feed(self, piece: bytes) -> list[bytes]:
        """The elements that *piece* completes, in order."""
        self._held += piece
        found = []
        begin = 0
        while (end := self._held.find(END, max(begin, self._looked))) >= 0:
            end += len(END)
            if (one := self._cut(bytes(self._held[begin:end]))) is not None:
                found.append(one)
            begin = self._looked = end
        del self._held[:begin]
        self._looked = max(0, len(self._held) - len(END) + 1)
        self._bound()
        return found

    @property
    def held_bytes(self) -> int:
        """How much of an unfinished event is kept."""
        return len(self._held)

    def _cut(self, chunk: bytes) -> bytes | None:
        if self._is_passing_over or len(chunk) > self.most_bytes + len(END):
            self._is_passing_over = False
            self.faults[Fault.TOO_LARGE] += 1
            return None
        starts = [match.start() for match in START.finditer(chunk)]
        if not starts:
            self.faults[Fault.MALFORMED] += 1
            return None
        # The last start: an event that was broken off must not take the next one with it.
        begin = starts[-1]
        if BETWEEN.fullmatch(chunk, 0, begin) is None:
            self.faults[Fault.MALFORMED] += 1
        return chunk[begin:]

    def _bound(self) -> None:
        if len(self._held) <= self.most_bytes:
            return
        self._is_passing_over = True
        del self._held[: -len(END) + 1]
        self._looked = 0
