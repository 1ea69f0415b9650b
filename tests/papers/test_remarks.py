"""Remarks on their way through the levels: each lies in one place, and nothing is lost."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests import make_remarks as mr
from tests import make_season as make

from muster.papers.errors import remarks as errors
from muster.papers.models import (
    Decision,
    DeskState,
    Remark,
    RemarkAct,
    RoundState,
    Source,
)
from muster.papers.services import remarks as services
from muster.papers.services.remarks import IntakeDraft, RemarkDraft
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


def test_each_level_passes_on_by_a_day_counted_back_from_the_last() -> None:
    asked = mr.asked(closes_on=date(2030, 7, 15))

    days = {
        unit.tier: asked.desk(unit).due_on
        for unit in (asked.world.top, asked.world.east, asked.world.communes[0])
    }

    assert days == {
        "province": date(2030, 7, 15),
        "above_grassroots": date(2030, 7, 8),
        "grassroots": date(2030, 7, 1),
    }


def test_a_round_that_leaves_a_level_no_days_says_the_earliest_closing_day() -> None:
    world = make.world()
    version = mr.document(world.top)

    with pytest.raises(errors.RoundTooShort, match=r"earliest closing day .* 15/06/2030"):
        mr.open_round(version, [*world.communes, world.east], closes_on=date(2030, 6, 10))


def test_bodies_pass_on_to_the_nearest_body_above_that_takes_part() -> None:
    world = make.world()
    version = mr.document(world.top)

    opened = mr.open_round(version, [world.east, *world.communes])

    east, west = world.communes[0], world.communes[-1]
    assert mr.desk(opened, east).above == mr.desk(opened, world.east)
    assert mr.desk(opened, west).above == mr.desk(opened, world.top)


def test_one_round_of_a_document_runs_at_a_time() -> None:
    asked = mr.asked()

    with pytest.raises(errors.RoundRuns, match="Round 1"):
        mr.open_round(asked.opened.version, asked.world.communes)


def test_a_body_outside_is_not_asked() -> None:
    world = make.world()
    version = mr.document(world.east)

    with pytest.raises(errors.BodyOutside, match="Huyện Tây"):
        mr.open_round(version, [world.west])


def test_what_is_entered_lies_on_the_desk_of_its_body() -> None:
    asked = mr.asked()
    commune = asked.world.communes[0]

    (remark,) = mr.enter(asked.desk(commune), "Nêu rõ chỉ tiêu", members=12)

    assert (remark.desk, remark.number) == (asked.desk(commune), 1)
    assert (asked.desk(commune).lying, asked.owner.written, asked.owner.lying) == (1, 1, 0)


def test_words_a_kind_needs_are_wanted() -> None:
    asked = mr.asked()
    desk = asked.desk(asked.world.communes[0])

    with pytest.raises(errors.RemarkEmpty):
        mr.enter(desk, " \n")
    with pytest.raises(errors.ProposalWanted):
        mr.enter(desk, "sửa câu này", kind="wording")
    with pytest.raises(errors.KindUnknown, match=r"Nhất trí|Agreement"):
        mr.enter(desk, "x", kind="nonsense")
    with pytest.raises(errors.RemarkTooLong):
        mr.enter(desk, "x" * 6001)
    assert mr.enter(desk, "", kind="agreement")[0].text == ""


def test_nothing_unspeakable_is_kept() -> None:
    asked = mr.asked()

    (remark,) = mr.enter(asked.desk(asked.world.communes[0]), "a\0b\u202e\r\nc")

    assert remark.text == "ab\nc"


def test_no_more_stand_behind_a_remark_than_were_present() -> None:
    asked = mr.asked()

    with pytest.raises(errors.FiguresWrong, match=r"13 .* 12 were present"):
        services.enter_remarks(
            asked.desk(asked.world.communes[0]),
            actor=make.ACTOR,
            now=make.NOW,
            intake=IntakeDraft(source=Source.MEETING, present=12),
            remarks=[RemarkDraft(kind=mr.KIND, text="a", members=13)],
        )


def test_an_unknown_paragraph_is_refused_with_the_numbers_there_are() -> None:
    asked = mr.asked()

    with pytest.raises(errors.ParagraphUnknown, match="from 1 to 3"):
        mr.enter(asked.desk(asked.world.top), "a", number=9)
    assert not Remark.objects.exists()


def test_a_closed_round_says_who_can_open_it() -> None:
    asked = mr.asked()
    services.close_round(asked.opened, actor=make.OTHER, now=make.NOW)

    with pytest.raises(errors.RoundOver, match=r"Trần Văn Lộc .* Tỉnh Sông Tiền can open it again"):
        mr.enter(asked.desk(asked.world.communes[0]), "muộn")


def test_a_round_opened_again_takes_remarks() -> None:
    asked = mr.asked()
    services.close_round(asked.opened, actor=make.OTHER, now=make.NOW)

    services.reopen_round(
        asked.opened,
        actor=make.OTHER,
        now=make.NOW,
        closes_on=date(2030, 7, 29),
        reason="các xã đề nghị",
    )

    assert mr.enter(asked.desk(asked.world.communes[0]), "kịp")
    assert asked.desk(asked.world.communes[0]).due_on == date(2030, 7, 15)


def test_passing_on_moves_everything_one_level_up() -> None:
    asked = mr.asked()
    commune, east = asked.world.communes[0], asked.world.east
    mr.enter(asked.desk(commune), "một", "hai")

    mr.pass_on(asked.desk(commune))

    assert (asked.desk(commune).state, asked.desk(commune).lying) == (DeskState.PASSED, 0)
    assert (asked.desk(east).lying, asked.desk(east).answered, asked.owner.answered) == (2, 1, 1)


def test_nothing_to_pass_on_is_said_in_one_click() -> None:
    asked = mr.asked()
    desk = asked.desk(asked.world.communes[0])

    with pytest.raises(errors.NothingToPass):
        mr.pass_on(desk)
    services.say_nil(desk, actor=make.ACTOR, now=make.NOW)

    assert (asked.desk(asked.world.communes[0]).state, asked.owner.nil) == (DeskState.NIL, 1)
    with pytest.raises(errors.AnsweredAlready, match="no remarks"):
        services.say_nil(desk, actor=make.OTHER, now=make.NOW)


def test_nobody_says_no_remarks_over_remarks() -> None:
    asked = mr.asked()
    desk = asked.desk(asked.world.communes[0])
    mr.enter(desk, "một")

    with pytest.raises(errors.RemarksLie, match="1 remarks"):
        services.say_nil(desk, actor=make.ACTOR, now=make.NOW)


def test_the_owner_passes_nothing_on() -> None:
    asked = mr.asked()
    mr.enter(asked.owner, "một")

    with pytest.raises(errors.OwnerDecides):
        mr.pass_on(asked.owner)


def test_merged_remarks_keep_their_parts_and_count_each_body_and_member_once() -> None:
    asked = mr.asked()
    one, two = asked.world.communes[:2]
    first = mr.enter(asked.desk(one), "thêm chỉ tiêu", "bổ sung chỉ tiêu", members=12)
    second = mr.enter(asked.desk(two), "cần chỉ tiêu", members=7)
    mr.pass_on(asked.desk(one))
    mr.pass_on(asked.desk(two))

    whole = mr.merge(asked.desk(asked.world.east), *first, *second)

    whole = mr.again(whole)
    assert (whole.leaves, whole.units, whole.members) == (3, 2, 19)
    assert asked.desk(asked.world.east).lying == 1
    assert {mr.again(part).whole_id for part in (*first, *second)} == {whole.pk}


def test_a_member_who_says_it_twice_is_counted_once() -> None:
    asked = mr.asked()
    desk = asked.desk(asked.world.communes[0])
    member = make.account(asked.world.communes[0], Role.OFFICER)
    said = [
        services.enter_own(
            desk,
            actor=make.ACTOR,
            now=make.NOW,
            account=member,
            draft=RemarkDraft(kind=mr.KIND, text=text, number=1),
        )
        for text in ("một", "hai")
    ]

    whole = mr.again(mr.merge(desk, *said))

    assert (whole.leaves, whole.units, whole.members) == (2, 1, 1)


def test_a_merging_is_undone_to_what_was_before() -> None:
    asked = mr.asked()
    desk = asked.owner
    parts = mr.enter(desk, "một", "hai", "ba", members=3)
    inner = mr.merge(desk, *parts[:2])
    outer = mr.merge(desk, inner, parts[2])

    services.unmerge(outer, actor=make.ACTOR, now=make.NOW)

    assert {mr.again(one).desk_id for one in (inner, parts[2])} == {desk.pk}
    assert [mr.again(one).outermost_id for one in parts] == [inner.pk, inner.pk, None]
    assert (mr.again(inner).leaves, asked.owner.lying) == (2, 2)
    assert mr.again(outer).withdrawn_reason == "Taken apart by Lê Thu."


def test_one_part_comes_out_alone_and_the_last_two_together() -> None:
    asked = mr.asked()
    parts = mr.enter(asked.owner, "một", "hai", "ba")
    whole = mr.merge(asked.owner, *parts)

    services.take_out(parts[0], actor=make.ACTOR, now=make.NOW)
    assert (mr.again(whole).leaves, asked.owner.lying) == (2, 2)
    services.take_out(parts[1], actor=make.ACTOR, now=make.NOW)

    assert asked.owner.lying == 3
    assert mr.again(whole).withdrawn_at is not None


def test_remarks_of_two_paragraphs_are_not_merged() -> None:
    asked = mr.asked()
    one, two = mr.enter(asked.owner, "một"), mr.enter(asked.owner, "hai", number=2)

    with pytest.raises(errors.DifferentPlaces, match="1, 2"):
        mr.merge(asked.owner, *one, *two)


def test_who_merges_what_somebody_merged_already_is_told() -> None:
    asked = mr.asked()
    parts = mr.enter(asked.owner, "một", "hai", "ba")
    mr.merge(asked.owner, *parts[:2], actor=make.OTHER)

    with pytest.raises(errors.RemarkElsewhere, match="merged into another, Trần Văn Lộc"):
        mr.merge(asked.owner, *parts[1:])


def test_what_was_sent_back_lies_below_with_its_reason_and_is_owed_again() -> None:
    asked = mr.asked()
    commune = asked.world.communes[0]
    (remark,) = mr.enter(asked.desk(commune), "khó hiểu")
    mr.pass_on(asked.desk(commune))

    services.send_back(
        asked.desk(asked.world.east),
        actor=make.OTHER,
        now=make.NOW,
        remarks=[remark.pk],
        reason="Nêu rõ muốn sửa gì",
    )

    assert (mr.again(remark).desk, asked.desk(commune).returned) == (asked.desk(commune), 1)
    assert asked.desk(commune).is_behind
    services.amend(
        remark,
        actor=make.ACTOR,
        now=make.NOW,
        version=mr.again(remark).version,
        draft=RemarkDraft(kind=mr.KIND, text="Sửa năm 2030", number=1),
    )
    mr.pass_on(asked.desk(commune))
    assert (asked.desk(commune).returned, asked.desk(asked.world.east).lying) == (0, 1)


def test_a_remark_of_the_own_body_cannot_be_sent_below() -> None:
    asked = mr.asked()
    (remark,) = mr.enter(asked.desk(asked.world.east), "một")

    with pytest.raises(errors.NotFromBelow):
        services.send_back(
            asked.desk(asked.world.east),
            actor=make.ACTOR,
            now=make.NOW,
            remarks=[remark.pk],
            reason="không rõ",
        )


def test_only_who_wrote_it_changes_the_words() -> None:
    asked = mr.asked()
    commune = asked.world.communes[0]
    (remark,) = mr.enter(asked.desk(commune), "một")
    mr.pass_on(asked.desk(commune))

    with pytest.raises(errors.NotWrittenHere, match="Xã"):
        services.amend(
            remark,
            actor=make.ACTOR,
            now=make.NOW,
            version=1,
            draft=RemarkDraft(kind=mr.KIND, text="hai"),
        )


def test_a_withdrawn_remark_lies_nowhere_and_stays_readable() -> None:
    asked = mr.asked()
    (remark,) = mr.enter(asked.owner, "nhầm")

    services.withdraw(remark, actor=make.ACTOR, now=make.NOW, version=1, reason="gõ nhầm")

    assert (asked.owner.lying, asked.owner.written) == (0, 0)
    assert mr.again(remark).text == "nhầm"


def test_decisions_need_the_round_in_hand_and_a_reason_unless_accepted() -> None:
    asked = mr.asked()
    (remark,) = mr.enter(asked.owner, "một")

    with pytest.raises(errors.NotHeld):
        mr.decide(asked.owner, remark)
    services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    with pytest.raises(errors.ReasonMissing):
        mr.decide(asked.owner, remark, decision=Decision.REFUSED)
    mr.decide(asked.owner, remark, decision=Decision.PARTLY, reason="đã nêu ở mục 2")

    assert mr.again(remark).decision == Decision.PARTLY
    with pytest.raises(errors.RemarkDecided, match="accepted in part"):
        mr.merge(asked.owner, remark, *mr.enter(asked.owner, "hai"))


def test_the_second_editor_is_told_who_holds_the_round_and_can_take_it_over() -> None:
    asked = mr.asked()
    (remark,) = mr.enter(asked.owner, "một")
    services.hold(asked.opened, actor=make.OTHER, now=make.NOW)

    with pytest.raises(errors.HeldByAnother, match=r"Trần Văn Lộc .* 09:00 03/06"):
        services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    services.take_over(asked.opened, actor=make.ACTOR, now=make.NOW)

    mr.decide(asked.owner, remark)
    with pytest.raises(errors.HeldByAnother, match="Lê Thu"):
        mr.decide(asked.owner, *mr.enter(asked.owner, "hai"), actor=make.OTHER)


def test_a_decision_taken_back_is_open_again() -> None:
    asked = mr.asked()
    (remark,) = mr.enter(asked.owner, "một")
    services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    mr.decide(asked.owner, remark)

    services.undecide(
        asked.owner, actor=make.ACTOR, now=make.NOW, remarks={remark.pk: mr.again(remark).version}
    )

    assert mr.again(remark).decision == ""
    kinds = list(remark.acts.values_list("kind", flat=True))
    assert kinds == ["entered", "decided", "reopened"]
    assert services.counters_equal(asked.opened)


def test_only_the_owner_decides() -> None:
    asked = mr.asked()
    (remark,) = mr.enter(asked.desk(asked.world.east), "một")
    services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)

    with pytest.raises(errors.OnlyOwnerDecides):
        mr.decide(asked.desk(asked.world.east), remark)


def test_a_body_added_late_passes_on_to_the_one_above_it() -> None:
    world = make.world()
    opened = mr.open_round(mr.document(world.top), [world.east, world.communes[-1]])

    added = services.add_body(opened, actor=make.ACTOR, now=make.NOW, unit=world.communes[0])

    assert added.above == mr.desk(opened, world.east)
    mr.enter(added, "một")
    mr.pass_on(added)
    assert mr.desk(opened, world.east).answered == 1
    assert services.counters_equal(opened)


def test_the_database_refuses_a_remark_in_two_places_or_in_none() -> None:
    asked = mr.asked()
    one, two = mr.enter(asked.owner, "một", "hai")

    for wrong in ({"whole": two, "outermost": two}, {"desk": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Remark.objects.filter(pk=one.pk).update(**wrong)


def test_what_happened_to_a_remark_is_never_changed() -> None:
    asked = mr.asked()
    mr.enter(asked.owner, "một")

    with pytest.raises(IntegrityError), transaction.atomic():
        RemarkAct.objects.update(done_by="ai đó")


def test_the_same_request_again_enters_nothing_twice() -> None:
    from uuid import uuid4

    asked = mr.asked()
    key = uuid4()
    twice = [
        services.enter_remarks(
            asked.owner,
            actor=make.ACTOR,
            now=make.NOW,
            intake=IntakeDraft(source=Source.PAPER),
            remarks=[RemarkDraft(kind=mr.KIND, text=text) for text in ("một", "hai")],
            client_uuid=key,
        )
        for _ in range(2)
    ]

    assert twice[0] == twice[1]
    assert (Remark.objects.count(), asked.owner.lying) == (2, 2)


def test_a_closed_round_is_still_merged_but_not_passed_on() -> None:
    asked = mr.asked()
    mr.enter(asked.desk(asked.world.east), "một")
    parts = mr.enter(asked.owner, "một", "hai")
    services.close_round(asked.opened, actor=make.ACTOR, now=make.NOW)

    assert asked.again().state == RoundState.CLOSED
    assert mr.merge(asked.owner, *parts)
    with pytest.raises(errors.RoundOver):
        mr.pass_on(asked.desk(asked.world.east))
