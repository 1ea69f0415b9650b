"""What comes for everyone in one turn: one piece for who keeps up, else letter by letter."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from tests.gateways.make_cot import MANY, NOW, event, named

from muster.engines.cot import Event, Framer, Node, read, written
from muster.gateways.cot.counting import Count
from muster.gateways.cot.relay import Client, Relay


@dataclass(eq=False)
class Cable:
    """A connection whose turn ends when the test says so. is_free: its socket takes more."""

    turn: list[Callable[[], None]]
    is_free: bool = True
    pieces: list[bytes] = field(default_factory=list)

    def want_write(self) -> None:
        """The test reads the outbox."""

    def soon(self, act: Callable[[], None]) -> None:
        self.turn.append(act)

    def took(self, piece: bytes) -> bool:
        if self.is_free:
            self.pieces.append(piece)
        return self.is_free

    def cut(self) -> None:
        raise AssertionError


class House:
    def __init__(self) -> None:
        self.turn: list[Callable[[], None]] = []
        self.relay = Relay(name="t", clock=lambda: NOW, timer=monotonic, limits=MANY)

    def joins(self, *, is_free: bool = True) -> tuple[Client, Cable]:
        cable = Cable(self.turn, is_free)
        client = self.relay.connect(cable)
        assert client is not None
        return client, cable

    def sends(self, client: Client, *events: Event) -> None:
        self.relay.receive(client, b"".join(map(written, events)))

    def ends_turn(self) -> None:
        acts, self.turn[:] = list(self.turn), []
        for act in acts:
            act()


def uids(*pieces: bytes) -> list[str]:
    framer = Framer()
    return [read(one).uid for piece in pieces for one in framer.feed(piece)]


def waiting(client: Client) -> list[str]:
    return uids(client.outbox.taken(most_bytes=10**9))


def test_who_keeps_up_gets_one_piece_and_the_others_each_letter() -> None:
    house = House()
    (sender, back), (one, quick), (slow, stuck) = (
        house.joins(),
        house.joins(),
        house.joins(is_free=False),
    )

    house.sends(sender, event("a"), event("b"))
    house.sends(one, event("c"))
    assert quick.pieces == stuck.pieces == []
    house.ends_turn()

    assert (back.pieces, waiting(sender)) == ([], ["c"])
    assert (quick.pieces, waiting(one)) == ([], ["a", "b"])  # it is a sender of this turn, too
    assert waiting(slow) == ["a", "b", "c"]
    assert house.relay.counts[Count.RELAYED] == 6

    house.sends(sender, event("a", tick=1), event("b", tick=1))
    house.ends_turn()
    assert [uids(piece) for piece in quick.pieces] == [["a", "b"]]
    assert waiting(one) == []


def test_who_has_something_waiting_gets_what_is_new_behind_it() -> None:
    house = House()
    (sender, _), (one, cable) = house.joins(), house.joins(is_free=False)
    house.sends(sender, event("a"))
    house.ends_turn()
    cable.is_free = True

    house.sends(sender, event("b"))
    house.ends_turn()

    assert cable.pieces == []
    assert waiting(one) == ["a", "b"]


def test_a_word_for_one_stays_behind_what_came_before_it_for_all() -> None:
    house = House()
    (sender, _), (one, cable) = house.joins(), house.joins()
    house.sends(one, named("phone-2", "HAI"))
    house.ends_turn()
    to_one = Node("marti", children=(Node("dest", (("callsign", "HAI"),)),))

    house.sends(sender, event("a"), event("chat", kind="b-t-f", detail=(to_one,)), event("b"))
    house.ends_turn()

    assert cable.pieces == []
    assert waiting(one) == ["a", "chat", "b"]


def test_who_joins_within_the_turn_gets_each_once() -> None:
    house = House()
    sender, _ = house.joins()
    house.sends(sender, event("a"))
    late, cable = house.joins()
    house.sends(sender, event("b"))
    house.ends_turn()

    assert cable.pieces == []
    assert waiting(late) == ["a", "b"]
