"""Refusals at the door, counted for the page: written down now and then, never at every knock."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F

from muster.api.models import Refusal

EVERY_S: Final = 10.0
Mark = tuple[int | None, str]


@dataclass
class Refusals:
    """Counts of one web process that are not written yet, and when each was written last."""

    timer: Callable[[], float]
    waiting: dict[Mark, int] = field(default_factory=dict)
    written_s: dict[Mark, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, token: int | None, code: str, *, now: datetime) -> None:
        """One more. The first is written at once, the next ones together after EVERY_S."""
        mark, at_s = (token, code), self.timer()
        with self.lock:
            number = self.waiting.get(mark, 0) + 1
            is_due = at_s - self.written_s.get(mark, -EVERY_S) >= EVERY_S
            self.waiting[mark] = 0 if is_due else number
            if is_due:
                self.written_s[mark] = at_s
        if is_due:
            _write(mark, number, now)


def _begun(mark: Mark, now: datetime) -> Refusal:
    """The row of a mark; of two that begin it at once, one."""
    token, code = mark
    try:
        with transaction.atomic():
            return Refusal.objects.create(token_id=token, code=code, last_at=now)
    except IntegrityError:
        return Refusal.objects.get(token=token, code=code)


def _write(mark: Mark, number: int, now: datetime) -> None:
    token, code = mark
    rows = Refusal.objects.filter(token=token, code=code)
    row = rows.first() or _begun(mark, now)
    Refusal.objects.filter(pk=row.pk).update(count=F("count") + number, last_at=now)
