"""States, deadlines to the minute, refusals by code, and the second of two who save."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import make_season as make

from muster.ledger.models import Entry
from muster.packs import Feed
from muster.season import errors, services
from muster.season.models import Desk, Step, StepState

pytestmark = pytest.mark.django_db

# The last minute of 8 June in Ho Chi Minh City (UTC+7), and the first of the 9th.
LAST_MINUTE = datetime(2030, 6, 8, 16, 59, 59, tzinfo=UTC)
TOO_LATE = datetime(2030, 6, 8, 17, 0, tzinfo=UTC)
CLOSED = datetime(2030, 7, 30, 2, 0, tzinfo=UTC)


def plan_step() -> Step:
    """Due on 8 June, accepted by the superior without a check."""
    return make.step(make.congress(make.world().communes[0]), "plan")


def drafts_step() -> Step:
    """Checked by the appraiser before the superior accepts."""
    return make.step(make.congress(make.world().communes[0]), "drafts")


def test_a_step_goes_from_desk_to_desk() -> None:
    step = drafts_step()
    desks = [step.desk]

    step = make.hand_in(step)
    desks.append(step.desk)
    step = services.check(step, actor=make.OTHER, now=make.NOW, version=step.version)
    desks.append(step.desk)
    step = services.accept(step, actor=make.OTHER, now=make.NOW, version=step.version)

    assert desks == [Desk.UNIT, Desk.APPRAISER, Desk.SUPERIOR]
    assert (step.submitted_by, step.checked_by, step.accepted_by) == (
        make.ACTOR.name,
        make.OTHER.name,
        make.OTHER.name,
    )
    assert step.submitted_at == step.checked_at == step.accepted_at == make.NOW


def test_without_a_checking_desk_it_goes_straight_to_the_superior() -> None:
    step = make.hand_in(plan_step())

    assert step.desk == Desk.SUPERIOR
    with pytest.raises(errors.WrongState):
        services.check(step, actor=make.OTHER, now=make.NOW, version=step.version)


def test_a_check_cannot_be_skipped() -> None:
    step = make.hand_in(drafts_step())

    with pytest.raises(errors.WrongState) as refused:
        services.accept(step, actor=make.OTHER, now=make.NOW, version=step.version)

    assert refused.value.code == "season.wrong_state"


def test_a_deadline_lasts_to_the_last_minute_of_the_local_day() -> None:
    step = make.hand_in(plan_step(), now=LAST_MINUTE)

    assert not step.is_late


def test_a_minute_later_it_is_late_and_wants_a_reason() -> None:
    step = plan_step()

    with pytest.raises(errors.LateNeedsReason) as refused:
        make.hand_in(step, now=TOO_LATE)
    step = make.hand_in(step, now=TOO_LATE, reason="mưa bão")

    assert refused.value.code == "season.late_needs_reason"
    assert (step.is_late, step.late_reason) == (True, "mưa bão")


def test_a_closed_step_takes_nothing_until_it_is_reopened() -> None:
    step = make.step(make.congress(make.world().communes[0]), "dossier")
    with pytest.raises(errors.StepClosed) as refused:
        make.hand_in(step, now=CLOSED, reason="mưa bão")

    step = services.reopen(
        step,
        actor=make.OTHER,
        now=CLOSED,
        version=step.version,
        until=date(2030, 7, 31),
        reason="công văn 9",
    )
    on_time = make.hand_in(step, now=CLOSED, reason="mưa bão")

    assert refused.value.code == "season.step_closed"
    assert on_time.is_late


def test_a_reopened_step_closes_again_after_its_day() -> None:
    step = make.step(make.congress(make.world().communes[0]), "dossier")
    step = services.reopen(
        step,
        actor=make.OTHER,
        now=CLOSED,
        version=step.version,
        until=date(2030, 7, 31),
        reason="công văn 9",
    )

    with pytest.raises(errors.StepClosed):
        make.hand_in(step, now=CLOSED + timedelta(days=2), reason="mưa bão")


def test_evidence_is_asked_for_unless_a_paper_is_named() -> None:
    step = plan_step()

    with pytest.raises(errors.EvidenceMissing) as refused:
        services.submit(step, actor=make.ACTOR, now=make.NOW, version=step.version)
    services.add_evidence(
        step, actor=make.ACTOR, now=make.NOW, name="a.pdf", content=make.pdf(), kind="signed_paper"
    )
    step = services.submit(step, actor=make.ACTOR, now=make.NOW, version=step.version)

    assert refused.value.code == "season.evidence_missing"
    assert step.state == StepState.SUBMITTED


def test_the_second_of_two_who_save_is_told_who_was_first() -> None:
    step = plan_step()
    make.hand_in(step, actor=make.OTHER)

    with pytest.raises(errors.StepChanged) as refused:
        services.promise(
            step,
            actor=make.ACTOR,
            now=make.NOW,
            version=step.version,
            promised_on=date(2030, 6, 7),
        )

    assert refused.value.params == {"who": make.OTHER.name, "at": "09:00 03/06"}


def test_nobody_accepts_what_he_handed_in() -> None:
    step = make.hand_in(plan_step(), actor=make.ACTOR)

    with pytest.raises(errors.OwnWork) as refused:
        services.accept(step, actor=make.ACTOR, now=make.NOW, version=step.version)

    assert refused.value.code == "season.own_work"


def test_what_the_unit_itself_accepts_may_be_accepted_by_the_same_person() -> None:
    """Printing is done and accepted by the unit."""
    step = make.hand_in(make.step(make.congress(make.world().communes[0]), "printing"))

    step = services.accept(step, actor=make.ACTOR, now=make.NOW, version=step.version)

    assert step.state == StepState.ACCEPTED


@pytest.mark.parametrize("checked", [False, True])
def test_a_submission_is_returned_with_a_reason(checked: bool) -> None:  # a case
    step = make.hand_in(drafts_step())
    if checked:
        step = services.check(step, actor=make.OTHER, now=make.NOW, version=step.version)

    step = services.return_step(
        step, actor=make.OTHER, now=make.NOW, version=step.version, reason="thiếu phần kiểm điểm"
    )

    assert (step.state, step.desk) == (StepState.RETURNED, Desk.UNIT)
    assert step.return_reason == "thiếu phần kiểm điểm"
    assert make.hand_in(step).state == StepState.SUBMITTED


def test_an_open_step_cannot_be_returned() -> None:
    step = plan_step()

    with pytest.raises(errors.WrongState):
        services.return_step(step, actor=make.OTHER, now=make.NOW, version=step.version, reason="x")


@pytest.mark.parametrize("key", ["plan", "drafts"])
def test_a_step_is_waived_from_any_state_with_reason_and_name(key: str) -> None:
    step = make.step(make.congress(make.world().communes[0]), key)
    if key == "drafts":
        step = make.hand_in(step)

    with pytest.raises(errors.ReasonMissing):
        services.waive(step, actor=make.OTHER, now=make.NOW, version=step.version, reason=" ")
    step = services.waive(
        step, actor=make.OTHER, now=make.NOW, version=step.version, reason="mới hợp nhất"
    )

    assert (step.state, step.waived_reason) == (StepState.WAIVED, "mới hợp nhất")
    assert step.accepted_by == make.OTHER.name


def test_a_deadline_is_amended_never_overwritten() -> None:
    step = plan_step()

    step = services.amend_deadline(
        step,
        actor=make.OTHER,
        now=make.NOW,
        version=step.version,
        due_on=date(2030, 6, 20),
        reason="công văn 15",
    )

    change = step.deadline_changes.get()
    assert (change.old_due_on, change.new_due_on) == (date(2030, 6, 8), date(2030, 6, 20))
    assert (change.reason, change.changed_by) == ("công văn 15", make.OTHER.name)
    assert not make.hand_in(step, now=TOO_LATE).is_late


def test_an_amendment_to_the_same_day_is_none() -> None:
    step = plan_step()

    with pytest.raises(errors.NothingToChange):
        services.amend_deadline(
            step,
            actor=make.OTHER,
            now=make.NOW,
            version=step.version,
            due_on=step.due_on,
            reason="công văn 15",
        )


def test_a_promise_names_the_day_and_what_holds_it_up() -> None:
    step = plan_step()

    step = services.promise(
        step,
        actor=make.ACTOR,
        now=make.NOW,
        version=step.version,
        promised_on=date(2030, 6, 12),
        delay="quorum",
        note="họp lại 11/6",
    )

    assert (step.promised_on, step.delay, step.note) == (
        date(2030, 6, 12),
        "quorum",
        "họp lại 11/6",
    )


def test_an_accepted_step_can_be_reopened_and_is_no_longer_counted() -> None:
    congress = make.congress(make.world().communes[0])
    step = make.finish(make.step(congress, "plan"))

    services.reopen(
        step,
        actor=make.OTHER,
        now=make.NOW,
        version=step.version,
        until=date(2030, 6, 30),
        reason="ký nhầm",
    )

    congress.refresh_from_db()
    assert (congress.steps_accepted, congress.next_step) == (0, "plan")


def test_another_capability_feeds_its_step_once() -> None:
    congress = make.congress(make.world().communes[0])

    first = services.feed_step(
        congress, actor=make.OTHER, now=make.NOW, feed=Feed.VENUE_CHECKED, note="BB 3"
    )
    second = services.feed_step(
        congress, actor=make.OTHER, now=make.NOW, feed=Feed.VENUE_CHECKED, note="BB 3"
    )

    assert first is not None
    assert (first.key, first.state, second) == ("venue_survey", StepState.ACCEPTED, None)


def test_a_retry_with_the_same_identity_changes_nothing() -> None:
    from uuid import uuid4

    step, identity = plan_step(), uuid4()
    for _ in range(2):
        services.promise(
            step,
            actor=make.ACTOR,
            now=make.NOW,
            version=step.version,
            promised_on=date(2030, 6, 12),
            client_uuid=identity,
        )

    assert make.step(step.congress, "plan").version == step.version + 1
    assert Entry.objects.filter(kind="step.promised").count() == 1


def test_every_change_is_one_entry_with_unit_and_season() -> None:
    step = make.hand_in(plan_step())

    entry = Entry.objects.get(subject=f"step:{step.pk}")

    unit = step.congress.season_unit
    assert (entry.kind, entry.unit, entry.season) == (
        "step.submitted",
        unit.unit_id,
        unit.season_id,
    )
    assert entry.body["step"] == "plan"


def test_milestones_follow_from_acceptance() -> None:
    congress = make.congress(make.world().communes[0])
    held_at = datetime(2030, 8, 22, 10, 0, tzinfo=UTC)
    reported_at = datetime(2030, 8, 28, 2, 0, tzinfo=UTC)

    for step in Step.objects.filter(congress=congress).exclude(key="ratification"):
        make.finish(step, now=make.NOW if step.position < 15 else held_at)
    congress.refresh_from_db()
    done = (congress.held_on, congress.reported_on, congress.ratified_on, congress.is_finished)
    make.finish(make.step(congress, "ratification"), now=reported_at)

    congress.refresh_from_db()
    assert done == (date(2030, 8, 22), date(2030, 8, 22), None, True)
    assert congress.ratified_on == date(2030, 8, 28)
    assert congress.next_due_on is None


def test_where_the_pack_counts_checked_the_board_does_too() -> None:
    """The association's branches count a step that is checked."""
    season, unit = make.association()
    congress = make.congress(unit, date(2030, 4, 10))
    step = make.hand_in(make.step(congress, "books"), now=datetime(2030, 1, 2, 3, 0, tzinfo=UTC))

    services.check(step, actor=make.OTHER, now=make.NOW, version=step.version)

    congress.refresh_from_db()
    assert congress.steps_accepted == 1
    assert services.counters_equal(season)
