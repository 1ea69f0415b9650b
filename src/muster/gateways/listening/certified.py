"""A device that shows who it is by a certificate of ours."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """A device with a certificate, and when it may be connected."""

    pk: int
    event: int
    name: str
    starts_at: datetime
    ends_at: datetime

    def is_on_duty(self, now: datetime) -> bool:
        """Whether it may be connected now."""
        return self.starts_at <= now < self.ends_at
