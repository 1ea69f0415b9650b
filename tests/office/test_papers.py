"""Papers and their numbers: what is taken, refused, settled, struck out."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make_office
from tests import make_season as make

from muster.ledger.models import Entry
from muster.office import errors, services
from muster.office.models import Paper, Volume
from muster.packs import Direction, Period
from muster.season.errors import EvidenceWrongType

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> make.World:
    return make.world()


def test_numbers_by_year_have_the_decrees_form(world: make.World) -> None:
    outgoing = make_office.register(world.top)

    first = make_office.paper(outgoing, kind="cong_van")
    second = make_office.paper(outgoing, kind="quyet_dinh")

    assert [first.symbol, second.symbol] == ["01/CV-VPTU", "02/QĐ-VPTU"]
    assert first.registered_on == first.dated_on == date(2030, 6, 3)


def test_numbers_by_term_have_the_other_form_and_go_on_over_the_year(world: make.World) -> None:
    outgoing = make_office.register(world.top, period=Period.TERM, starts_on=date(2026, 1, 1))

    papers = [
        make_office.paper(outgoing, kind="bao_cao", dated_on=on)
        for on in (date(2029, 12, 30), date(2030, 1, 2))
    ]

    assert [paper.symbol for paper in papers] == ["1-BC/VPTU", "2-BC/VPTU"]


def test_numbers_by_year_begin_again_with_the_first_paper_of_the_year(world: make.World) -> None:
    outgoing = make_office.register(world.top, starts_on=date(2029, 1, 1), first_number=128)

    papers = [
        make_office.paper(outgoing, dated_on=on)
        for on in (date(2029, 12, 31), date(2030, 1, 1), date(2029, 12, 31))
    ]

    assert [paper.number for paper in papers] == [128, 1, 129]
    assert [volume.name for volume in outgoing.volumes.all()] == ["2030", "2029"]


def test_a_number_in_a_closed_year_is_refused_and_names_who_closed_it(world: make.World) -> None:
    outgoing = make_office.register(world.top, starts_on=date(2029, 1, 1))
    old = make_office.paper(outgoing, dated_on=date(2029, 12, 31))
    services.close_volume(old.volume, actor=make.OTHER, now=make.NOW)

    with pytest.raises(errors.VolumeClosed, match=r"closed by Trần Văn Lộc .* number 1\b"):
        make_office.paper(outgoing, dated_on=date(2029, 12, 30))

    assert make_office.paper(outgoing, dated_on=date(2030, 1, 2)).number == 1
    with pytest.raises(errors.AlreadyClosed):
        services.close_volume(old.volume, actor=make.ACTOR, now=make.NOW)


def test_the_second_clerk_with_one_number_is_told_who_has_it(world: make.World) -> None:
    outgoing = make_office.register(world.top)
    make_office.paper(outgoing, number=1, abstract="Giấy mời họp", actor=make.OTHER)

    with pytest.raises(errors.NumberTaken, match=r"Trần Văn Lộc.*Giấy mời họp.*number is 2"):
        make_office.paper(outgoing, number=1)

    assert list(Paper.objects.values_list("number", flat=True)) == [1]


def test_a_number_that_leaves_a_gap_or_stands_on_paper_is_refused(world: make.World) -> None:
    outgoing = make_office.register(world.top, first_number=46)

    with pytest.raises(errors.NumberSkips, match=r"next number of .* is 46"):
        make_office.paper(outgoing, number=47)
    with pytest.raises(errors.NumberBefore, match="begins here at number 46"):
        make_office.paper(outgoing, number=45)

    assert make_office.paper(outgoing, number=46).number == 46


def test_a_day_before_the_register_has_no_number(world: make.World) -> None:
    outgoing = make_office.register(world.top, period=Period.TERM, starts_on=date(2030, 3, 1))

    with pytest.raises(errors.NoVolume, match="28/02/2030"):
        make_office.paper(outgoing, dated_on=date(2030, 2, 28))


def test_a_new_term_ends_the_one_before(world: make.World) -> None:
    outgoing = make_office.register(world.top, period=Period.TERM, starts_on=date(2025, 1, 1))
    make_office.paper(outgoing)
    services.open_volume(outgoing, actor=make.ACTOR, now=make.NOW, starts_on=date(2030, 9, 1))

    new = make_office.paper(outgoing, dated_on=date(2030, 9, 1))
    old = make_office.paper(outgoing, dated_on=date(2030, 8, 31))

    assert (new.number, old.number) == (1, 2)
    with pytest.raises(errors.VolumeOverlaps):
        services.open_volume(outgoing, actor=make.ACTOR, now=make.NOW, starts_on=date(2030, 8, 1))


def test_a_mistyped_year_begins_no_volume(world: make.World) -> None:
    outgoing = make_office.register(world.top)

    with pytest.raises(errors.NoVolume, match="03/06/2130"):
        make_office.paper(outgoing, dated_on=date(2130, 6, 3))

    assert make_office.paper(outgoing, dated_on=date(2031, 1, 2)).volume.name == "2031"


def test_two_registers_side_by_side_do_not_share_a_symbol(world: make.World) -> None:
    letters, decisions = (
        make_office.register(world.top, name=name, starts_on=date(2029, 1, 1))
        for name in ("Công văn", "Quyết định")
    )
    make_office.paper(letters, kind="cong_van", abstract="Giấy mời họp")

    with pytest.raises(errors.SymbolTaken, match=r"01/CV-VPTU .* Công văn .*Giấy mời họp"):
        make_office.paper(decisions, kind="cong_van")

    decision = make_office.paper(decisions, kind="quyet_dinh")
    assert decision.symbol == "01/QĐ-VPTU"
    with pytest.raises(errors.SymbolTaken):
        services.change_paper(
            decision,
            actor=make.ACTOR,
            now=make.NOW,
            version=1,
            draft=make_office.draft(kind="cong_van"),
        )
    last_year = make_office.paper(decisions, kind="cong_van", dated_on=date(2029, 3, 1))
    assert last_year.symbol == "01/CV-VPTU"


def test_a_refused_paper_leaves_its_number_free(world: make.World) -> None:
    outgoing = make_office.register(world.top)

    with pytest.raises(errors.PaperIncomplete, match="abstract"):
        make_office.paper(outgoing, abstract=" ")
    with pytest.raises(Paper.DoesNotExist):
        make_office.paper(outgoing, answers_id=999_999)

    assert make_office.paper(outgoing).number == 1


def test_sending_one_form_twice_takes_one_number(world: make.World) -> None:
    outgoing, request = make_office.register(world.top), uuid4()

    sent = [
        services.register_paper(
            outgoing,
            actor=make.ACTOR,
            now=make.NOW,
            draft=make_office.draft(),
            client_uuid=request,
        )
        for _ in range(2)
    ]

    assert sent[0] == sent[1]
    assert Volume.objects.get(register=outgoing).last_number == 1


def test_an_answer_settles_what_it_answers(world: make.World) -> None:
    incoming = make_office.register(world.top, Direction.INCOMING)
    outgoing = make_office.register(world.top)
    asked = make_office.paper(
        incoming, symbol="127-CV/BTCTU", holder="Văn phòng", due_on=make_office.day("10/6")
    )
    assert asked.is_open

    answer = make_office.paper(outgoing, kind="bao_cao", answers_id=asked.pk)

    asked.refresh_from_db()
    assert (asked.answer, asked.is_open, asked.settled_by) == (answer, False, make.ACTOR.name)
    with pytest.raises(errors.AlreadySettled, match=r"127-CV/BTCTU .* Lê Thu"):
        make_office.paper(outgoing, answers_id=asked.pk)


def test_a_settled_paper_is_opened_again_with_a_reason(world: make.World) -> None:
    asked = make_office.paper(make_office.register(world.top, Direction.INCOMING), holder="VP")
    asked = services.settle(asked, actor=make.ACTOR, now=make.NOW, version=1, how="Đã họp")

    with pytest.raises(errors.ReasonMissing):
        services.reopen(asked, actor=make.ACTOR, now=make.NOW, version=2, reason="")
    asked = services.reopen(asked, actor=make.ACTOR, now=make.NOW, version=2, reason="nhầm số")

    assert asked.is_open
    with pytest.raises(errors.NotSettled):
        services.reopen(asked, actor=make.ACTOR, now=make.NOW, version=3, reason="x")


def test_a_cancelled_paper_keeps_its_number(world: make.World) -> None:
    outgoing = make_office.register(world.top)
    wrong = make_office.paper(outgoing)
    with pytest.raises(errors.ReasonMissing):
        services.cancel(wrong, actor=make.ACTOR, now=make.NOW, version=1, reason=" ")

    services.cancel(wrong, actor=make.OTHER, now=make.NOW, version=1, reason="In sai thể thức")

    assert make_office.paper(outgoing).number == 2
    with pytest.raises(errors.NumberTaken):
        make_office.paper(outgoing, number=1)
    wrong.refresh_from_db()
    with pytest.raises(errors.PaperCancelled, match=r"Trần Văn Lộc: In sai thể thức"):
        services.pass_on(wrong, actor=make.ACTOR, now=make.NOW, version=2, holder="VP")


def test_what_a_cancelled_paper_had_answered_is_open_again(world: make.World) -> None:
    asked = make_office.paper(make_office.register(world.top, Direction.INCOMING), holder="VP")
    answer = make_office.paper(make_office.register(world.top), answers_id=asked.pk)

    services.cancel(answer, actor=make.OTHER, now=make.NOW, version=1, reason="Sai số liệu")

    asked.refresh_from_db()
    assert (asked.is_open, asked.answer) == (True, None)
    assert "01/VPTU was cancelled" in Entry.objects.get(kind="paper.reopened").body["reason"]


def test_what_came_in_by_two_ways_is_entered_once(world: make.World) -> None:
    incoming = make_office.register(world.top, Direction.INCOMING)
    said: dict[str, Any] = {"symbol": "127-CV/BTCTU", "dated_on": make_office.day("1/6")}
    make_office.paper(incoming, **said, actor=make.OTHER)

    with pytest.raises(errors.AlreadyEntered, match=r"number 1 of .*Trần Văn Lộc"):
        make_office.paper(incoming, **said)

    assert make_office.paper(incoming, **said, again=True).number == 2
    other_day = {**said, "dated_on": make_office.day("2/6")}
    assert make_office.paper(incoming, **other_day).number == 3
    assert make_office.paper(incoming).number == 4


def test_the_second_of_two_who_save_is_told(world: make.World) -> None:
    asked = make_office.paper(make_office.register(world.top, Direction.INCOMING))
    services.pass_on(asked, actor=make.OTHER, now=make.NOW, version=1, holder="Tổ 1")

    with pytest.raises(errors.Changed, match=r"Trần Văn Lộc changed this at 09:00 03/06"):
        services.pass_on(asked, actor=make.ACTOR, now=make.NOW, version=1, holder="Tổ 2")


def test_a_correction_keeps_number_and_day_and_records_the_old_words(world: make.World) -> None:
    outgoing = make_office.register(world.top)
    row = make_office.paper(outgoing, kind="cong_van")

    changed = services.change_paper(
        row,
        actor=make.ACTOR,
        now=make.NOW,
        version=1,
        draft=make_office.draft(kind="ke_hoach", abstract="Kế hoạch phục vụ"),
    )

    assert (changed.symbol, changed.number) == ("01/KH-VPTU", 1)
    assert "ke hoach phuc vu" in changed.search_key
    said = Entry.objects.get(kind="paper.changed").body["changed"]
    assert said["abstract"] == ["V/v chuẩn bị đại hội", "Kế hoạch phục vụ"]


def test_a_scan_is_judged_by_its_bytes_and_kept_once(world: make.World) -> None:
    row = make_office.paper(make_office.register(world.top))

    for name in ("a.pdf", "b.pdf"):
        services.add_scan(row, actor=make.ACTOR, now=make.NOW, name=name, content=BytesIO(make.PDF))

    assert [file.name for file in row.files.all()] == ["a.pdf"]
    with pytest.raises(EvidenceWrongType):
        services.add_scan(
            row, actor=make.ACTOR, now=make.NOW, name="x.pdf", content=BytesIO(b"MZ\x90")
        )


def test_two_registers_of_a_unit_have_two_names(world: make.World) -> None:
    make_office.register(world.top, name="Sổ đi")

    with pytest.raises(errors.RegisterNameTaken, match=r"Tỉnh Sông Tiền has a register .* Sổ đi"):
        make_office.register(world.top, name="Sổ  đi")


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(acts=st.lists(st.sampled_from(["take", "wrong", "cancel", "last year"]), max_size=12))
def test_whatever_happens_numbers_have_no_gap_and_no_double(
    world: make.World, acts: list[str]
) -> None:
    register = make_office.register(
        world.top, name=f"Sổ {uuid4()}", mark=uuid4().hex[:8], starts_on=date(2029, 1, 1)
    )
    for act in acts:
        if act == "wrong":
            with pytest.raises(errors.NumberSkips):
                make_office.paper(register, number=500)
            continue
        on = date(2029, 5, 5) if act == "last year" else date(2030, 6, 3)
        row = make_office.paper(register, dated_on=on)
        if act == "cancel":
            services.cancel(row, actor=make.ACTOR, now=make.NOW, version=1, reason="sai")

    for volume in Volume.objects.filter(register=register):
        taken = sorted(volume.papers.values_list("number", flat=True))
        assert taken == list(range(1, volume.last_number + 1))
