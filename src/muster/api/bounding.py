"""How much one sender may ask in a web process: a steady rate, and some at once."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

MOST_SENDERS: Final = 20_000


class Turnstile:
    """Lets each sender through per_min times a minute, *burst* of them at once.

    Remembers one number per sender: until when its turns are used up. The oldest of more than
    MOST_SENDERS is forgotten.
    """

    def __init__(self) -> None:
        self._used_until_s: OrderedDict[Hashable, float] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, sender: Hashable, *, per_min: float, burst: float, now_s: float) -> float:
        """Take a turn: 0 if it was there, else the seconds until there is one."""
        turn_s = 60.0 / per_min
        with self._lock:
            used_s = max(self._used_until_s.pop(sender, now_s), now_s) + turn_s
            over_s = used_s - now_s - burst * turn_s
            if over_s > 1e-9:  # what is left over of adding floats
                used_s -= turn_s
            self._used_until_s[sender] = used_s
            if len(self._used_until_s) > MOST_SENDERS:
                self._used_until_s.popitem(last=False)
        return max(0.0, over_s) if over_s > 1e-9 else 0.0
