"""Devices with certificates at a gate, without sockets: what each is told stands in its outbox."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.serialization import Encoding
from tests import make_control as make
from tests import make_phones

from muster.engines.cot import Event, Framer, Node, Point, chat, read, written
from muster.engines.cot.chat import EVERYBODY, Chat
from muster.gateways import services
from muster.gateways.cot.authority import Authority, fingerprint
from muster.gateways.cot.gate import Fresh, Gate
from muster.gateways.cot.keeping import Keeper
from muster.gateways.cot.relay import Client, Standing
from muster.gateways.gps.store import Store
from muster.gateways.listening.certified import Certified
from muster.gateways.models import Device
from muster.gateways.services import DeviceDraft

NOW = make.NOW


@dataclass(eq=False)
class Cable:
    """A connection."""

    is_cut: bool = False

    def want_write(self) -> None:
        """The test reads when it wants to."""

    def soon(self, act: Callable[[], None]) -> None:
        act()

    def took(self, piece: bytes) -> bool:
        return False

    def cut(self) -> None:
        self.is_cut = True


@dataclass
class Handset:
    """A device that is connected. uid: what it calls itself."""

    client: Client
    cable: Cable
    uid: str

    def send(self, *events: Event) -> None:
        self.client.relay.receive(self.client, b"".join(written(one) for one in events))

    def told(self) -> list[Event]:
        """What came since the last time."""
        return [read(one) for one in Framer().feed(self.client.outbox.taken(most_bytes=10**9))]


@dataclass
class Site:
    """A gate and its hour. at: of both clocks."""

    at: list[datetime] = field(default_factory=lambda: [NOW])
    gate: Gate = field(init=False)

    def __post_init__(self) -> None:
        self.gate = Gate(
            name="muster-test",
            clock=self.clock,
            timer=self.timer_s,
        )

    @property
    def now(self) -> datetime:
        return self.at[0]

    def clock(self) -> datetime:
        return self.at[0]

    def timer_s(self) -> float:
        return (self.now - NOW).total_seconds()

    def wait(self, **much: float) -> None:
        self.at[0] += timedelta(**much)

    def knows(self, *devices: Certified, shown: Mapping[int, Standing] | None = None) -> None:
        """These and no others may be connected."""
        table = {fingerprint(cert(one.pk)): one for one in devices}
        self.gate.take(Fresh(devices=table, shown=shown or {}))

    def enters(self, certificate: bytes, *, uid: str = "phone") -> Handset | None:
        cable = Cable()
        client = self.gate.enter(cable, certificate)
        return Handset(client, cable, uid) if client else None

    def let_in(self, number: int) -> Handset:
        """A device of the table."""
        found = self.enters(cert(number), uid=f"phone-{number}")
        assert found is not None
        return found


def cert(number: int) -> bytes:
    """What stands for the certificate of a device."""
    return f"certificate {number}".encode()


def certified(pk: int, *, event: int = 1, begins_h: float = -1, ends_h: float = 1) -> Certified:
    return Certified(
        pk=pk,
        event=event,
        name=f"Tổ {pk}",
        starts_at=NOW + timedelta(hours=begins_h),
        ends_at=NOW + timedelta(hours=ends_h),
    )


@dataclass
class House:
    """A room with its gate, keeper and store, and devices that are enrolled for its event."""

    place: make_phones.Field
    site: Site
    keeper: Keeper
    store: Store
    authority: Authority

    def step(self) -> None:
        """What the gateway does every two seconds."""
        fresh = self.keeper.step(self.site.gate.harvest(), now=self.site.now)
        assert fresh is not None
        self.site.gate.take(fresh)

    def device(self, name: str, **more: object) -> tuple[Device, bytes]:
        """A device with its certificate in DER."""
        day = self.place.day
        draft = DeviceDraft(name=name, **more)  # type: ignore[arg-type]
        row, _secret = services.enrol_device(make.TAM, event=day.event, draft=draft, now=NOW)
        return self.certificate(row)

    def certificate(self, device: Device) -> tuple[Device, bytes]:
        row, signed = services.certify_device(
            make.TAM, device=device, authority=self.authority, now=self.site.now
        )
        return row, signed.certificate.public_bytes(Encoding.DER)

    def joined(self, name: str, **more: object) -> tuple[Device, Handset]:
        """A device that is connected, told of what stands."""
        row, certificate = self.device(name, **more)
        self.step()
        handset = self.site.enters(certificate, uid=f"ANDROID-{row.pk}")
        assert handset is not None
        return row, handset


def report(uid: str, at: datetime, **more: object) -> Event:
    """A position of the sender itself, with everything that a phone adds."""
    plain = Event(
        uid=uid,
        type="a-f-G-U-C",
        how="m-g",
        made_at=at,
        starts_at=at,
        stale_at=at + timedelta(minutes=2),
        point=Point(lat=10.3512, lon=106.3611, hae_m=4.0, ce_m=6.5),
        detail=(
            Node("contact", (("callsign", "Tổ 1"), ("endpoint", "*:-1:stcp"))),
            Node("status", (("battery", "78"),)),
            Node("track", (("course", "90.0"), ("speed", "1.5"))),
        ),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def words(uid: str, text: str, at: datetime, *, number: int = 1) -> Event:
    """A GeoChat to everybody."""
    said = Chat(sender=uid, callsign="Tổ 1", room=EVERYBODY, message=f"{uid}-{number}", text=text)
    return chat.chat(said, at=at)


def alarm(uid: str, at: datetime, *, kind: str = "b-a-o-tbl", text: str = "911 Alert") -> Event:
    """A call for help; of kind b-a-o-can its end."""
    told = (("cancel", "true"),) if kind == "b-a-o-can" else (("type", text),)
    node = Node("emergency", told, text="Tổ 1")
    return report(f"{uid}-9-1-1", at, type=kind, detail=(node,))
