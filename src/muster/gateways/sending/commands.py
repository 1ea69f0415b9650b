"""The sending gateway as a process: it listens nowhere, and tells whom its file names."""

import signal
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random, SystemRandom
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from muster.gateways.errors import AllowedUnreadable
from muster.gateways.gps.store import ALIVE, NOBODY, store
from muster.gateways.models import Delivery
from muster.gateways.sending.allowing import Mail, Targets, Webhook, What, key_in
from muster.gateways.sending.content import body_of, fresh_pieces, outgoing
from muster.gateways.sending.counting import AGAIN, DELIVERED, GATEWAY, QUEUED, lines
from muster.gateways.sending.mailing import mail
from muster.gateways.sending.outcomes import Failed, Reason
from muster.gateways.sending.queue import mark_delivered, mark_failed, queue_deliveries
from muster.gateways.sending.reaching import WHOLE_S, Parcel, post
from muster.ledger.actor import Actor, command

ACTOR: Final[Actor] = command("gateway out")
DONE: Final = 0
AT_ONCE: Final = 50


@dataclass(slots=True, kw_only=True)
class Sending:
    """The file, read once at the start. every_s: how often it is looked; None: once."""

    targets: Targets
    every_s: float | None
    role: str = "gateway-out"
    whole_s: float = WHOLE_S
    random: Random = field(default_factory=SystemRandom)
    counts: Counter[str] = field(default_factory=Counter)

    def run(self) -> int:
        """Send until the process is told to stop; the exit code."""
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_args: stopping.set())
        self.look(now=datetime.now(UTC))
        while self.every_s is not None and not stopping.wait(self.every_s):
            self.look(now=datetime.now(UTC))
        for line in (_("Stopped. What was done:"), *lines(self.counts)):
            print(line, flush=True)
        return DONE

    def look(self, *, now: datetime) -> Counter[str]:
        """Queue what is new and try what is due; what came of it, by word."""
        done = Counter[str]()
        done[QUEUED] = queue_deliveries(
            ACTOR, fresh_pieces(now=now), targets=self.targets.targets, now=now
        )
        rows = Delivery.objects.filter(state=Delivery.State.QUEUED, next_at__lte=now)
        for row in rows.order_by("next_at", "pk")[:AT_ONCE]:
            # what was cancelled since the list was read goes out no more
            if Delivery.objects.filter(pk=row.pk, state=Delivery.State.QUEUED).exists():
                done[self._try(row, now)] += 1
        done = +done
        tallies = {(NOBODY, word): count for word, count in done.items()}
        store().tell(GATEWAY, {(NOBODY, ALIVE): 1, **tallies}, now=now)
        self.counts += done
        return done

    def _try(self, row: Delivery, now: datetime) -> str:
        try:
            self._send(row, now)
        except Failed as failed:
            after = mark_failed(ACTOR, delivery=row, failed=failed, now=now, random=self.random)
            return AGAIN if after.state == Delivery.State.QUEUED else failed.reason.value
        mark_delivered(ACTOR, delivery=row, now=now)
        return DELIVERED

    def _send(self, row: Delivery, now: datetime) -> None:
        target = self.targets.targets.get(row.target)
        if target is None or row.what not in target.what:
            raise Failed(Reason.GONE, is_final=True)
        try:
            made = outgoing(What(row.what), row.subject)
        except ObjectDoesNotExist as fault:
            # rooms are being made anew from the record
            raise Failed(Reason.NOT_NOW) from fault
        try:
            if isinstance(target, Mail):
                assert self.targets.smtp is not None
                mail(
                    target,
                    made,
                    delivery=row.pk,
                    smtp=self.targets.smtp,
                    allowed=self.targets.allowed,
                    whole_s=self.whole_s,
                )
            else:
                self._post(target, row, body_of(_named(row), made), now)
        except AllowedUnreadable as fault:
            raise Failed(Reason.UNREADABLE) from fault

    def _post(self, target: Webhook, row: Delivery, body: bytes, now: datetime) -> None:
        post(
            target.address,
            Parcel(delivery=str(row.pk), kind=row.what, number=row.number, body=body),
            allowed=self.targets.allowed,
            key=key_in(target.key_file),
            at_s=int(now.timestamp()),
            whole_s=self.whole_s,
        )


def _named(row: Delivery) -> Mapping[str, Any]:
    return {
        "delivery": str(row.pk),
        "what": row.what,
        "number": row.number,
        "room": str(row.room),
        "unit": row.season_unit.name,
    }
