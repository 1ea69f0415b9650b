"""The second round: each point answered by the unit, each answer checked, none lost."""

from collections.abc import Sequence

import pytest
from tests import make_appraisals as a
from tests import make_season as make

from muster.office import services as office
from muster.packs import Feed, LeadsTo
from muster.papers.errors import appraisal as e
from muster.papers.models import (
    Appraisal,
    AppraisalState,
    ConclusionPoint,
    DossierState,
    PointAnswer,
)
from muster.papers.queries.appraisals.papers import papers_in_round
from muster.papers.services import appraisals as services
from muster.papers.services.appraisals import AnswerDraft, PointDraft
from muster.season.models import Desk, Step

pytestmark = pytest.mark.django_db


def sent_back() -> tuple[Appraisal, a.Bench]:
    """An appraisal whose first conclusion asks for two changes."""
    world = make.world()
    people = a.bench(world.top)
    row = a.taken(a.dossier(world.communes[0]), people)
    a.closed(row, people)
    a.concluded(row, people, LeadsTo.ANSWER)
    return again(row), people


def again(row: Appraisal) -> Appraisal:
    return Appraisal.objects.select_related("dossier", "team").get(pk=row.pk)


def points_of(row: Appraisal, number: int = 1) -> list[ConclusionPoint]:
    return list(ConclusionPoint.objects.filter(round__appraisal=row, round__number=number))


def answers(row: Appraisal, number: int = 1) -> list[AnswerDraft]:
    return [
        AnswerDraft(point_id=one.pk, handled=True, text="đã bổ sung", paragraph=2)
        for one in points_of(row, number)
    ]


def answered(row: Appraisal, said: Sequence[AnswerDraft] | None = None) -> None:
    current = row.rounds.get(number=again(row).round_number)
    services.hand_in_answers(
        row,
        actor=make.ACTOR,
        now=make.NOW,
        version=current.version,
        answers=answers(row, current.number) if said is None else said,
        note="BC 12",
    )


def checked(row: Appraisal, people: a.Bench, results: Sequence[str], number: int = 1) -> None:
    for point, result in zip(points_of(row, number), results, strict=True):
        services.check_point(
            row,
            point.pk,
            actor=a.by(people.members[0]),
            now=make.NOW,
            result=result,
            note="" if result == "handled" else "còn thiếu",
        )


def fed(row: Appraisal) -> Step:
    congress = row.dossier.congress
    rule = make.rules().procedures[congress.procedure].fed_by(Feed.APPRAISAL_MET)
    assert rule is not None
    return make.step(congress, rule.key)


def test_every_point_is_answered_and_what_is_not_handled_says_why() -> None:
    row, _people = sent_back()
    first, second = points_of(row)

    with pytest.raises(e.WhyNotMissing) as why:
        answered(row, [AnswerDraft(point_id=first.pk, handled=False)])
    assert "Point 1" in str(why.value)
    with pytest.raises(e.AnswersLacking) as lacking:
        answered(row, [AnswerDraft(point_id=first.pk, handled=True)])
    assert lacking.value.params["points"] == str(second.number)
    assert again(row).state == AppraisalState.ANSWERING


def test_answers_are_kept_as_they_are_typed_and_can_be_taken_back() -> None:
    row, _people = sent_back()
    first, _second = points_of(row)
    current = row.rounds.get(number=1)
    given = {"actor": make.ACTOR, "now": make.NOW}

    services.save_answers(
        row,
        version=current.version,
        answers=[AnswerDraft(point_id=first.pk, handled=False, text="chưa có số liệu")],
        **given,  # type: ignore[arg-type]
    )
    with pytest.raises(e.RoundChanged):
        services.save_answers(row, version=current.version, answers=[], **given)  # type: ignore[arg-type]
    services.save_answers(
        row,
        version=current.version + 1,
        answers=[AnswerDraft(point_id=first.pk, handled=None)],
        **given,  # type: ignore[arg-type]
    )

    assert not hasattr(ConclusionPoint.objects.get(pk=first.pk), "answer")


def test_handed_in_the_next_round_lies_on_the_newest_versions() -> None:
    row, _people = sent_back()
    kind = papers_in_round(row, 1)[0].kind
    newer = a.new_version(row.dossier.congress, kind, "# Mở đầu\nĐã bổ sung số liệu.")

    answered(row)

    now = again(row)
    assert (now.state, now.round_number) == (AppraisalState.CHECKING, 2)
    fixed = {one.kind: one.version_id for one in papers_in_round(now, 2)}
    assert fixed[kind] == newer.pk
    assert len(fixed) == len(papers_in_round(now, 1))
    assert papers_in_round(now, 1)[0].version_id != newer.pk
    assert (fed(row).state, fed(row).desk) == ("open", Desk.APPRAISER)
    a.new_version(row.dossier.congress, kind, "# Mở đầu\nLại khác nữa.")
    assert {one.kind: one.version_id for one in papers_in_round(now, 2)} == fixed


def test_no_round_closes_with_an_unchecked_point() -> None:
    row, people = sent_back()
    answered(row)
    first, second = points_of(row)
    services.check_point(
        row, first.pk, actor=a.by(people.members[0]), now=make.NOW, result="handled"
    )

    with pytest.raises(e.PointsUnchecked) as refused:
        services.close_checking(row, actor=a.by(people.head), now=make.NOW)
    assert refused.value.params["points"] == str(second.number)
    services.check_point(row, second.pk, actor=a.by(people.head), now=make.NOW, result="handled")

    services.close_checking(row, actor=a.by(people.head), now=make.NOW)
    assert again(row).state == AppraisalState.CONCLUDING


def test_only_those_who_appraise_check_and_partly_says_what_is_lacking() -> None:
    row, people = sent_back()
    answered(row)
    first = points_of(row)[0]

    with pytest.raises(e.NoMember):
        services.check_point(
            row, first.pk, actor=a.by(people.members[2]), now=make.NOW, result="handled"
        )
    with pytest.raises(e.WhyNotMissing):
        services.check_point(
            row, first.pk, actor=a.by(people.members[0]), now=make.NOW, result="partly"
        )


def test_the_second_conclusion_accepts_the_step() -> None:
    row, people = sent_back()
    answered(row)
    checked(row, people, ["handled", "handled"])
    services.close_checking(row, actor=a.by(people.head), now=make.NOW)

    a.concluded(row, people)

    assert again(row).dossier.state == DossierState.MET
    assert fed(row).state == "accepted"


def test_what_was_not_handled_does_not_vanish() -> None:
    row, people = sent_back()
    answered(row)
    checked(row, people, ["handled", "partly"])
    services.close_checking(row, actor=a.by(people.head), now=make.NOW)
    kept = points_of(row)[1]
    fresh = a.points(again(row), 1)

    current = a.written(row, people, LeadsTo.ANSWER, points=fresh)
    with pytest.raises(e.PointsDropped) as refused:
        office.sign_and_issue(services.subject_of(current), actor=a.by(people.head), now=make.NOW)
    assert refused.value.params["points"] == str(kept.number)
    a.concluded(
        row,
        people,
        LeadsTo.ANSWER,
        points=[*fresh, PointDraft(text="vẫn thiếu", carried_id=kept.pk)],
    )

    assert again(row).state == AppraisalState.ANSWERING
    answered(row)
    assert again(row).round_number == 3
    checked(row, people, ["handled", "handled"], number=2)


def test_what_was_not_handled_is_let_go_only_with_a_word() -> None:
    row, people = sent_back()
    answered(row)
    checked(row, people, ["handled", "not"])
    services.close_checking(row, actor=a.by(people.head), now=make.NOW)

    current = a.written(row, people, text="")
    with pytest.raises(e.ConclusionIncomplete):
        office.sign_and_issue(services.subject_of(current), actor=a.by(people.head), now=make.NOW)
    a.concluded(row, people, text="Số liệu sẽ có sau đại hội.")

    assert again(row).dossier.state == DossierState.MET


def test_who_answers_is_not_asked_for_a_paragraph_of_another_document() -> None:
    row, _people = sent_back()
    first, second = points_of(row)

    answered(
        row,
        [
            AnswerDraft(point_id=first.pk, handled=True, paragraph=999),
            AnswerDraft(point_id=second.pk, handled=True, paragraph=2),
        ],
    )

    first.refresh_from_db()
    assert first.answer.paragraph is None
    assert PointAnswer.objects.filter(point=second, paragraph__number=2).exists()
