"""Numbered copies: every number in one state, each act all or nothing, each refusal with a name."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests import make_copies as copies
from tests import make_season as make

from muster.ledger.actor import Actor
from muster.ledger.models import Entry
from muster.office.models import Task, TaskState
from muster.papers.errors import copies as errors
from muster.papers.models import Copy, CopyState, Destruction
from muster.papers.services import copies as services
from muster.papers.services.copies import PrintingDraft, PrintResult, SeriesDraft
from muster.tree.models import Person
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


# ---- printing


def test_a_series_comes_back_a_day_after_the_congress() -> None:
    world = make.world()
    congress = make.congress(world.top)
    kind = copies.kind()

    row = copies.series(world.top, congress=congress)

    assert kind.back_after_days is not None
    assert row.due_on is not None
    assert (row.due_on - congress.ends_on).days == kind.back_after_days
    assert (row.printed, copies.states(row)) == (50, {"left": "1–50"})


def test_a_series_says_what_it_is_and_by_whose_order() -> None:
    world = make.world()

    with pytest.raises(errors.SeriesIncomplete):
        copies.series(world.top, ordered_by="  ", copies=0)
    with pytest.raises(errors.SeriesIncomplete):
        copies.series(world.top, title="", copies=0)


def test_a_printing_house_has_the_original_until_it_comes_back_counted() -> None:
    row = copies.series(make.world().top, copies=0)
    draft = PrintingDraft(
        place="Nhà in Sông Tiền", wanted=200, original="1 USB, 1 bản gốc", receiver="Tổ in số 2"
    )
    printing = services.hand_to_printer(row, actor=make.ACTOR, now=make.NOW, draft=draft)
    assert printing.is_out

    printing = take(printing, good=200, spoiled_sheets=3, spoiled_how="xén hủy tại xưởng")

    row = copies.again(row)
    assert (printing.is_out, printing.first_number, row.printed) == (False, 1, 200)
    with pytest.raises(errors.PrintingBack):
        take(printing, good=1)
    printing = gone(printing)
    assert printing.masters_on == date(2030, 6, 3)
    with pytest.raises(errors.PlatesGone):
        gone(printing)


def test_plates_are_not_deleted_before_the_printing_is_back() -> None:
    row = copies.series(make.world().top, copies=0)
    draft = PrintingDraft(place="Nhà in", wanted=5)
    printing = services.hand_to_printer(row, actor=make.ACTOR, now=make.NOW, draft=draft)

    with pytest.raises(errors.PrintingOut):
        gone(printing)


def take(printing: Any, **said: Any) -> Any:
    result = PrintResult(**said)
    return services.take_printed(printing, actor=make.ACTOR, now=make.NOW, result=result)


def gone(printing: Any) -> Any:
    return services.delete_plates(
        printing, actor=make.ACTOR, now=make.NOW, on_day=date(2030, 6, 3), how="hủy bản kẽm"
    )


def test_a_second_printing_goes_on_with_the_numbers() -> None:
    row = copies.series(make.world().top, copies=20)

    copies.print_copies(row, 5)

    assert copies.states(row) == {"left": "1–25"}


def test_a_printing_that_spoiled_everything_gives_no_number() -> None:
    row = copies.series(make.world().top, copies=0)

    copies.print_copies(row, 0, spoiled=7)

    assert copies.again(row).printed == 0
    assert row.printings.get().first_number is None


def test_spoiled_sheets_without_a_word_and_nothing_at_all_are_refused() -> None:
    row = copies.series(make.world().top, copies=0)
    draft = PrintingDraft(place="Nhà in", wanted=5)
    printing = services.hand_to_printer(row, actor=make.ACTOR, now=make.NOW, draft=draft)

    with pytest.raises(errors.SeriesIncomplete):
        take(printing, good=5, spoiled_sheets=1)
    with pytest.raises(errors.SeriesIncomplete):
        take(printing, good=0)
    with pytest.raises(errors.TooManyPrinted):
        take(printing, good=20_001)
    assert copies.again(row).printed == 0


# ---- given out and back


def test_copies_go_out_come_back_and_go_out_again() -> None:
    world = make.world()
    row = copies.series(world.top)

    first = copies.issue(row, "1-40", world.east)
    copies.take_back(row, "3", giver=first)
    second = copies.issue(row, "3, 41", world.west)

    assert (first.number, first.count, second.number) == (1, 40, 2)
    assert copies.states(row) == {"issued": "1–41", "left": "42–50"}
    assert Copy.objects.get(series=row, number=3).issue == second


def test_a_copy_that_another_has_is_not_given_again_and_nothing_is() -> None:
    world = make.world()
    row = copies.series(world.top)
    copies.issue(row, "10-20", world.east, receiver="Lê Bốn")

    with pytest.raises(errors.CopyElsewhere) as refused:
        copies.issue(row, "5-12", world.west)

    assert "10–12" in str(refused.value)
    assert "Lê Bốn (Huyện Đông)" in str(refused.value)
    assert make.ACTOR.name in str(refused.value)
    assert copies.states(row) == {"issued": "10–20", "left": "1–9, 21–50"}


def test_numbers_that_were_never_printed_are_refused() -> None:
    world = make.world()
    row = copies.series(world.top)

    with pytest.raises(errors.NumbersOutside) as refused:
        copies.issue(row, "48-53", world.east)

    assert refused.value.params == {"numbers": "51–53", "printed": 50}


def test_who_takes_them_must_be_said_and_of_this_season() -> None:
    world, other = make.world(), make.world()
    row = copies.series(world.top)

    with pytest.raises(errors.SeriesIncomplete):
        copies.issue(row, "1", world.east, receiver=" ")
    with pytest.raises(errors.SeriesIncomplete):
        copies.issue(row, "1", other.east)


def test_a_copy_comes_back_from_him_who_has_it() -> None:
    world = make.world()
    row = copies.series(world.top)
    to_east = copies.issue(row, "1-5", world.east, receiver="Lê Bốn")
    to_west = copies.issue(row, "6-9", world.west)

    with pytest.raises(errors.HeldByAnother) as refused:
        copies.take_back(row, "5-7", giver=to_west)
    with pytest.raises(errors.HeldByAnother):
        copies.take_back(row, "5", giver=world.west)
    with pytest.raises(errors.CopyElsewhere):
        copies.take_back(row, "10")

    assert refused.value.params["holder"] == "Lê Bốn (Huyện Đông)"
    assert copies.take_back(row, "5-7") == 3  # brought for another, and said so
    assert copies.take_back(row, "1-4", giver=to_east) == 4


def test_a_receipt_is_entered_once() -> None:
    world = make.world()
    made = copies.issue(copies.series(world.top), "1", world.east)

    def sign() -> Any:
        return services.enter_receipt(made, actor=make.ACTOR, now=make.NOW, how="ký sổ 3/6")

    assert sign().receipt == "ký sổ 3/6"
    with pytest.raises(errors.ReceiptThere):
        sign()


def test_the_same_request_twice_is_one_act() -> None:
    world = make.world()
    row = copies.series(world.top)
    draft = services.IssueDraft(numbers=[(1, 3)], unit=world.east, receiver="Lê Bốn")
    uuid = uuid4()

    made = [
        services.issue_copies(row, actor=make.ACTOR, now=make.NOW, draft=draft, client_uuid=uuid)
        for _ in range(2)
    ]

    assert made[0] == made[1]
    assert row.issues.count() == 1


# ---- missing


def test_a_missing_copy_is_a_task_of_the_head_until_explained() -> None:
    world = make.world()
    congress = make.congress(world.top)
    head = make.account(world.top, Role.HEAD, name="Võ Văn Chín")
    row = copies.series(world.top, congress=congress)
    copies.issue(row, "1-5", world.east)

    (loss,) = copies.lose(row, "4")

    assert head.person is not None
    task = Task.objects.get()
    assert (task.owner, task.congress, loss.task) == (head.person.name, congress, task)
    assert (task.due_on - date(2030, 6, 3)).days == copies.kind().explain_days
    assert copies.states(row) == {"issued": "1–3, 5", "missing": "4", "left": "6–50"}
    services.explain_missing(loss, actor=make.OTHER, now=make.NOW, explanation="cháy cùng xe")
    task.refresh_from_db()
    assert (task.state, task.answer) == (TaskState.DONE, "cháy cùng xe")
    assert Copy.objects.get(series=row, number=4).state == CopyState.MISSING
    with pytest.raises(errors.AlreadyExplained):
        services.explain_missing(loss, actor=make.OTHER, now=make.NOW, explanation="x")


def test_without_a_head_the_task_names_the_role() -> None:
    row = copies.series(make.world().top)

    copies.lose(row, "4")

    assert Task.objects.get().owner == Role.HEAD.label


def test_losses_are_asked_of_each_holder_apart() -> None:
    world = make.world()
    row = copies.series(world.top)
    copies.issue(row, "1-5", world.east)
    copies.issue(row, "6-9", world.west)

    losses = copies.lose(row, "5-6, 10")

    assert [loss.numbers for loss in losses] == ["5", "6", "10"]
    assert Task.objects.count() == 3


def test_a_missing_copy_that_comes_back_needs_no_explanation() -> None:
    world = make.world()
    row = copies.series(world.top)
    copies.issue(row, "1-5", world.east)
    (loss,) = copies.lose(row, "4-5")

    copies.take_back(row, "4", giver=world.east)
    loss.refresh_from_db()
    assert loss.explained_at is None
    copies.take_back(row, "5", giver=world.east)

    loss.refresh_from_db()
    assert loss.explained_at is not None
    assert Task.objects.get().state == TaskState.DONE
    assert Entry.objects.filter(kind="copies.back").latest("arrival").body["found"] == "5"


def test_lost_copies_are_not_lost_twice_and_need_a_word() -> None:
    row = copies.series(make.world().top)
    copies.lose(row, "4")

    with pytest.raises(errors.CopyElsewhere):
        copies.lose(row, "3-4")
    with pytest.raises(errors.WhyMissing):
        services.report_missing(row, actor=make.ACTOR, now=make.NOW, numbers=[(1, 1)], how=" ")


# ---- destroyed


def test_two_different_people_destroy() -> None:
    world = make.world()
    row = copies.series(world.top)
    one, two, three = (copies.signer(world.top, name) for name in ("Một", "Hai", "Ba"))
    minutes = copies.sign(copies.minutes(row, "1-10"), one)
    assert minutes.is_drawn

    minutes = copies.sign(minutes, two)

    assert minutes.state == Destruction.State.DONE
    assert copies.states(row) == {"destroyed": "1–10", "left": "11–50"}
    with pytest.raises(errors.DestructionEnded):
        copies.sign(minutes, three)


def same_person(unit: Any) -> list[Actor]:
    person = Person.objects.create(number="P9", name="Lê Thu", unit=unit.unit)
    return [
        Actor(name="Lê Thu", via="page", account_id=None, person_id=person.pk),
        Actor(name="Thu (máy 2)", via="device", account_id=None, person_id=person.pk),
    ]


def test_one_person_does_not_sign_twice() -> None:
    world = make.world()
    row = copies.series(world.top)
    clerk = copies.signer(world.top, "Lê Bốn")
    minutes = copies.sign(copies.minutes(row, "1"), clerk)
    with pytest.raises(errors.SignedAlready):
        copies.sign(minutes, clerk)
    one, again = same_person(world.top)
    other = copies.sign(copies.minutes(row, "2"), one)
    with pytest.raises(errors.SignedAlready):
        copies.sign(other, again)
    with pytest.raises(errors.SignedAlready):  # the same name on paper
        on_paper(copies.sign(copies.minutes(row, "3", symbol="02-BB"), one), "LÊ  Thu")

    assert copies.states(row) == {"left": "1–50"}


def on_paper(minutes: Destruction, name: str, person: Person | None = None) -> Destruction:
    return services.sign_destruction_on_paper(
        minutes, actor=make.ACTOR, now=make.NOW, name=name, person=person
    )


def test_minutes_on_paper_bear_a_number() -> None:
    row = copies.series(make.world().top)
    with pytest.raises(errors.SeriesIncomplete):
        on_paper(copies.minutes(row, "1"), "Lê Bốn")

    minutes = copies.minutes(row, "2", symbol="02-BB")
    on_paper(minutes, "Lê Bốn")
    on_paper(minutes, "Lê Năm")

    assert copies.states(row) == {"left": "1, 3–50", "destroyed": "2"}
    assert "02-BB" in minutes.signatures.get(place=1).how


def test_two_known_people_of_one_name_are_two() -> None:
    world = make.world()
    row = copies.series(world.top)
    one, two = (
        Person.objects.create(number=f"N{n}", name="Lê Bốn", unit=world.top.unit) for n in (1, 2)
    )
    minutes = copies.minutes(row, "2", symbol="02-BB")

    on_paper(on_paper(minutes, "Lê Bốn", one), "Lê Bốn", two)

    assert copies.states(row)["destroyed"] == "2"


def test_what_stands_in_minutes_goes_to_nobody_until_they_are_withdrawn() -> None:
    world = make.world()
    row = copies.series(world.top)
    minutes = copies.minutes(row, "1-10")

    with pytest.raises(errors.CopyListed):
        copies.issue(row, "9-12", world.east)
    with pytest.raises(errors.CopyListed):
        copies.minutes(row, "10")
    services.withdraw_destruction(minutes, actor=make.ACTOR, now=make.NOW, reason="nhầm")

    copies.issue(row, "9-12", world.east)
    with pytest.raises(errors.DestructionEnded):
        copies.sign(minutes, copies.signer(world.top, "Lê Bốn"))


def test_minutes_without_numbers_hold_all_that_is_here() -> None:
    world = make.world()
    row = copies.series(world.top)
    copies.issue(row, "1-40", world.east)
    copies.take_back(row, "1-5")
    copies.spoil(row, "41")

    minutes = copies.destroy(row)

    assert minutes.numbers == "1–5, 41–50"
    with pytest.raises(errors.NothingToDestroy):
        copies.minutes(row)


def test_what_is_out_is_not_destroyed_and_what_is_destroyed_never_goes_out() -> None:
    world = make.world()
    row = copies.series(world.top)
    copies.issue(row, "1", world.east)
    with pytest.raises(errors.CopyElsewhere):
        copies.minutes(row, "1")
    copies.destroy(row, "2")

    for act in (
        lambda: copies.issue(row, "2", world.east),
        lambda: copies.take_back(row, "2"),
        lambda: copies.lose(row, "2"),
        lambda: copies.spoil(row, "2"),
        lambda: copies.minutes(row, "2"),
    ):
        with pytest.raises(errors.CopyElsewhere):
            act()


# ---- what the database itself refuses


def test_the_database_keeps_destroyed_copies_and_numbers() -> None:
    world = make.world()
    row = copies.series(world.top)
    copies.destroy(row, "2")
    gone, there = (Copy.objects.get(series=row, number=number) for number in (2, 3))

    for pk, change in (
        (gone.pk, {"state": CopyState.LEFT}),
        (there.pk, {"number": 77}),
        (there.pk, {"state": CopyState.ISSUED}),
        (there.pk, {"state": CopyState.MISSING}),
        (there.pk, {"state": CopyState.DESTROYED}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Copy.objects.filter(pk=pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        there.delete()
    assert Copy.objects.filter(series=row).count() == 50


# ---- correcting a series


def test_the_second_of_two_who_correct_a_series_is_told() -> None:
    row = copies.series(make.world().top, copies=0)
    draft = SeriesDraft(
        kind=copies.kind().key,
        title="Báo cáo lần 2",
        ordered_by="Chánh văn phòng",
        ordered_on=date(2030, 6, 2),
    )

    def change() -> Any:
        return services.change_series(row, actor=make.OTHER, now=make.NOW, version=1, draft=draft)

    assert change().title == "Báo cáo lần 2"
    with pytest.raises(errors.CopiesChanged):
        change()
    entry = Entry.objects.get(kind="copies.changed")
    assert entry.body["was"]["title"] == "Dự thảo báo cáo chính trị"
