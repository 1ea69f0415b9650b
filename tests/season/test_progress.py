"""Progress from a workbook: all or none, the same again changes nothing, races are refused."""

from datetime import date
from typing import Any

import pytest
from tests import make_season as make

from muster.ledger.models import Entry
from muster.season import errors, services
from muster.season.models import Congress, StepState
from muster.season.services import ProgressRow, planning, progress

pytestmark = pytest.mark.django_db


def rows_for(congress: Congress, *keys: str, **more: Any) -> list[ProgressRow]:
    return [
        ProgressRow(congress_id=congress.pk, step=key, state="accepted", **more) for key in keys
    ]


def test_states_come_with_their_days_and_names() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    rows = rows_for(congress, "plan", "drafts", done_on=date(2030, 6, 5), by="Huỳnh Thị Đào")

    changed = services.import_progress(world.season, actor=make.ACTOR, now=make.NOW, rows=rows)

    step = make.step(congress, "plan")
    congress.refresh_from_db()
    assert (changed, congress.steps_accepted) == (2, 2)
    assert (step.state, step.accepted_by) == (StepState.ACCEPTED, "Huỳnh Thị Đào")
    assert step.accepted_at is not None
    assert step.accepted_at.date() == date(2030, 6, 5)
    assert services.counters_equal(world.season)
    assert len(Entry.objects.get(kind="step.imported").body["rows"]) == 2


def test_the_same_again_changes_nothing() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    rows = rows_for(congress, "plan", done_on=date(2030, 6, 5))
    services.import_progress(world.season, actor=make.ACTOR, now=make.NOW, rows=rows)

    again = services.import_progress(world.season, actor=make.ACTOR, now=make.NOW, rows=rows)

    assert again == 0
    assert Entry.objects.filter(kind="step.imported").count() == 1


def test_milestones_keep_the_days_of_the_workbook() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    rows = [
        *rows_for(congress, "congress", done_on=date(2030, 8, 22)),
        *rows_for(congress, "report", done_on=date(2030, 8, 27)),
    ]

    services.import_progress(world.season, actor=make.ACTOR, now=make.NOW, rows=rows)

    congress.refresh_from_db()
    assert (congress.held_on, congress.reported_on) == (date(2030, 8, 22), date(2030, 8, 27))
    assert (congress.is_finished, congress.finished_on) == (True, date(2030, 8, 27))


@pytest.mark.parametrize(("step", "state"), [("nonsense", "accepted"), ("plan", "nonsense")])
def test_an_unknown_step_or_state_changes_nothing(step: str, state: str) -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    rows = [
        *rows_for(congress, "drafts"),
        ProgressRow(congress_id=congress.pk, step=step, state=state),
    ]

    with pytest.raises(errors.RowFaulty):
        services.import_progress(world.season, actor=make.ACTOR, now=make.NOW, rows=rows)

    assert make.step(congress, "drafts").state == StepState.OPEN


def test_a_waiver_needs_its_reason() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    row = ProgressRow(congress_id=congress.pk, step="plan", state="waived")

    with pytest.raises(errors.ReasonMissing):
        services.import_progress(world.season, actor=make.ACTOR, now=make.NOW, rows=[row])


def test_a_step_changed_while_the_rows_were_read_refuses_them_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    plain = planning.roll_up

    def meanwhile(*args: Any) -> Any:
        make.hand_in(make.step(congress, "plan"))
        return plain(*args)

    monkeypatch.setattr(progress, "roll_up", meanwhile)

    with pytest.raises(errors.RowChanged):
        services.import_progress(
            world.season, actor=make.ACTOR, now=make.NOW, rows=rows_for(congress, "plan")
        )

    assert make.step(congress, "plan").state == StepState.SUBMITTED
    assert services.counters_equal(world.season)
