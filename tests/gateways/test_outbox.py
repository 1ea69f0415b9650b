from hypothesis import given, settings
from hypothesis import strategies as st

from muster.gateways.cot.outbox import (
    MOST_ALERT_BYTES,
    MOST_OTHER_BYTES,
    MOST_OTHERS,
    MOST_POSITIONS,
    Letter,
    Outbox,
    Put,
    Sort,
)
from muster.gateways.listening.buckets import Bucket


def letter(sort: Sort, key: str = "", content: bytes = b"x") -> Letter:
    return Letter(sort, key, content)


LETTERS = st.lists(
    st.tuples(st.sampled_from(Sort), st.sampled_from("abc"), st.integers(0, 2)), max_size=40
)


@given(acts=LETTERS)
@settings(deadline=None)
def test_alerts_all_and_in_order_positions_newest_bounds_kept(
    acts: list[tuple[Sort, str, int]],
) -> None:
    outbox, written = Outbox(), []
    sent: list[tuple[Sort, str, bytes]] = []
    for number, (sort, key, takes) in enumerate(acts):
        content = f"{sort} {key} {number};".encode()
        outbox.put(letter(sort, key, content))
        sent.append((sort, key, content))
        written += [outbox.taken(most_bytes=1) for _ in range(takes)]

    while outbox:
        written.append(outbox.taken(most_bytes=30))

    got = b"".join(written)
    came = [f"{one};" for one in got.decode().split(";") if one]
    for sort in (Sort.ALERT, Sort.OTHER):
        assert [one for one in came if one.startswith(sort)] == [
            content.decode() for kind, _key, content in sent if kind is sort
        ]
    for wanted in "abc":
        own = [c.decode() for kind, key, c in sent if (kind, key) == (Sort.POSITION, wanted)]
        told = [one for one in came if one.startswith(f"position {wanted}")]
        assert told == [one for one in own if one in told]
        assert told[-1:] == own[-1:]
    assert outbox.held_bytes == 0


def test_a_position_keeps_its_place_in_the_line() -> None:
    outbox = Outbox()
    outbox.put(letter(Sort.POSITION, "a", b"a1 "))
    outbox.put(letter(Sort.OTHER, "", b"chat "))

    assert outbox.put(letter(Sort.POSITION, "a", b"a2 ")) is Put.REPLACED
    assert outbox.taken(most_bytes=100) == b"a2 chat "


def test_others_and_positions_are_bounded_and_alerts_are_not_among_the_dropped() -> None:
    outbox = Outbox()
    outbox.put(letter(Sort.ALERT, "", b"alert"))
    for _ in range(MOST_OTHERS):
        assert outbox.put(letter(Sort.OTHER)) is Put.ADDED
    for number in range(MOST_POSITIONS):
        assert outbox.put(letter(Sort.POSITION, str(number))) is Put.ADDED

    assert outbox.put(letter(Sort.OTHER)) is Put.DROPPED
    assert outbox.put(letter(Sort.POSITION, "one more")) is Put.DROPPED
    assert len(outbox) == 1 + MOST_OTHERS + MOST_POSITIONS
    assert outbox.taken(most_bytes=1) == b"alert"


def test_large_messages_are_bounded_by_their_bytes() -> None:
    outbox = Outbox()
    for _ in range(200):
        outbox.put(letter(Sort.OTHER, "", b"x" * 60_000))

    assert MOST_OTHER_BYTES - 60_000 <= outbox.held_bytes <= MOST_OTHER_BYTES


def test_a_client_that_reads_no_alerts_is_full_at_last() -> None:
    outbox = Outbox()
    size = MOST_ALERT_BYTES // 4
    done = [outbox.put(letter(Sort.ALERT, "", b"x" * size)) for _ in range(5)]

    assert done == [Put.ADDED] * 4 + [Put.FULL]


def test_a_bucket_fills_at_its_rate_up_to_its_size() -> None:
    bucket = Bucket(rate=2, burst=4, at_s=100)

    assert [bucket.take(1, now_s=100) for _ in range(5)] == [True] * 4 + [False]
    assert [bucket.take(1, now_s=101) for _ in range(3)] == [True] * 2 + [False]
    assert bucket.owe(5, now_s=101) == 2.5
    assert not bucket.take(1, now_s=103)
    assert [bucket.take(1, now_s=1000) for _ in range(5)] == [True] * 4 + [False]
    assert not bucket.take(1, now_s=500)
