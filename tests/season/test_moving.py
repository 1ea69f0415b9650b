"""Moving a day: what breaks, what is counted again, what stays. And moving to other rules."""

from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from tests import make_season as make

from muster import packs
from muster.engines.schedule import BreakKind
from muster.packs import loader
from muster.season import errors, services
from muster.season.models import Congress, Event, Step, StepState

pytestmark = pytest.mark.django_db


def move(congress: Congress, starts_on: date, reason: str = "trùng lịch") -> Congress:
    return services.move_congress(
        congress, actor=make.ACTOR, now=make.NOW, starts_on=starts_on, reason=reason
    )


def test_open_steps_are_counted_again_and_done_ones_stay() -> None:
    congress = make.congress(make.world().communes[0])
    make.finish(make.step(congress, "plan"))

    move(congress, date(2030, 8, 29))

    due = {step.key: step.due_on for step in Step.objects.filter(congress=congress)}
    assert due["plan"] == date(2030, 6, 8)
    assert due["drafts"] == date(2030, 7, 15)
    change = make.step(congress, "drafts").deadline_changes.get()
    assert (change.old_due_on, change.reason) == (date(2030, 7, 8), "trùng lịch")


def test_the_event_and_the_counters_move_along() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])

    move(congress, date(2030, 8, 29))

    event = Event.objects.get(congress=congress)
    assert event.starts_at == datetime(2030, 8, 29, 0, 30, tzinfo=UTC)
    assert services.counters_equal(world.season)


def test_a_move_without_a_reason_is_refused() -> None:
    congress = make.congress(make.world().communes[0])

    with pytest.raises(errors.ReasonMissing):
        move(congress, date(2030, 8, 29), reason="  ")


def test_a_congress_that_was_held_is_not_moved() -> None:
    congress = make.congress(make.world().communes[0])
    make.finish(make.step(congress, "congress"))

    with pytest.raises(errors.AlreadyHeld):
        move(congress, date(2030, 8, 29))


def test_nothing_to_move_is_said() -> None:
    congress = make.congress(make.world().communes[0])

    with pytest.raises(errors.NothingToChange):
        move(congress, congress.starts_on)


@pytest.mark.parametrize(
    ("day", "is_refused"), [(date(2030, 9, 9), False), (date(2030, 9, 10), True)]
)
def test_it_must_end_before_the_one_above_begins(day: date, is_refused: bool) -> None:  # a case
    world = make.world()
    make.congress(world.east, date(2030, 9, 10))
    congress = make.congress(world.communes[0])

    if is_refused:
        with pytest.raises(errors.OutOfOrder):
            move(congress, day)
    else:
        assert move(congress, day).starts_on == day


def test_it_must_begin_after_the_ones_below_end() -> None:
    world = make.world()
    parent = make.congress(world.east, date(2030, 9, 10))
    make.congress(world.communes[0], date(2030, 8, 22))

    with pytest.raises(errors.OutOfOrder) as refused:
        move(parent, date(2030, 8, 22))

    assert refused.value.params["child"] == world.communes[0].name


def test_the_preview_names_what_breaks_and_changes_nothing() -> None:
    """Moved to 10/8, the plan (10 days, due N-75) would have had to begin on 18/5; the deadline
    of the tier, 31/8, is passed by 5/9."""
    congress = make.congress(make.world().communes[0])

    sooner = services.preview_move(
        congress, starts_on=date(2030, 8, 10), ends_on=date(2030, 8, 10), today=date(2030, 5, 25)
    )
    later = services.preview_move(
        congress, starts_on=date(2030, 9, 5), ends_on=date(2030, 9, 5), today=date(2030, 5, 25)
    )

    assert BreakKind.NO_TIME_LEFT in {line.kind for line in sooner.breaks}
    assert [line.kind for line in later.breaks] == [BreakKind.PAST_LIMIT]
    assert not later.is_forbidden
    congress.refresh_from_db()
    assert congress.starts_on == date(2030, 8, 22)
    assert make.step(congress, "plan").due_on == date(2030, 6, 8)


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A second version of the pack in which the plan is due five days earlier."""
    root = tmp_path / "packs"
    copytree(loader.ROOT / make.PACK / "1", root / make.PACK / "1")
    copytree(loader.ROOT / make.PACK / "1", root / make.PACK / "2")
    file = root / make.PACK / "2" / "procedures.toml"
    file.write_text(file.read_text().replace("offset_days = -75", "offset_days = -80", 1))
    plain = packs.load

    def load(key: str, version: str | None = None) -> packs.Pack:
        return plain(key, version, root=root)

    monkeypatch.setattr(packs, "load", load)
    return load


@pytest.mark.usefixtures("newer")
def test_moving_to_newer_rules_lists_what_must_be_redone() -> None:
    world = make.world()
    world.season.pack_version = "1"
    world.season.save()
    congress = make.congress(world.communes[0])
    make.finish(make.step(congress, "plan"))

    found = services.migrate_pack(congress, actor=make.ACTOR, now=make.NOW, version="2")

    congress.refresh_from_db()
    assert congress.pack_version == "2"
    assert [str(text.en) for text in found.redo] == ["Plan and sub-committees"]
    assert make.step(congress, "plan").state == StepState.ACCEPTED
    assert services.counters_equal(world.season)
    with pytest.raises(errors.NothingToChange):
        services.migrate_pack(congress, actor=make.ACTOR, now=make.NOW, version="2")
