"""An appraisal from the team to the conclusion: who gives, who scores, who concludes."""

from datetime import date

import pytest
from tests import make_appraisals as a
from tests import make_papers as papers
from tests import make_season as make

from muster.ledger import canonical
from muster.ledger.models import Entry
from muster.ledger.verifier import commitment_of
from muster.office import services as office
from muster.office.errors.approvals import ChangedSince, NotApproved
from muster.office.models import Approval
from muster.packs import Feed, LeadsTo
from muster.papers.errors import appraisal as e
from muster.papers.models import (
    Appraisal,
    AppraisalState,
    Assignment,
    Dossier,
    DossierState,
    Score,
    ScoreSheet,
)
from muster.papers.queries.appraisals.papers import papers_in_round
from muster.papers.services import appraisals as services
from muster.papers.services.appraisals import (
    ConclusionDraft,
    RemarkDraft,
    ScoreLine,
    SheetDraft,
    TeamDraft,
)
from muster.season.models import Desk, Step
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


def begun(size: int = 3) -> tuple[Appraisal, a.Bench]:
    """A dossier of a commune of the east, with a team of the province and two members."""
    world = make.world()
    people = a.bench(world.top, size=size)
    return a.taken(a.dossier(world.communes[0]), people), people


def fed(row: Appraisal, feed: Feed = Feed.APPRAISAL_MET) -> Step:
    congress = row.dossier.congress
    rule = make.rules().procedures[congress.procedure].fed_by(feed)
    assert rule is not None
    return make.step(congress, rule.key)


def again(row: Appraisal) -> Appraisal:
    return Appraisal.objects.select_related("dossier", "team").get(pk=row.pk)


def sheet_of(row: Appraisal, account: object) -> ScoreSheet:
    return ScoreSheet.objects.get(assignment__appraisal=row, assignment__person=a.person(account))  # type: ignore[arg-type]


class TestTeams:
    def test_a_member_must_be_able_to_sign_in_and_to_read(self) -> None:
        world = make.world()
        people = a.bench(world.top)
        other = make.account(world.top, Role.CLERK, name="Ngô Văn Ba")

        with pytest.raises(e.MemberCannotAppraise) as refused:
            services.change_team(
                people.team,
                actor=make.ACTOR,
                now=make.NOW,
                version=1,
                draft=TeamDraft(
                    kind=people.team.kind,
                    name="Tổ 1",
                    head=a.said(people.head),
                    members=[a.said(other)],
                ),
            )

        assert "Ngô Văn Ba" in str(refused.value)
        assert Role.APPRAISER.label in str(refused.value)

    def test_an_unknown_name_is_refused_with_names_near_it(self) -> None:
        world = make.world()
        people = a.bench(world.top)

        with pytest.raises(e.StaffUnknown) as refused:
            a.bench(world.top, name="Tổ 2").team and services.found_team(
                world.top,
                actor=make.ACTOR,
                now=make.NOW,
                draft=TeamDraft(
                    kind=people.team.kind, name="Tổ 3", head="Trần Quốc Tuấm", members=["x"]
                ),
            )

        assert "Trần Quốc Tuấn" in str(refused.value)

    def test_one_name_stands_for_one_team(self) -> None:
        world = make.world()
        a.bench(world.top)

        with pytest.raises(e.TeamNameTaken):
            a.bench(world.top)

    def test_who_is_taken_off_loses_what_he_had_and_says_no_more(self) -> None:
        row, people = begun()
        gone, stays = people.members[0], people.members[1:]
        a.scored(row, gone)
        draft = TeamDraft(
            kind=people.team.kind,
            name="Tổ 1",
            head=a.said(people.head),
            members=[a.said(one) for one in stays],
        )
        given = {"actor": make.ACTOR, "now": make.NOW, "version": 1, "draft": draft}

        with pytest.raises(e.ReasonMissing):
            services.change_team(people.team, **given)  # type: ignore[arg-type]
        services.change_team(people.team, reason="nghỉ ốm", **given)  # type: ignore[arg-type]

        lost = Assignment.objects.get(person=a.person(gone))
        assert (lost.ended_by, lost.ended_reason) == (make.ACTOR.name, "nghỉ ốm")
        with pytest.raises(e.AssignmentEnded) as refused:
            services.save_sheet(lost, actor=a.by(gone), now=make.NOW, version=1, draft=a.draft(row))
        assert "nghỉ ốm" in str(refused.value)
        a.scored(row, stays[0])
        services.close_scoring(row, actor=a.by(people.head), now=make.NOW)
        entry = Entry.objects.get(kind="appraisal.scored")
        assert [one["member"] for one in entry.body["sheets"]] == [a.person(stays[0]).name]

    def test_a_team_with_open_work_is_not_ended(self) -> None:
        _row, people = begun()

        with pytest.raises(e.TeamBusy):
            services.end_team(
                people.team, actor=make.ACTOR, now=make.NOW, version=1, reason="xong việc"
            )


class TestGivingOut:
    def test_taking_in_accepts_the_step_of_the_dossier(self) -> None:
        row, people = begun()

        assert row.dossier.state == DossierState.APPRAISED
        assert fed(row, Feed.DOSSIER_COMPLETE).state == "accepted"
        assert fed(row).desk == Desk.APPRAISER
        assert row.assignments.count() == 2
        assert {one.due_on for one in row.assignments.all()} == {a.DUE}
        with pytest.raises(e.TakenAlready):
            a.taken(row.dossier, people)

    def test_nobody_appraises_the_unit_that_he_belongs_to(self) -> None:
        world = make.world()
        people = a.bench(world.top)
        member = a.person(people.members[0])
        member.unit = world.communes[0].unit
        member.save()
        row = a.dossier(world.communes[0])

        with pytest.raises(e.OwnUnit) as refused:
            a.taken(row, people)

        assert (refused.value.params["person"], refused.value.params["own"]) == (
            member.name,
            world.communes[0].name,
        )
        assert Dossier.objects.get(pk=row.pk).state == DossierState.WAITING
        a.taken(a.dossier(world.communes[1]), people)

    def test_nor_does_the_head_conclude_on_his_own_unit(self) -> None:
        world = make.world()
        people = a.bench(world.top)
        head = a.person(people.head)
        head.unit = world.communes[0].unit
        head.save()

        with pytest.raises(e.OwnUnit):
            a.taken(a.dossier(world.communes[0]), people)

    def test_fewer_than_the_rules_want_only_with_a_reason(self) -> None:
        world = make.world()
        people = a.bench(world.top)
        row = a.dossier(world.communes[0])

        with pytest.raises(e.FewScorers):
            a.taken(row, people, count=1)
        assert a.taken(row, people, count=1, few_reason="tổ đi công tác").assignments.count() == 1

    def test_scores_after_the_congress_are_of_no_use(self) -> None:
        world = make.world()
        people = a.bench(world.top)

        with pytest.raises(e.DueTooLate):
            a.taken(a.dossier(world.communes[0]), people, due_on=date(2030, 8, 22))

    def test_only_members_are_given_a_dossier(self) -> None:
        row, people = begun()
        stranger = make.account(make.world().top, Role.APPRAISER)

        with pytest.raises(e.NoMember):
            services.assign(
                row, actor=make.OTHER, now=make.NOW, person=a.person(stranger), due_on=a.DUE
            )
        with pytest.raises(e.AssignedAlready):
            services.assign(
                row,
                actor=make.OTHER,
                now=make.NOW,
                person=a.person(people.members[0]),
                due_on=a.DUE,
            )

    def test_another_takes_over_with_a_reason(self) -> None:
        row, people = begun()
        old = a.assignment(row, people.members[0])
        given = {"actor": make.OTHER, "now": make.NOW, "to": a.person(people.members[2])}

        with pytest.raises(e.ReasonMissing):
            services.reassign(old, reason=" ", **given)
        made = services.reassign(old, reason="quá tải", **given)

        assert made is not None
        assert (made.person_id, made.due_on) == (people.members[2].person_id, a.DUE)
        old.refresh_from_db()
        assert old.ended_reason == "quá tải"

    def test_a_team_for_other_documents_takes_nothing(self) -> None:
        _season, branch = make.association()
        world = make.world()
        kinds = make.rules().appraisal.teams.values()
        narrow = min((one for one in kinds if one.documents), key=lambda one: len(one.documents))
        people = a.bench(world.top, kind=narrow.key)
        congress = make.congress(world.communes[0], content=plain_agenda())
        a.prepare(congress)
        row = a.handed_in(congress)
        assert branch.season_id != world.top.season_id

        with pytest.raises(e.NothingForTeam):
            a.taken(row, people)


def plain_agenda() -> str:
    """An agenda whose contents need none of the documents of the narrowest team."""
    pack = make.rules()
    kinds = (one for one in pack.appraisal.teams.values() if one.documents)
    narrow = min(kinds, key=lambda one: len(one.documents))
    contents = {c for key in narrow.documents for c in pack.documents[key].contents}
    return next(one.key for one in pack.agendas.values() if not contents & set(one.contents))


class TestScoring:
    def test_what_is_typed_is_kept_and_goes_on(self) -> None:
        row, people = begun()
        own = a.assignment(row, people.members[0])
        first = a.lines(row)[0]

        services.save_sheet(
            own,
            actor=a.by(people.members[0]),
            now=make.NOW,
            version=0,
            draft=SheetDraft(lines=[first], summary="đang xem"),
        )

        sheet = sheet_of(row, people.members[0])
        assert (sheet.version, sheet.summary) == (1, "đang xem")
        assert sheet.scores.get().value == first.value
        assert Entry.objects.filter(subject=f"appraisal:{row.pk}").count() == 1

    def test_a_score_out_of_range_saves_nothing_and_names_the_place(self) -> None:
        row, people = begun()
        line = a.lines(row)[0]
        rubric = make.rules().appraisal.rubric_for(papers_in_round(row, 1)[0].kind)
        rule = next(rubric.criteria())

        for value in (rule.most + 1, -1):
            with pytest.raises(e.ScoreOutOfRange) as refused:
                services.save_sheet(
                    a.assignment(row, people.members[0]),
                    actor=a.by(people.members[0]),
                    now=make.NOW,
                    version=0,
                    draft=SheetDraft(
                        lines=[
                            *a.lines(row)[1:],
                            ScoreLine(
                                paper_id=line.paper_id, criterion=line.criterion, value=value
                            ),
                        ]
                    ),
                )
            assert str(rule.name) in str(refused.value)
        assert not Score.objects.exists()

    def test_a_criterion_of_elsewhere_is_refused(self) -> None:
        row, people = begun()
        line = ScoreLine(paper_id=a.lines(row)[0].paper_id, criterion="nope", value=1)

        with pytest.raises(e.ScoreUnknown):
            services.save_sheet(
                a.assignment(row, people.members[0]),
                actor=a.by(people.members[0]),
                now=make.NOW,
                version=0,
                draft=SheetDraft(lines=[line]),
            )

    def test_two_windows_of_one_member_do_not_overwrite_each_other(self) -> None:
        row, people = begun()
        given = {
            "actor": a.by(people.members[0]),
            "now": make.NOW,
            "version": 0,
            "draft": SheetDraft(lines=a.lines(row)[:1]),
        }
        services.save_sheet(a.assignment(row, people.members[0]), **given)  # type: ignore[arg-type]

        with pytest.raises(e.SheetChanged):
            services.save_sheet(a.assignment(row, people.members[0]), **given)  # type: ignore[arg-type]

    def test_nobody_writes_in_the_sheet_of_another(self) -> None:
        row, people = begun()

        with pytest.raises(e.SheetOfAnother):
            services.save_sheet(
                a.assignment(row, people.members[0]),
                actor=a.by(people.members[1]),
                now=make.NOW,
                version=0,
                draft=a.draft(row),
            )

    def test_a_sheet_is_handed_in_whole_and_sealed(self) -> None:
        row, people = begun()
        member = people.members[0]
        given = {"actor": a.by(member), "now": make.NOW, "version": 0}

        with pytest.raises(e.SheetIncomplete) as refused:
            services.hand_in_sheet(
                a.assignment(row, member),
                draft=SheetDraft(lines=a.lines(row)[1:]),
                **given,  # type: ignore[arg-type]
            )
        assert "your recommendation" in str(refused.value)
        assert not ScoreSheet.objects.exists()
        sheet = a.scored(row, member)

        assert len(sheet.commitment) == 64
        with pytest.raises(e.SheetHandedIn):
            a.scored(row, member)
        services.take_back_sheet(a.assignment(row, member), actor=a.by(member), now=make.NOW)
        a.scored(row, member, share=0.5)

    def test_no_score_stands_in_the_record_before_the_closing_and_all_after_it(self) -> None:
        row, people = begun()
        for one in people.members[:2]:
            a.scored(row, one, remark="bí mật của tổ")
        before = [entry.text for entry in Entry.objects.all()]
        assert not any("bí mật" in text or "recommendation" in text for text in before)

        services.close_scoring(row, actor=a.by(people.head), now=make.NOW)

        said = Entry.objects.get(kind="appraisal.scored").body["sheets"]
        assert len(said) == 2
        for one in said:
            sealed = commitment_of(bytes.fromhex(one["salt"]), canonical.text(one["content"]))
            assert sealed == one["commitment"]
        committed = {
            entry.body["commitment"] for entry in Entry.objects.filter(kind="sheet.handed_in")
        }
        assert committed == {one["commitment"] for one in said}

    def test_remarks_hang_on_paragraphs_of_the_appraised_version(self) -> None:
        row, people = begun()
        own, actor = a.assignment(row, people.members[0]), a.by(people.members[0])
        paper = papers_in_round(row, 1)[0]
        given = {"actor": actor, "now": make.NOW}

        first = services.add_remark(
            own,
            version=0,
            draft=RemarkDraft(paper_id=paper.pk, text="thiếu số liệu", paragraph=2),
            **given,  # type: ignore[arg-type]
        )
        second = services.add_remark(
            own,
            version=1,
            draft=RemarkDraft(paper_id=paper.pk, text="chung", place="phần II"),
            **given,  # type: ignore[arg-type]
        )

        assert (first.number, second.number) == (1, 2)
        assert first.paragraph is not None
        assert first.paragraph.number == 2
        with pytest.raises(e.NoSuchPlace):
            services.add_remark(
                own,
                version=2,
                draft=RemarkDraft(paper_id=paper.pk, text="x", paragraph=99),
                **given,  # type: ignore[arg-type]
            )
        with pytest.raises(e.RemarkEmpty):
            services.change_remark(
                first,
                version=2,
                draft=RemarkDraft(paper_id=paper.pk, text="  "),
                **given,  # type: ignore[arg-type]
            )
        services.remove_remark(first, version=2, **given)  # type: ignore[arg-type]
        assert [one.number for one in sheet_of(row, people.members[0]).remarks.all()] == [2]

    def test_a_new_version_meanwhile_changes_nothing_of_what_is_appraised(self) -> None:
        row, people = begun()
        paper = papers_in_round(row, 1)[0]

        a.new_version(row.dossier.congress, paper.kind, "# Mở đầu\nViết lại.")
        a.scored(row, people.members[0])

        fixed = papers_in_round(again(row), 1)[0]
        assert fixed.version is not None
        assert fixed.document is not None
        assert (fixed.version.number, fixed.document.latest) == (1, 2)


class TestClosing:
    def test_the_head_closes_without_a_sheet_only_with_a_reason(self) -> None:
        row, people = begun()
        given = {"actor": a.by(people.head), "now": make.NOW}

        with pytest.raises(e.NoScores):
            services.close_scoring(row, reason="gấp", **given)  # type: ignore[arg-type]
        a.scored(row, people.members[0])
        with pytest.raises(e.ScoresLacking) as refused:
            services.close_scoring(row, **given)  # type: ignore[arg-type]
        assert a.person(people.members[1]).name in str(refused.value)
        services.close_scoring(row, reason="đồng chí đi học", **given)  # type: ignore[arg-type]

        assert again(row).state == AppraisalState.CONCLUDING
        with pytest.raises(e.ScoringClosed) as late:
            a.scored(row, people.members[1])
        assert a.person(people.head).name in str(late.value)

    def test_what_is_lacking_in_a_sheet_is_said_before_it_is_signed(self) -> None:
        row, people = begun()
        a.closed(row, people)
        current = a.written(row, people, LeadsTo.ANSWER, points=(), answer_due_on=None)

        with pytest.raises(e.ConclusionIncomplete) as refused:
            office.sign_and_issue(
                services.subject_of(current), actor=a.by(people.head), now=make.NOW
            )

        assert "numbered point" in str(refused.value)
        assert "by which the unit answers" in str(refused.value)

    def test_the_second_who_saves_the_sheet_is_told(self) -> None:
        row, people = begun()
        current = a.closed(row, people)
        a.written(row, people)

        with pytest.raises(e.RoundChanged) as refused:
            services.write_conclusion(
                row,
                actor=make.OTHER,
                now=make.NOW,
                version=current.version,
                draft=ConclusionDraft(conclusion=""),
            )
        assert a.person(people.head).name in str(refused.value)

    def test_nothing_is_concluded_while_members_score(self) -> None:
        row, people = begun()

        with pytest.raises(e.WrongAppraisalState):
            a.written(row, people)


class TestConcluding:
    def test_what_meets_the_requirements_accepts_the_step(self) -> None:
        row, people = begun()
        a.closed(row, people)

        current = a.concluded(row, people)

        assert current.signer == a.person(people.head).name
        assert (again(row).state, again(row).dossier.state) == ("ended", DossierState.MET)
        assert fed(row).state == "accepted"
        assert Approval.objects.get(subject=services.subject_of(current)).state == "issued"

    def test_what_is_to_be_amended_sends_the_step_back_with_the_points(self) -> None:
        row, people = begun()
        a.closed(row, people)

        a.concluded(row, people, LeadsTo.ANSWER)

        step = fed(row)
        assert (step.state, step.desk) == ("returned", Desk.UNIT)
        assert "1. Bổ sung số liệu 1; 2. Bổ sung số liệu 2" in step.return_reason
        assert again(row).state == AppraisalState.ANSWERING

    def test_what_is_to_be_done_again_wants_a_new_dossier(self) -> None:
        row, people = begun()
        a.closed(row, people)

        a.concluded(row, people, LeadsTo.AGAIN)

        assert again(row).dossier.state == DossierState.AGAIN
        dossier = fed(row, Feed.DOSSIER_COMPLETE)
        assert (dossier.state, dossier.desk) == ("returned", Desk.UNIT)
        assert dossier.reopened_until == a.ANSWER_BY
        second = a.handed_in(row.dossier.congress)
        assert second.number == 2
        assert fed(row, Feed.DOSSIER_COMPLETE).state == "submitted"
        assert (fed(row).state, fed(row).desk) == ("open", Desk.APPRAISER)
        assert a.taken(second, people).round_number == 1

    def test_unsigned_nothing_is_in_force(self) -> None:
        row, people = begun()
        a.closed(row, people)
        current = a.written(row, people)

        with pytest.raises(NotApproved):
            services.conclude_on_paper(
                row,
                actor=a.by(people.head),
                now=make.NOW,
                version=current.version,
                said=services.OnPaper(signer="Ai đó", signed_on=date(2030, 6, 3)),
            )

        current.refresh_from_db()
        assert (current.concluded_at, current.signer) == (None, "")

    def test_another_than_the_head_or_a_leader_does_not_sign(self) -> None:
        row, people = begun()
        a.closed(row, people)
        current = a.written(row, people)

        with pytest.raises(e.WrongSigner) as refused:
            office.sign_and_issue(
                services.subject_of(current), actor=a.by(people.members[0]), now=make.NOW
            )

        assert a.person(people.head).name in str(refused.value)
        assert again(row).state == AppraisalState.CONCLUDING

    def test_a_leader_of_the_unit_may_sign(self) -> None:
        row, people = begun()
        a.closed(row, people)
        current = a.written(row, people)
        leader = make.account(people.team.season_unit, Role.HEAD, name="Hồ Văn Chín")

        office.sign_and_issue(services.subject_of(current), actor=a.by(leader), now=make.NOW)

        current.refresh_from_db()
        assert current.signer == "Hồ Văn Chín"

    def test_a_sheet_changed_after_it_was_submitted_is_not_signed(self) -> None:
        row, people = begun()
        a.closed(row, people)
        current = a.written(row, people)
        sent = office.submit(services.subject_of(current), actor=a.by(people.head), now=make.NOW)
        a.written(row, people, text="Khác hẳn.")

        with pytest.raises(ChangedSince):
            office.approve(sent, actor=a.by(people.head), now=make.NOW)

    def test_where_the_rules_ask_no_signature_it_was_signed_on_paper(self) -> None:
        season, branch = make.association()
        top = branch.parent
        assert top is not None
        top.season = season
        people = a.bench(top, size=1)
        row = a.taken(a.dossier(branch), people, count=1)
        a.closed(row, people, count=1)
        current = a.written(row, people)

        done = services.conclude_on_paper(
            row,
            actor=a.by(people.head),
            now=make.NOW,
            version=current.version,
            said=services.OnPaper(signer="Bà Tư", signed_on=date(2030, 6, 2), symbol="07/KT"),
        )

        assert (done.signer, done.symbol) == ("Bà Tư", "07/KT")
        assert again(row).dossier.state == DossierState.MET

    def test_two_teams_must_both_be_content(self) -> None:
        world = make.world()
        whole = a.bench(world.top)
        narrow = a.bench(world.top, name="Tổ 2", kind=a.team_kind(world.top, whole=False))
        row = a.dossier(world.communes[0])
        first, second = a.taken(row, whole), a.taken(row, narrow)
        a.closed(first, whole)
        a.concluded(first, whole)
        assert again(first).dossier.state == DossierState.APPRAISED
        assert fed(first).state != "accepted"

        a.closed(second, narrow)
        a.concluded(second, narrow)

        assert again(second).dossier.state == DossierState.MET
        assert fed(first).state == "accepted"

    def test_documents_that_no_team_appraised_keep_the_dossier_open(self) -> None:
        world = make.world()
        narrow = a.bench(world.top, kind=a.team_kind(world.top, whole=False))
        row = a.taken(a.dossier(world.communes[0]), narrow)
        a.closed(row, narrow)

        a.concluded(row, narrow)

        assert again(row).state == AppraisalState.ENDED
        assert again(row).dossier.state == DossierState.APPRAISED
        assert fed(row).state != "accepted"


def test_words_about_limited_documents_are_not_frozen_into_the_approval() -> None:
    world = make.world()
    people = a.bench(world.top)
    congress = make.congress(world.communes[0])
    documents = a.prepare(congress)
    row = a.taken(a.handed_in(congress), people)
    kind = papers_in_round(row, 1)[0].kind
    documents[kind].is_limited = True
    documents[kind].save()
    a.closed(row, people)

    current = a.concluded(row, people, LeadsTo.ANSWER)

    frozen = Approval.objects.get(subject=services.subject_of(current)).frozen.parts
    assert "Bổ sung" not in str(frozen["points"])
    assert "Bổ sung" not in fed(row).return_reason
    assert papers.limited_grade(world.top)
