"""Positions that another capability hands in: through the door of all others, into their store."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from muster.gateways.errors import DeviceRevoked, SenderUnknown
from muster.gateways.gps.door import Door, Enrolled, Verdict
from muster.gateways.gps.fix import Fix, Refused
from muster.gateways.gps.keeping import GATEWAY, Row, tallied
from muster.gateways.gps.reading import fix_of
from muster.gateways.gps.store import NOBODY, store
from muster.gateways.models import Device
from muster.gateways.queries.duties import rules_of
from muster.gateways.rules import Can
from muster.gateways.services.devices import let_in, revoke_device
from muster.ledger.actor import Actor
from muster.season.registry.positions import Fate, Reported, Sender
from muster.shell.formats import short_moment


@dataclass
class HandingIn:
    """The desk of one process. It counts as the gateway does, and floods are bounded for each."""

    can: StrEnum = Can.ENROL
    timer: Callable[[], float] = time.monotonic
    door: Door = field(default_factory=Door)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def announce(self, actor: Actor, sender: Sender, *, now: datetime) -> None:
        """Enrol a device of the event's unit, for its duty with the pack's minutes around it."""
        rules = rules_of(sender.event)
        device = Device(
            event=sender.event,
            unit=sender.event.season_unit.unit,
            name=sender.name,
            sender=sender.key,
            starts_at=sender.starts_at - timedelta(minutes=rules.before_min),
            ends_at=sender.ends_at + timedelta(minutes=rules.after_min),
        )
        let_in(actor, device, now=now)

    def dismiss(self, actor: Actor, key: str, *, now: datetime) -> None:
        """Revoke the device of a sender, if it has one that still may speak."""
        device = Device.objects.filter(sender=key, revoked_at=None).first()
        if device is not None:
            revoke_device(actor, device=device, now=now)

    def take(self, key: str, given: Sequence[Reported], *, now: datetime) -> Sequence[Fate]:
        """Judge each position and keep what is taken. Raises SenderUnknown, DeviceRevoked."""
        device = Device.objects.filter(sender=key).first()
        if device is None or device.revoked_at is not None:
            store().tell(GATEWAY, {(NOBODY, str(Verdict.UNKNOWN)): len(given)}, now=now)
            raise _refusal(device)
        enrolled = Enrolled(pk=device.pk, starts_at=device.starts_at, ends_at=device.ends_at)
        taken: list[Fix] = []
        with self.lock:
            fates = [self._fate(enrolled, key, one, taken, now) for one in given]
            counts = tallied(self.door)
            self.door.counts.clear()
            self.door.by_device.clear()
        rows: list[Row] = [(device.pk, device.event_id, now, fix) for fix in taken]
        store().add(rows)
        store().tell(GATEWAY, counts, now=now)
        return fates

    def _fate(
        self, enrolled: Enrolled, key: str, said: Reported, taken: list[Fix], now: datetime
    ) -> Fate:
        try:
            fix = fix_of(name=key, **{**asdict(said), "at": said.at.isoformat()})
        except Refused as refusal:
            self.door.refuse_of(enrolled, refusal.fault)
            return Fate(str(refusal.fault), is_kept=False)
        judged = self.door.judge_of(enrolled, fix, now=now, timer_s=self.timer())
        if judged.is_taken:
            taken.append(fix)
        return Fate(str(judged.verdict), is_kept=judged.is_taken)


def _refusal(device: Device | None) -> SenderUnknown | DeviceRevoked:
    if device is None or device.revoked_at is None:
        return SenderUnknown()
    at = short_moment(device.revoked_at)
    return DeviceRevoked(name=device.name, who=device.revoked_by, at=at)
