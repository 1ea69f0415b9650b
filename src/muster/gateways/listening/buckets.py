"""How much one source may send: a bucket that fills at a steady rate."""

from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """Holds up to ``burst``, gains ``rate`` a second. Starts full.

    at_s: monotonic seconds of the last look.
    """

    rate: float
    burst: float
    at_s: float
    level: float = -1.0

    def __post_init__(self) -> None:
        self.level = self.burst

    def take(self, amount: float, *, now_s: float) -> bool:
        """Take that much if it is there."""
        self._fill(now_s)
        if self.level < amount:
            return False
        self.level -= amount
        return True

    def owe(self, amount: float, *, now_s: float) -> float:
        """Take that much in any case; the seconds until the bucket is not below zero."""
        self._fill(now_s)
        self.level -= amount
        return max(0.0, -self.level / self.rate)

    def _fill(self, now_s: float) -> None:
        gained = max(0.0, now_s - self.at_s) * self.rate
        self.level = min(self.burst, self.level + gained)
        self.at_s = now_s
