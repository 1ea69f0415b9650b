"""Steps that another capability's results hand in, accept or send back."""

from datetime import date, timedelta

import pytest
from tests import make_season as make

from muster.packs import Feed
from muster.season import services
from muster.season.errors import LateNeedsReason, ReasonMissing, StepClosed
from muster.season.models import Congress, Desk, Step, StepState
from muster.season.queries import history

pytestmark = pytest.mark.django_db


def congress() -> Congress:
    return make.congress(make.world().communes[0])


def fed(row: Congress, feed: Feed) -> Step:
    rule = make.rules().procedures[row.procedure].fed_by(feed)
    assert rule is not None
    return make.step(row, rule.key)


def give_back(row: Congress, feed: Feed, **said: object) -> Step | None:
    given = {"actor": make.OTHER, "now": make.NOW, **said}
    return services.feed_return(row, feed=feed, **given)  # type: ignore[arg-type]  # by name


def hand_in(row: Congress, feed: Feed = Feed.DOSSIER_COMPLETE, **said: object) -> Step | None:
    given = {"actor": make.ACTOR, "now": make.NOW, "note": "hồ sơ số 1", **said}
    return services.feed_hand_in(row, feed=feed, **given)  # type: ignore[arg-type]  # by name


def test_what_was_handed_in_elsewhere_needs_no_file_here() -> None:
    row = congress()

    step = hand_in(row)

    assert step is not None
    assert (step.state, step.desk, step.note) == ("submitted", Desk.APPRAISER, "hồ sơ số 1")
    assert step.submitted_by == make.ACTOR.name
    assert hand_in(row) is None


def test_the_deadline_holds_for_it_as_for_everything() -> None:
    row = congress()
    step = fed(row, Feed.DOSSIER_COMPLETE)
    late = make.NOW + timedelta(days=(step.due_on - make.NOW.date()).days + 1)

    with pytest.raises(StepClosed):
        hand_in(row, now=late, reason="trễ")
    services.amend_deadline(
        step,
        actor=make.OTHER,
        now=make.NOW,
        version=step.version,
        due_on=date(2030, 6, 1),
        reason="sớm hơn",
    )
    closed = fed(row, Feed.DOSSIER_COMPLETE)
    services.reopen(
        closed,
        actor=make.OTHER,
        now=make.NOW,
        version=closed.version,
        until=date(2030, 12, 1),
        reason="mở lại",
    )
    with pytest.raises(LateNeedsReason):
        hand_in(row)

    assert fed(row, Feed.DOSSIER_COMPLETE).state == StepState.OPEN


def test_sent_back_from_accepted_it_lies_with_the_unit_and_opens_until_a_day() -> None:
    row = congress()
    hand_in(row)
    services.feed_step(row, actor=make.OTHER, now=make.NOW, feed=Feed.DOSSIER_COMPLETE)
    until = date(2030, 8, 20)

    step = give_back(row, Feed.DOSSIER_COMPLETE, reason="Làm lại đề án", until=until)

    assert step is not None
    assert (step.state, step.desk, step.accepted_by) == ("returned", Desk.UNIT, "")
    assert step.reopened_until == until
    assert "Làm lại đề án" in history(step)[0].text
    late = make.NOW.replace(month=8, day=19)
    again = hand_in(row, now=late, reason="theo kết luận")
    assert again is not None
    assert again.is_late


def test_an_open_step_of_the_appraiser_goes_to_the_unit_and_comes_back() -> None:
    row = congress()
    assert fed(row, Feed.APPRAISAL_MET).desk == Desk.APPRAISER

    give_back(row, Feed.APPRAISAL_MET, reason="x" * 900)

    step = fed(row, Feed.APPRAISAL_MET)
    assert (step.state, step.desk, len(step.return_reason)) == ("returned", Desk.UNIT, 300)
    answered = hand_in(row, feed=Feed.APPRAISAL_MET)
    assert answered is not None
    assert (answered.state, answered.desk) == (StepState.OPEN, Desk.APPRAISER)
    assert hand_in(row, feed=Feed.APPRAISAL_MET) is None
    assert services.counters_equal(row.season)


def test_nothing_is_sent_back_without_a_reason_or_after_a_waiver() -> None:
    row = congress()
    step = fed(row, Feed.APPRAISAL_MET)
    services.waive(
        step, actor=make.OTHER, now=make.NOW, version=step.version, reason="cấp trên chỉ định"
    )

    assert give_back(row, Feed.APPRAISAL_MET, reason="x") is None
    with pytest.raises(ReasonMissing):
        give_back(row, Feed.DOSSIER_COMPLETE, reason=" ")


def test_what_the_unit_does_itself_lies_with_those_who_check_it() -> None:
    _season, branch = make.association()
    row = make.congress(branch)

    step = hand_in(row, feed=Feed.APPRAISAL_MET)

    assert step is not None
    assert (step.state, step.desk) == (StepState.SUBMITTED, Desk.APPRAISER)


def test_a_procedure_without_the_step_owes_nothing() -> None:
    _season, branch = make.association()
    row = make.congress(branch)

    assert hand_in(row) is None
    assert give_back(row, Feed.DOSSIER_COMPLETE, reason="x") is None
