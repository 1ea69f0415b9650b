"""Through real sockets; nothing here waits for a time to pass."""

import socket
from datetime import timedelta

from tests.gateways.make_cot import MANY, NOW, alert, event, named, net, walk

from muster.engines.cot import Event, Node
from muster.engines.cot.kinds import FLOW
from muster.gateways.cot.counting import Count
from muster.gateways.cot.relay import Limits


def uids(events: list[Event]) -> list[str]:
    return [one.uid for one in events]


@walk
async def test_what_one_sends_all_others_get_once_and_with_a_trace() -> None:
    async with net() as house:
        sender, one, other = [await house.phone() for _ in range(3)]

        await sender.send(event("a"), event("b"))
        await sender.settle()

        for phone in (one, other):
            got = await phone.told()
            assert uids(got) == ["a", "b"]
            assert [node.name for node in got[0].detail] == [FLOW]
        assert uids(await sender.told()) == []


@walk
async def test_who_comes_later_gets_last_positions_and_open_alerts() -> None:
    async with net() as house:
        sender = await house.phone()
        await sender.send(event("a"), event("b"), event("a", tick=1), alert("a-9-1-1"))
        await sender.send(alert("b-9-1-1"), event("b-9-1-1", kind="b-a-o-can", tick=2))
        await sender.settle()

        later = await (await house.phone()).told()
        house.at[0] = NOW + timedelta(minutes=3)
        much_later = await (await house.phone()).told()

        assert sorted(uids(later)) == ["a", "a-9-1-1", "b"]
        assert [one.made_at for one in later if one.uid == "a"] == [NOW + timedelta(seconds=1)]
        assert uids(much_later) == ["a-9-1-1"]


@walk
async def test_a_ping_is_answered_to_who_asked_and_to_nobody_else() -> None:
    async with net() as house:
        one, other = await house.phone(), await house.phone()

        await one.settle()

        assert [pong.type for pong in one.got] == ["t-x-c-t-r"] * 2
        assert len(other.got) == 1


@walk
async def test_what_came_back_or_came_twice_is_not_sent_on() -> None:
    async with net() as house:
        sender, other, third = [await house.phone() for _ in range(3)]
        await sender.send(event("a"), event("a"))
        await sender.settle()
        got = (await other.told())[0]

        looped = event("c", detail=got.detail)
        foreign = event("a", detail=(Node(FLOW, (("another-server", "x"),)),))
        await other.send(got, looped, foreign)
        await other.settle()

        assert uids(await third.told()) == ["a"]
        assert house.relay.counts[Count.TWICE] == 2
        assert house.relay.counts[Count.LOOPED] == 2


@walk
async def test_directed_messages_reach_only_those_they_name() -> None:
    def to(**who: str) -> Node:
        return Node("marti", children=(Node("dest", tuple(who.items())),))

    async with net() as house:
        one, other, third = [await house.phone() for _ in range(3)]
        await one.send(named("phone-1", "Tổ 1"))
        await one.settle()
        await third.send(
            event("x", kind="b-t-f", detail=(to(callsign="Tổ 1"),)),
            event("y", kind="b-t-f", detail=(to(uid="phone-1"),)),
            event("z", kind="b-t-f", detail=(to(callsign="Tổ 9"),)),
            event("w", kind="b-t-f", detail=(Node("marti", children=(Node("dest"),)),)),
        )
        await third.settle()

        assert uids(await one.told()) == ["x", "y"]
        assert uids(await other.told()) == ["phone-1"]
        assert house.relay.counts[Count.NOBODY] == 2


@walk
async def test_a_wrong_clock_stops_positions_but_never_an_alert() -> None:
    async with net() as house:
        sender, other = await house.phone(), await house.phone()
        hour = 3600

        await sender.send(event("late", tick=-hour), event("early", tick=hour))
        await sender.send(alert("late-9-1-1", tick=-hour), alert("early-9-1-1", tick=hour))
        await sender.settle()

        assert uids(await other.told()) == ["late-9-1-1", "early-9-1-1"]
        assert house.relay.counts[Count.EXPIRED] == 1
        assert house.relay.counts[Count.FROM_FUTURE] == 1


@walk
async def test_a_replayed_older_position_of_another_source_is_dropped() -> None:
    async with net() as house:
        owner, stranger, other = [await house.phone() for _ in range(3)]
        await owner.send(event("a", tick=10))
        await owner.settle()
        await stranger.send(event("a", tick=5))
        await stranger.settle()
        await owner.send(event("a", tick=7))
        await owner.settle()

        ticks = [(one.made_at - NOW).total_seconds() for one in await other.told()]
        assert ticks == [10, 7]
        assert house.relay.counts[Count.OLDER] == 1


@walk
async def test_hostile_bytes_are_counted_and_the_connection_goes_on() -> None:
    async with net() as house:
        sender, other = await house.phone(), await house.phone()

        sender.writer.write(b'<!DOCTYPE e [<!ENTITY x "y">]><event>&x;</event>' + b"<a>" * 50_000)
        await sender.send(event("a"), event("b"))
        await sender.settle()

        assert uids(await other.told())[-1] == "b"
        refused = {key.value: n for key, n in house.relay.counts.items()}
        assert refused["malformed"] >= 1
        assert refused["too_large"] == 1


@walk
async def test_a_flood_of_one_source_is_dropped_and_its_alert_passes() -> None:
    # A thousandth of an event a second: nothing is gained while the test runs.
    async with net(limits=Limits(events_per_s=0.001, bytes_per_s=1e9)) as house:
        house.relay.limits = MANY
        other = await house.phone()
        house.relay.limits = Limits(events_per_s=0.001, bytes_per_s=1e9)
        flood = await house.joined()

        await flood.send(*(event(f"a{n}") for n in range(500)), alert("help"))
        got = await other.until(lambda got: bool(got) and got[-1].uid == "help")

        assert uids(got) == ["takPong", "help"]
        assert house.relay.counts[Count.FLOODED] == 500


@walk
async def test_a_stalled_client_holds_up_nobody_and_loses_no_alert() -> None:
    padding = (Node("remarks", text="x" * 8_000),)
    async with net() as house:
        sender, quick = await house.phone(), await house.phone()
        stalled = await house.phone()
        sock = stalled.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        stalled.writer.transport.pause_reading()  # type: ignore[attr-defined]

        for turn in range(150):
            await sender.send(*(event(f"p{n}", tick=turn, detail=padding) for n in range(20)))
            await sender.send(event(f"c{turn}", kind="b-t-f", detail=padding))
            await sender.send(alert(f"help-{turn}", detail=padding))
            await sender.settle()
            await quick.told()
        waiting = max(len(one.outbox) for one in house.relay.clients.values())
        heaviest = max(one.outbox.held_bytes for one in house.relay.clients.values())

        assert len([one for one in quick.got if one.uid != "takPong"]) == 150 * 22
        assert waiting <= 20 + 2 * 150 + 2
        assert heaviest < 5 * 2**20
        assert house.relay.counts[Count.REPLACED] > 0

        stalled.writer.transport.resume_reading()  # type: ignore[attr-defined]
        got = await stalled.told()
        last = {one.uid: one.made_at for one in got}
        assert [one.uid for one in got if one.type.startswith("b-a-")] == [
            f"help-{turn}" for turn in range(150)
        ]
        assert {last[f"p{n}"] for n in range(20)} == {NOW + timedelta(seconds=149)}


@walk
async def test_beyond_the_number_of_clients_nobody_is_let_in() -> None:
    async with net(limits=Limits(clients=1, events_per_s=1e6, bytes_per_s=1e9)) as house:
        first = await house.phone()
        second = await house.joined()

        assert await second.is_closed()
        assert house.relay.counts[Count.TURNED_AWAY] == 1
        await first.settle()


@walk
async def test_stopping_gives_everyone_what_waits_and_closes() -> None:
    async with net() as house:
        sender, other = await house.phone(), await house.phone()
        await sender.send(event("a"), alert("help"))
        await sender.settle()

        await house.server.stop()

        await other.until(lambda got: uids(got)[-1:] == ["help"])
        assert await other.is_closed()
        assert await sender.is_closed()
