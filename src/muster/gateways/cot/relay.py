"""The relay without its sockets: who is connected, what comes in, who gets it.

Events are parsed, judged, stamped and serialised once; each client has an outbox of its own.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from muster.engines.cot import Event, Fault, Framer, Refused, kinds, read, shapes, written
from muster.gateways.cot.counting import Count
from muster.gateways.cot.outbox import Letter, Outbox, Put, Sort
from muster.gateways.cot.picture import Picture
from muster.gateways.listening.buckets import Bucket

CLOCKS_DIFFER: Final = timedelta(minutes=5)
ALERTS_PER_S: Final = 5.0
ALERTS_AT_ONCE: Final = 50.0
MOST_NAMES: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one source may send, and how many may connect.

    events_per_s: beyond it events are dropped, alerts excepted; twice as many may come at once.
    bytes_per_s: beyond it the source is not read for a while.
    """

    events_per_s: float = 50.0
    bytes_per_s: float = 2.0**20
    clients: int = 500


class Wire(Protocol):
    """What the relay needs of a connection."""

    def want_write(self) -> None:
        """Something waits in the outbox."""

    def soon(self, act: Callable[[], None]) -> None:
        """Do it at the end of this turn."""

    def took(self, piece: bytes) -> bool:
        """Write it at once, if nothing waits and the socket takes it."""

    def cut(self) -> None:
        """Close at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the server itself tells whoever is connected.

    places: by uid, for everyone. messages: by uid, each with the devices that it is for. names:
    uid and call sign under which the server can be written to.
    """

    places: Mapping[str, Letter] = field(default_factory=dict)
    messages: Mapping[str, tuple[Letter, frozenset[int]]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()


@dataclass(eq=False)
class Client:
    """One connection. device: whose it is, if its certificate told; names: uid and call sign.

    is_many: a whole net stands behind it, with as many names. dealt: how many letters of this
    turn's sheet it has already.
    """

    number: int
    relay: "Relay"
    wire: Wire
    device: int | None
    events: Bucket
    alerts: Bucket
    bytes: Bucket
    framer: Framer = field(default_factory=Framer)
    outbox: Outbox = field(default_factory=Outbox)
    names: frozenset[str] = frozenset()
    is_many: bool = False
    dealt: int = 0

    def learn(self, event: Event) -> None:
        """Under which names it can be reached from now on."""
        held = self.names if self.is_many and len(self.names) < MOST_NAMES else frozenset[str]()
        self.names = held | {event.uid, kinds.callsign(event)}


class Relay:
    """Takes what clients send and puts it into the outboxes of those it is for.

    name: of this server in the traces that events carry. clock: aware. timer: monotonic seconds.
    counts, by_device: shared by the relays of one gateway. hear: told what clients with a device
    said, once it has passed all rules.
    """

    def __init__(
        self,
        *,
        name: str,
        clock: Callable[[], datetime],
        timer: Callable[[], float],
        limits: Limits | None = None,
        counts: Counter[Count | Fault] | None = None,
        by_device: Counter[tuple[int, str]] | None = None,
        hear: Callable[[Client, Event], None] | None = None,
    ) -> None:
        self.name = name
        self.clock = clock
        self.timer = timer
        self.limits = limits or Limits()
        self.counts: Counter[Count | Fault] = Counter() if counts is None else counts
        self.by_device: Counter[tuple[int, str]] = Counter() if by_device is None else by_device
        self.hear = hear
        self.picture = Picture()
        self.standing = Standing()
        self.clients: dict[int, Client] = {}
        self._sheet: list[tuple[Client, Letter]] = []
        self._last_number = 0

    def enter(self, wire: Wire, certificate: bytes | None) -> Client | None:
        """Whoever comes is let in, and is no device of ours. Raises nothing; None: full."""
        del certificate
        return self.connect(wire)

    def connect(self, wire: Wire, *, device: int | None = None) -> Client | None:
        """A new client, told at once what stands; None: the gateway is full."""
        if len(self.clients) >= self.limits.clients:
            self.counts[Count.TURNED_AWAY] += 1
            return None
        self._last_number += 1
        most, now_s = self.limits, self.timer()
        client = Client(
            number=self._last_number,
            relay=self,
            wire=wire,
            device=device,
            events=Bucket(most.events_per_s, 2 * most.events_per_s, now_s),
            alerts=Bucket(ALERTS_PER_S, ALERTS_AT_ONCE, now_s),
            bytes=Bucket(most.bytes_per_s, most.bytes_per_s, now_s),
        )
        client.dealt = len(self._sheet)  # it is in the picture, of which it is told here
        self.clients[client.number] = client
        self.counts[Count.CONNECTED] += 1
        for letter in (*self.picture.current(now=self.clock()), *self.standing.places.values()):
            self._put(letter, client)
        self._tell(client, self.standing, besides=Standing())
        return client

    def show(self, standing: Standing) -> None:
        """Tell everyone what is new or other than before, and what is gone."""
        before, self.standing = self.standing, standing
        now = self.clock()
        for uid in before.places.keys() - standing.places.keys():
            until = now + kinds.ANSWERS_LAST
            gone = shapes.removal(uid, by=self.name, at=now, until=until)
            content = written(kinds.stamped(gone, self.name, now=now))
            self._tell_all(Letter(Sort.OTHER, gone.uid, content))
        for uid, letter in standing.places.items():
            if before.places.get(uid) != letter:
                self._tell_all(letter)
        for client in list(self.clients.values()):
            self._tell(client, standing, besides=before)

    def _tell_all(self, letter: Letter) -> None:
        for client in list(self.clients.values()):
            self._put(letter, client)

    def _tell(self, client: Client, standing: Standing, *, besides: Standing) -> None:
        """The messages that are for the client's device and not among those told before."""
        for uid, (letter, devices) in standing.messages.items():
            if client.device in devices and uid not in besides.messages:
                self._put(letter, client)

    def disconnect(self, client: Client) -> None:
        """Forget the connection; its last position stays until it is stale."""
        self.clients.pop(client.number, None)

    def receive(self, client: Client, piece: bytes) -> float:
        """Take in a piece of its stream; the seconds for which it is not to be read now."""
        now_s = self.timer()
        wait_s = client.bytes.owe(len(piece), now_s=now_s)
        for element in client.framer.feed(piece):
            wait_s = max(wait_s, self._take(client, element))
        for fault, number in client.framer.faults.items():
            self._count(fault, client, number)
        client.framer.faults.clear()
        if wait_s:
            self._count(Count.SLOWED_DOWN, client)
        return wait_s

    def _count(self, word: Count | Fault, client: Client, number: int = 1) -> None:
        """Count something that an operator wants to know the device of."""
        self.counts[word] += number
        if client.device is not None:
            self.by_device[client.device, str(word)] += number

    def _take(self, client: Client, element: bytes) -> float:
        self.counts[Count.RECEIVED] += 1
        try:
            event = read(element)
        except Refused as refusal:
            self._count(refusal.fault, client)
            return 0.0
        return self.take(client, event)

    def take(self, client: Client, event: Event) -> float:
        """Take in one event; the seconds for which its source is not to be read now."""
        now_s, wait_s = self.timer(), 0.0
        if kinds.is_alert(event):
            self.counts[Count.ALERTS] += 1
            wait_s = client.alerts.owe(1, now_s=now_s)
        elif not client.events.take(1, now_s=now_s):
            self._count(Count.FLOODED, client)
            return 0.0
        if not self._answered(client, event):
            self._judge(client, event)
        return wait_s

    def _answered(self, client: Client, event: Event) -> bool:
        """Whether it was for the server alone."""
        if event.type == kinds.PING:
            self.counts[Count.PINGS] += 1
            self._answer(client, kinds.pong(now=self.clock()))
        elif event.type == kinds.ASK_PROTOCOL:
            self._answer(client, kinds.protocol_answer(event, now=self.clock()))
        else:
            return event.type in (kinds.PONG, kinds.ANSWER_PROTOCOL)
        return True

    def _answer(self, client: Client, event: Event) -> None:
        self._put(Letter(Sort.OTHER, event.uid, written(event)), client)

    def _judge(self, client: Client, event: Event) -> None:
        now = self.clock()
        why = self._objection(client, event, now=now)
        if why is not None:
            self._count(why, client)
            return
        if kinds.is_self_report(event):
            client.learn(event)
        if client.device is not None and self.hear is not None:
            self.hear(client, event)
        letter = self._letter(event, now=now)
        self._remember(client, event, letter, now=now)
        self._pass_on(client, event, letter)

    def _objection(self, client: Client, event: Event, *, now: datetime) -> Count | None:
        """Why it is not passed on. A wrong clock never stops an alert."""
        if kinds.passed_through(event, self.name):
            return Count.LOOPED
        if event.uid in self.standing.places:
            return Count.OURS
        if self.picture.came_before(event, now=now):
            return Count.TWICE
        return None if kinds.is_alert(event) else self._untimely(client, event, now=now)

    def _untimely(self, client: Client, event: Event, *, now: datetime) -> Count | None:
        if event.made_at > now + CLOCKS_DIFFER:
            return Count.FROM_FUTURE
        if event.stale_at < now - CLOCKS_DIFFER:
            return Count.EXPIRED
        if kinds.is_position(event) and self.picture.is_older(event, source=client.number):
            return Count.OLDER
        return None

    def _letter(self, event: Event, *, now: datetime) -> Letter:
        content = written(kinds.stamped(event, self.name, now=now))
        if kinds.is_alert(event):
            return Letter(Sort.ALERT, event.uid, content)
        return Letter(Sort.POSITION if kinds.is_position(event) else Sort.OTHER, event.uid, content)

    def _remember(self, client: Client, event: Event, letter: Letter, *, now: datetime) -> None:
        """What is for a few is not kept for everyone."""
        if kinds.is_directed(event):
            return
        if letter.sort is Sort.ALERT:
            self.picture.keep_alert(event, letter, source=client.number, now=now)
        elif letter.sort is Sort.POSITION:
            self.picture.keep_position(event, letter, source=client.number)
        elif event.type == kinds.REMOVE:
            self.picture.remove(event)

    def _pass_on(self, sender: Client, event: Event, letter: Letter) -> None:
        if not kinds.is_directed(event):
            self._sheet.append((sender, letter))
            if len(self._sheet) == 1:
                sender.wire.soon(self._deal)
            return
        wanted = kinds.addressees(event)
        others = [c for c in self.clients.values() if c is not sender and c.names & wanted]
        if not others and not wanted & self.standing.names:
            self.counts[Count.NOBODY] += 1
        for one in others:
            self._put(letter, one)

    def _deal(self) -> None:
        """Give everyone what came for all in this turn: as one piece to whoever keeps up.

        Who has something waiting, or is a sender, gets letter by letter what is not its own.
        """
        sheet, self._sheet = self._sheet, []
        piece, senders = b"".join(letter.content for _, letter in sheet), {one for one, _ in sheet}
        for client in list(self.clients.values()):
            first, client.dealt = client.dealt, 0
            keeps_up = not (first or client.outbox or client in senders)
            if keeps_up and client.wire.took(piece):
                self.counts[Count.RELAYED] += len(sheet)
                continue
            for sender, letter in sheet[first:]:
                if sender is not client:
                    self._give(letter, client)

    def _put(self, letter: Letter, client: Client) -> None:
        """Behind what came before it for everyone in this turn."""
        first, client.dealt = client.dealt, len(self._sheet)
        for sender, earlier in self._sheet[first:]:
            if sender is not client:
                self._give(earlier, client)
        self._give(letter, client)

    def _give(self, letter: Letter, client: Client) -> None:
        if client.number not in self.clients:
            return
        done = client.outbox.put(letter)
        if done is Put.FULL:
            self._count(Count.TOO_SLOW, client)
            self.disconnect(client)
            client.wire.cut()
            return
        self.counts[Count.RELAYED] += 1
        if done is Put.REPLACED:
            self._count(Count.REPLACED, client)
        elif done is Put.DROPPED:
            self._count(Count.DROPPED, client)
        client.wire.want_write()
