from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.packs import Pack, RuleUnknown, load
from muster.packs.plans import posts_of, spans
from muster.packs.schema import ShiftPattern

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PACK = load("vn-party-2025")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 6, day, hour, minute, tzinfo=ZONE)


def hours(pattern: str, opens_at: datetime, closes_at: datetime) -> list[tuple[str, str]]:
    found = spans(PACK.shift_patterns[pattern], opens_at=opens_at, closes_at=closes_at, pack=PACK)
    return [
        (f"{s.starts_at.astimezone(ZONE):%d %H:%M}", f"{s.ends_at.astimezone(ZONE):%d %H:%M}")
        for s in found
    ]


def test_a_middle_congress_gets_the_posts_of_the_office_numbered_from_one() -> None:
    posts = posts_of(PACK, event=PACK.congress_event.key, size="middle", risk="normal")

    assert [post.number for post in posts] == list(range(1, 14))
    assert [post.name.vi for post in posts][:4] == ["Cổng chính", "Cửa A", "Cửa D", "Cửa B, C"]
    assert sum(post.heads for post in posts) == 27


def test_risk_adds_heads_and_posts() -> None:
    counts = {
        risk: [
            (p.kind.key, p.heads) for p in posts_of(PACK, event="congress", size="tiny", risk=risk)
        ]
        for risk in PACK.risks
    }

    assert counts["low"] == counts["normal"] == [("local_guard", 1)]
    assert counts["high"] == [("local_guard", 2), ("patrol", 1)]


@pytest.mark.parametrize(
    ("size", "posts", "heads"),
    [("small", (2, 4), (5, 15)), ("middle", (8, 15), (19, 80)), ("large", (20, 50), (100, 800))],
)
def test_plans_lie_within_the_scale_of_public_events(
    size: str, posts: tuple[int, int], heads: tuple[int, int]
) -> None:
    plan = posts_of(PACK, event="congress", size=size, risk="normal")

    assert posts[0] <= len(plan) <= posts[1]
    assert heads[0] <= sum(post.heads for post in plan) <= heads[1]


@pytest.mark.parametrize("pack", [PACK, load("agm")], ids=lambda pack: pack.key)
def test_every_event_kind_has_posts_that_hang_together(pack: Pack) -> None:
    for event in pack.events.values():
        size = event.default_size or next(iter(pack.sizes))
        for risk in pack.risks:
            for post in posts_of(pack, event=event.key, size=size, risk=risk):
                assert post.shifts
                assert post.heads >= 1
                if post.kind.vehicle:
                    kind = pack.vehicle_kinds[post.kind.vehicle]
                    assert kind.min_crew <= post.heads <= kind.seats


def test_no_plan_for_a_kind_is_refused() -> None:
    with pytest.raises(RuleUnknown):
        posts_of(PACK, event="parade", size="small", risk="low")


def test_a_day_is_cut_into_equal_shifts() -> None:
    """07:30 to 17:00 with 60 minutes before and 30 after: 11 h, two shifts of 5 h 30."""
    assert hours("doors", local(12, 7, 30), local(12, 17)) == [
        ("12 06:30", "12 12:00"),
        ("12 12:00", "12 17:30"),
    ]


def test_a_half_day_is_one_shift() -> None:
    assert hours("session", local(12, 7, 30), local(12, 11, 30)) == [("12 07:00", "12 12:00")]


def test_nights_lie_before_each_day_of_the_event() -> None:
    assert hours("night", local(12, 7, 30), local(13, 17)) == [
        ("11 18:00", "12 06:00"),
        ("12 18:00", "13 06:00"),
    ]


def test_a_second_day_opens_at_the_hour_of_the_pack() -> None:
    assert hours("whole_day", local(12, 13), local(13, 11)) == [
        ("12 12:00", "12 17:30"),
        ("13 06:30", "13 11:30"),
    ]


def test_an_event_that_does_not_end_is_refused() -> None:
    with pytest.raises(ValueError, match="end after it begins"):
        hours("session", local(12, 8), local(12, 8))


@given(
    chosen=st.sampled_from(list(PACK.shift_patterns.values())),
    start_min=st.integers(0, 5 * 365 * 24 * 60),
    minutes=st.integers(1, 4 * 24 * 60),
)
def test_shifts_are_in_order_and_never_longer_than_allowed(
    chosen: ShiftPattern, start_min: int, minutes: int
) -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=start_min)

    found = spans(chosen, opens_at=start, closes_at=start + timedelta(minutes=minutes), pack=PACK)

    assert found == sorted(found)
    for span in found:
        length = span.ends_at - span.starts_at
        assert timedelta(0) < length <= timedelta(minutes=chosen.split_min)
        assert span.starts_at.tzinfo is UTC
