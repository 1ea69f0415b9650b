from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.cot.make import CORPUS, EVENTS, POSITION, wrapped

from muster.engines.cot import Event, Fault, Framer, read, written

ALL = "".join(CORPUS.values()).encode()


def pieces(content: bytes, cuts: list[int]) -> list[bytes]:
    places = [0, *sorted(cut % (len(content) + 1) for cut in cuts), len(content)]
    return [content[one:other] for one, other in pairwise(places)]


@given(cuts=st.lists(st.integers(0, 10**6), max_size=30))
@settings(deadline=None, max_examples=30)
def test_samples_come_whole_wherever_the_stream_is_cut(cuts: list[int]) -> None:
    framer = Framer()

    found = [read(one) for piece in pieces(ALL, cuts) for one in framer.feed(piece)]

    assert found == [read(text.encode()) for text in CORPUS.values()]
    assert not framer.faults
    assert framer.held_bytes == 0


@given(events=st.lists(EVENTS, max_size=4), cuts=st.lists(st.integers(0, 10**6), max_size=8))
@settings(deadline=None, max_examples=30)
def test_written_streams_are_cut_into_the_same_events(events: list[Event], cuts: list[int]) -> None:
    framer = Framer()
    content = b"".join(written(event) for event in events)

    found = [read(one) for piece in pieces(content, cuts) for one in framer.feed(piece)]

    assert found == events


@given(junk=st.binary(max_size=200), cuts=st.lists(st.integers(0, 10**6), max_size=8))
@settings(deadline=None, max_examples=30)
def test_the_second_event_after_any_junk_is_found(junk: bytes, cuts: list[int]) -> None:
    """Junk can take one event with it (an open comment, a start that is none), not two."""
    framer = Framer()
    content = junk + POSITION.encode() * 2

    found = [one for piece in pieces(content, cuts) for one in framer.feed(piece)]

    assert read(found[-1]) == read(POSITION.encode())


def test_an_event_that_broke_off_does_not_take_the_next_one_with_it() -> None:
    framer = Framer()

    found = framer.feed(POSITION.encode()[:200] + POSITION.encode())

    assert [read(one) for one in found] == [read(POSITION.encode())]
    assert framer.faults == {Fault.MALFORMED: 1}


def test_an_endless_event_is_passed_over_in_bounded_memory() -> None:
    framer = Framer()
    framer.feed(wrapped("").removesuffix(b"</detail></event>"))
    for _ in range(100):
        framer.feed(b"x" * 65_536)
        assert framer.held_bytes <= 65_536

    found = framer.feed(b"</detail></event>" + POSITION.encode())

    assert [read(one) for one in found] == [read(POSITION.encode())]
    assert framer.faults == {Fault.TOO_LARGE: 1}


def test_another_encoding_is_not_taken_for_utf_8() -> None:
    framer = Framer()

    framer.feed(POSITION.replace("UTF-8", "UTF-16").encode())

    assert framer.faults == {Fault.MALFORMED: 1}
