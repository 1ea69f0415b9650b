"""The owner folds what was accepted into a new version; what is open goes on in the next round."""

import pytest
from tests import make_papers
from tests import make_remarks as mr
from tests import make_season as make

from muster.papers.errors import remarks as errors
from muster.papers.models import Decision, Document, ParagraphDraft, Published, Remark, Version
from muster.papers.services import remarks as services

pytestmark = pytest.mark.django_db


def draft(
    asked: mr.Asked, number: int, text: str = "", *, version: int = 0, is_removed: bool = False
) -> None:
    services.draft_text(
        asked.opened,
        actor=make.ACTOR,
        now=make.NOW,
        number=number,
        text=text,
        version=version,
        is_removed=is_removed,
    )


def held() -> mr.Asked:
    asked = mr.asked()
    services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    return asked


def close_and_consolidate(asked: mr.Asked, *, carry_undecided: bool = False) -> None:
    services.close_round(asked.opened, actor=make.ACTOR, now=make.NOW)
    services.consolidate(
        asked.opened, actor=make.ACTOR, now=make.NOW, carry_undecided=carry_undecided
    )


def test_drafts_become_a_version_that_keeps_the_paragraphs() -> None:
    asked = held()
    draft(asked, 1, "Mở đầu mới.\nĐoạn thêm.\n# Mục lớn")
    draft(asked, 3, is_removed=True)

    close_and_consolidate(asked)

    result = asked.again().result
    assert result is not None
    assert (result.number, result.source) == (2, Version.Source.CONSOLIDATED)
    assert make_papers.said(result) == [
        (1, "Mở đầu mới."),
        (4, "Đoạn thêm."),
        (5, "Mục lớn"),
        (2, "Mục tiêu."),
    ]


def test_without_a_draft_there_is_no_new_version() -> None:
    asked = held()

    close_and_consolidate(asked)

    assert asked.again().result is None
    assert Document.objects.get().latest == 1


def test_an_open_round_is_not_consolidated() -> None:
    asked = held()

    with pytest.raises(errors.RoundIsOpen):
        services.consolidate(asked.opened, actor=make.ACTOR, now=make.NOW)


def test_undecided_remarks_stop_the_act_unless_they_are_carried() -> None:
    asked = held()
    mr.enter(asked.owner, "chưa xem")
    mr.enter(asked.desk(asked.world.communes[0]), "chưa chuyển lên")

    with pytest.raises(errors.StillUndecided, match="2 remarks"):
        close_and_consolidate(asked)


def test_what_was_not_decided_lies_on_the_desks_of_the_next_round() -> None:
    asked = held()
    done, pending = mr.enter(asked.owner, "xong", "còn")
    (below,) = mr.enter(asked.desk(asked.world.communes[0]), "chưa chuyển lên")
    mr.decide(asked.owner, done)
    draft(asked, 1, "Mở đầu mới.")
    close_and_consolidate(asked, carry_undecided=True)

    version = asked.again().result
    assert version is not None
    following = mr.open_round(version, [asked.world.communes[0]])

    assert mr.again(done).desk == asked.owner
    assert mr.again(pending).desk == mr.desk(following, asked.world.top)
    assert mr.again(below).desk == mr.desk(following, asked.world.communes[0])
    assert services.counters_equal(following)
    assert services.counters_equal(asked.opened)
    mr.pass_on(mr.desk(following, asked.world.communes[0]))
    assert mr.desk(following, asked.world.top).lying == 2


def test_a_remark_on_a_paragraph_that_went_is_refused_with_where_it_went() -> None:
    asked = held()
    draft(asked, 2, is_removed=True)
    close_and_consolidate(asked)
    version = asked.again().result
    assert version is not None
    following = mr.open_round(version, [asked.world.east])

    with pytest.raises(errors.ParagraphGone, match=r"Paragraph 2 .* up to version 1 .* number 1"):
        mr.enter(mr.desk(following, asked.world.east), "về mục tiêu", number=2)


def test_a_draft_under_which_the_text_changed_is_looked_at_again() -> None:
    asked = held()
    draft(asked, 1, "Mở đầu mới.")
    draft(asked, 3, "Giải pháp mới.")
    document = Document.objects.get()
    make_papers.version(document, "Mở đầu khác hẳn câu trước.\nMục tiêu.\nGiải pháp.")
    services.close_round(asked.opened, actor=make.ACTOR, now=make.NOW)

    with pytest.raises(errors.DraftBehind, match=r"paragraphs 1[.]"):
        services.consolidate(asked.opened, actor=make.ACTOR, now=make.NOW)


def test_two_editors_of_one_draft_are_told() -> None:
    asked = held()
    draft(asked, 1, "một")

    with pytest.raises(errors.DraftChanged, match="Lê Thu"):
        draft(asked, 1, "hai")
    draft(asked, 1, "hai", version=1)
    assert ParagraphDraft.objects.get().text == "hai"
    draft(asked, 1, "", version=2)
    assert not ParagraphDraft.objects.exists()


def test_a_consolidated_round_is_history() -> None:
    asked = held()
    (remark,) = mr.enter(asked.owner, "một")
    mr.decide(asked.owner, remark, decision=Decision.REFUSED, reason="đã có")
    close_and_consolidate(asked)

    for act in (
        lambda: services.hold(asked.opened, actor=make.ACTOR, now=make.NOW),
        lambda: mr.enter(asked.owner, "muộn"),
        lambda: services.undecide(
            asked.owner, actor=make.ACTOR, now=make.NOW, remarks={remark.pk: 2}
        ),
    ):
        with pytest.raises(errors.RoundConsolidated):
            act()


def test_publishing_waits_for_the_end_of_the_round() -> None:
    asked = held()
    with pytest.raises(errors.RoundRuns):
        services.publish(asked.opened, actor=make.ACTOR, now=make.NOW, form=Published.WITH_UNITS)
    close_and_consolidate(asked)

    services.publish(asked.opened, actor=make.ACTOR, now=make.NOW, form=Published.WITHOUT_UNITS)

    assert asked.again().published == Published.WITHOUT_UNITS
    assert Remark.objects.count() == 0
