"""Lets enrolled devices in by their certificates, to a relay for each event: none hears others.

Without sockets and databases. The table of certificates is handed in anew every few seconds; what
was heard is handed out to be kept and logged.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from muster.engines.cot import Event, Fault, kinds
from muster.gateways.cot.authority import fingerprint
from muster.gateways.cot.counting import Count
from muster.gateways.cot.hearing import Heard, Sort, fix_of, heard
from muster.gateways.cot.relay import Client, Limits, Relay, Standing, Wire
from muster.gateways.gps.door import Door, Enrolled
from muster.gateways.gps.fix import Fix
from muster.gateways.listening.buckets import Bucket
from muster.gateways.listening.certified import Certified

WORDS_PER_S: Final = 1 / 6
WORDS_AT_ONCE: Final = 10.0
ALARMS_AT_ONCE: Final = 60.0
REPEATS_AFTER: Final = timedelta(minutes=5)
"""A phone that calls for help says so every few seconds; the log has it once in this time."""
MOST_ALARMS: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """What the databases say now. devices: by the digest of the certificate; shown: by event."""

    devices: Mapping[str, Certified] = field(default_factory=dict)
    shown: Mapping[int, Standing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What was heard since the last time, and all that was counted so far."""

    fixes: list[tuple[int, int, datetime, Fix]]
    words: list[Heard]
    counts: Counter[str]
    by_device: Counter[tuple[int, str]]


class Gate:
    """The entrance of enrolled devices. clock: aware; timer: monotonic seconds."""

    def __init__(
        self,
        *,
        name: str,
        clock: Callable[[], datetime],
        timer: Callable[[], float],
        limits: Limits | None = None,
    ) -> None:
        self.name = name
        self.clock = clock
        self.timer = timer
        self.limits = limits or Limits()
        self.counts: Counter[Count | Fault] = Counter()
        self.by_device: Counter[tuple[int, str]] = Counter()
        self.door = Door()
        self.relays: dict[int, Relay] = {}
        self._fresh = Fresh()
        self._known: dict[int, Certified] = {}
        self._fixes: list[tuple[int, int, datetime, Fix]] = []
        self._words: list[Heard] = []
        self._buckets: dict[tuple[int, bool], Bucket] = {}
        self._alarms: OrderedDict[tuple[int, str], datetime] = OrderedDict()

    @property
    def clients(self) -> list[Client]:
        """Who is connected, of all events."""
        return [one for relay in self.relays.values() for one in relay.clients.values()]

    @property
    def positions(self) -> int:
        """How many last positions are held."""
        return sum(len(relay.picture) for relay in self.relays.values())

    @property
    def counted(self) -> Counter[str]:
        """All that was counted so far, by word."""
        found = Counter({str(word): number for word, number in self.counts.items()})
        found.update({str(word): number for word, number in self.door.counts.items()})
        return found

    def enter(self, wire: Wire, certificate: bytes | None) -> Client | None:
        """The client of a device on duty; nobody else is let in.

        A device has one connection: the newer one takes the place of the older, which may be what
        a phone left behind when its network went away, or a copy of its certificate.
        """
        device = self._fresh.devices.get(fingerprint(certificate)) if certificate else None
        if device is None:
            self.counts[Count.UNKNOWN] += 1
            return None
        if not device.is_on_duty(self.clock()):
            self._count(Count.OFF_DUTY, device)
            return None
        for older in [one for one in self.clients if one.device == device.pk]:
            self._count(Count.ELSEWHERE, device)
            self._cut(older)
        return self._relay(device.event).connect(wire, device=device.pk)

    def take(self, fresh: Fresh) -> None:
        """Go by what the databases say now: cut who may be here no more, show what is new."""
        self._fresh = fresh
        self._known = {one.pk: one for one in fresh.devices.values()}
        now = self.clock()
        allowed = {one.pk for one in fresh.devices.values() if one.is_on_duty(now)}
        for client in self.clients:
            if client.device not in allowed:
                self.counts[Count.CUT] += 1
                self._cut(client)
        for event, relay in list(self.relays.items()):
            relay.picture.forget(now=now)
            relay.show(fresh.shown.get(event, Standing()))
            if not relay.clients and event not in fresh.shown:
                del self.relays[event]

    def harvest(self) -> Harvest:
        """Hand out what was heard; each is handed out once."""
        fixes, self._fixes = self._fixes, []
        words, self._words = self._words, []
        by_device = self.by_device.copy()
        by_device.update({(pk, str(word)): n for (pk, word), n in self.door.by_device.items()})
        return Harvest(fixes=fixes, words=words, counts=self.counted, by_device=by_device)

    def _relay(self, event: int) -> Relay:
        if event not in self.relays:
            relay = Relay(
                name=self.name,
                clock=self.clock,
                timer=self.timer,
                limits=self.limits,
                counts=self.counts,
                by_device=self.by_device,
                hear=self._hear,
            )
            relay.show(self._fresh.shown.get(event, Standing()))
            self.relays[event] = relay
        return self.relays[event]

    def _cut(self, client: Client) -> None:
        client.relay.disconnect(client)
        client.wire.cut()

    def _count(self, word: Count, device: Certified) -> None:
        self.counts[word] += 1
        self.by_device[device.pk, str(word)] += 1

    def _hear(self, client: Client, event: Event) -> None:
        device = self._known.get(client.device or 0)
        if device is None:
            return
        if kinds.is_self_report(event):
            self._place(device, event)
        elif kinds.is_directed(event) and not kinds.is_alert(event):
            self._directed(client, device, event)
        else:
            self._for_room(device, event)

    def _directed(self, client: Client, device: Certified, event: Event) -> None:
        """What goes from one device to others is between them, unless the room is among them."""
        if kinds.addressees(event) & client.relay.standing.names:
            self._for_room(device, event)
        elif heard(device, event, at=self.clock()):
            self._count(Count.PRIVATE, device)

    def _place(self, device: Certified, event: Event) -> None:
        fix = fix_of(event)
        if fix is None:
            self._count(Count.NO_PLACE, device)
            return
        now = self.clock()
        enrolled = Enrolled(pk=device.pk, starts_at=device.starts_at, ends_at=device.ends_at)
        if self.door.judge_of(enrolled, fix, now=now, timer_s=self.timer()).is_taken:
            self._fixes.append((device.pk, device.event, now, fix))

    def _for_room(self, device: Certified, event: Event) -> None:
        said = heard(device, event, at=self.clock())
        if said is None:
            return
        if said.sort is Sort.HELP and self._is_repeated(said):
            self._count(Count.REPEATED, device)
            return
        if said.sort is Sort.CLEAR:
            for uid in (event.uid, *kinds.linked(event)):
                self._alarms.pop((device.pk, uid), None)
        if not self._may_write(said):
            self._count(Count.WORDY, device)
            return
        self._words.append(said)

    def _is_repeated(self, said: Heard) -> bool:
        mark = (said.device.pk, said.event.uid)
        last = self._alarms.get(mark)
        if last is not None and said.at < last + REPEATS_AFTER:
            return True
        self._alarms[mark] = said.at
        if len(self._alarms) > MOST_ALARMS:
            self._alarms.popitem(last=False)
        return False

    def _may_write(self, said: Heard) -> bool:
        """Words leave room for those of others; calls for help have room of their own."""
        is_help, now_s = said.sort is Sort.HELP, self.timer()
        mark = (said.device.pk, is_help)
        if mark not in self._buckets:
            burst = ALARMS_AT_ONCE if is_help else WORDS_AT_ONCE
            self._buckets[mark] = Bucket(WORDS_PER_S, burst, now_s)
        return self._buckets[mark].take(1, now_s=now_s)
