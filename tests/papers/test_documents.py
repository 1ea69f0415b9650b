"""Documents: begun once, versions that never change, paragraphs that live through them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import make_papers
from tests import make_season as make

from muster.ledger.actor import Actor
from muster.ledger.models import Entry
from muster.packs import Held
from muster.papers.bridge import rules_of
from muster.papers.errors import documents as errors
from muster.papers.models import Document, Paragraph, Passage, Reading, Version
from muster.papers.services import documents as services
from muster.season.errors import GradeNeverHeld, GradeNotHeld
from muster.season.models import SeasonUnit
from muster.tree.scope import scope
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"actor": make.ACTOR, "now": make.NOW}


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def document(world: make.World) -> Document:
    return make_papers.document(world.top)


def life(document: Document) -> list[tuple[int, int, int | None]]:
    rows = Paragraph.objects.filter(document=document)
    return list(rows.values_list("number", "first_version", "last_version"))


def test_a_typed_text_is_paragraphs_with_numbers(document: Document) -> None:
    version = make_papers.version(document)

    rows = version.passages.values_list("paragraph__number", "kind", "level", "text")
    assert list(rows) == [
        (1, "heading", 1, "Mở đầu"),
        (2, "body", 0, "Đánh giá kết quả."),
        (3, "body", 0, "Mục tiêu của nhiệm kỳ mới."),
        (4, "body", 0, "Giải pháp chủ yếu."),
    ]
    assert (version.number, Document.objects.get(pk=document.pk).latest) == (1, 1)


def test_a_paragraph_keeps_its_number_when_it_is_amended_or_others_come(document: Document) -> None:
    make_papers.version(document)

    second = make_papers.version(
        document,
        "# Mở đầu\nMột đoạn mới hẳn.\nĐánh giá kết quả.\nMục tiêu lớn của nhiệm kỳ mới.",
    )

    assert make_papers.said(second) == [
        (1, "Mở đầu"),
        (5, "Một đoạn mới hẳn."),
        (2, "Đánh giá kết quả."),
        (3, "Mục tiêu lớn của nhiệm kỳ mới."),
    ]
    assert life(document) == [(1, 1, None), (2, 1, None), (3, 1, None), (4, 1, 1), (5, 2, None)]


def test_paragraphs_that_are_named_carry_on_whatever_they_say(document: Document) -> None:
    make_papers.version(document, "một\nhai")
    drafts = [
        services.PassageDraft(text="hoàn toàn khác", number=2),
        services.PassageDraft(text="thêm vào"),
    ]

    made = services.add_version(
        document,
        passages=drafts,
        source=Version.Source.CONSOLIDATED,
        expected_latest=1,
        **HERE,
    )

    assert make_papers.said(made) == [(2, "hoàn toàn khác"), (3, "thêm vào")]


def test_no_number_is_given_twice_and_every_text_is_read_back(world: make.World) -> None:
    lines = st.lists(st.sampled_from("abcdef"), max_size=6)

    @settings(max_examples=30, deadline=None)
    @given(texts=st.lists(lines, min_size=2, max_size=4))
    def hold(texts: list[list[str]]) -> None:
        document = make_papers.document(world.top)
        seen: set[int] = set()
        for at, body in enumerate(texts):
            whole = [f"đoạn {at % 2}", *body, str(at)]
            said = make_papers.said(make_papers.version(document, "\n".join(whole)))
            numbers = [number for number, _text in said]
            assert [text for _number, text in said] == whole
            assert len(set(numbers)) == len(numbers)
            seen |= set(numbers)
            gone = {number for number, _first, last in life(document) if last is not None}
            assert gone == seen - set(numbers)

    hold()


def test_the_second_of_two_who_save_is_told_who_was_first(document: Document) -> None:
    make_papers.version(document, actor=make.OTHER)

    with pytest.raises(errors.VersionStale, match="Trần Văn Lộc saved version 1 at 09:00 03/06"):
        make_papers.version(document, "Bản khác", expected_latest=0)

    assert Version.objects.count() == 1


def test_a_request_sent_again_makes_nothing_new(document: Document) -> None:
    key = uuid4()
    first = make_papers.version(document, client_uuid=key)

    again = make_papers.version(document, client_uuid=key, expected_latest=0)

    assert again.pk == first.pk
    assert Version.objects.count() == 1
    assert Entry.objects.filter(kind="document.version_added").count() == 1


@pytest.mark.parametrize("text", ["", " \n\t\n "])
def test_a_version_says_something(document: Document, text: str) -> None:
    with pytest.raises(errors.VersionEmpty):
        make_papers.version(document, text)


def test_the_same_text_again_is_no_version(document: Document) -> None:
    make_papers.version(document)

    with pytest.raises(errors.VersionUnchanged, match="version 1"):
        make_papers.version(document, make_papers.TEXT.replace("\n\n", "\n"))


def test_a_text_without_end_is_refused(document: Document) -> None:
    with pytest.raises(errors.VersionTooLong, match="30001 paragraphs and 30001 letters"):
        make_papers.version(document, "a\n" * 30_001)


def test_what_no_database_takes_is_left_out(document: Document) -> None:
    version = make_papers.version(document, "một\x00 hai\x07")

    assert make_papers.said(version) == [(1, "một hai")]


def test_a_version_never_changes(document: Document) -> None:
    version = make_papers.version(document)
    for change in (
        lambda: Version.objects.filter(pk=version.pk).update(note="x"),
        lambda: Passage.objects.filter(version=version).update(text="x"),
        lambda: Passage.objects.filter(version=version).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_congress_has_one_document_of_a_kind(world: make.World) -> None:
    congress = make.congress(world.east)
    make_papers.document(world.east, congress=congress)

    with pytest.raises(errors.DocumentExists, match="begun by Lê Thu at 09:00 03/06"):
        make_papers.document(world.east, congress=congress, title="Khác")
    with pytest.raises(errors.OtherCongress):
        make_papers.document(world.top, congress=congress)
    with pytest.raises(errors.DocumentIncomplete, match="the title"):
        make_papers.document(world.east, title=" ")


def secret(unit: SeasonUnit, held: Held) -> str:
    return next(one.key for one in rules_of(unit).grades.values() if one.held is held)


def test_a_grade_is_kept_only_where_it_is_approved(world: make.World) -> None:
    approved, never = secret(world.top, Held.APPROVED), secret(world.top, Held.NEVER)

    for grade in (approved, never):
        with pytest.raises((GradeNotHeld, GradeNeverHeld)):
            make_papers.document(world.top, grade=grade)
    make_papers.approval(world.top, approved)
    kept = make_papers.document(world.top, grade=approved)

    assert kept.is_limited
    with pytest.raises(GradeNeverHeld):
        make_papers.document(world.top, grade=never)


def test_limited_documents_are_seen_by_fewer(world: make.World) -> None:
    plain = make_papers.document(world.east)
    limited = make_papers.document(world.east, grade=make_papers.limited_grade(world.top))
    make_papers.version(limited)

    def seen(role: Role, unit: SeasonUnit) -> set[int]:
        return set(scope(make.account(unit, role), Document).values_list("pk", flat=True))

    assert seen(Role.OFFICE, world.top) == {plain.pk, limited.pk}
    assert seen(Role.CLERK, world.top) == {plain.pk}
    assert seen(Role.OFFICE, world.west) == set()
    assert not scope(make.account(world.east, Role.CLERK), Passage).exists()
    assert "title" not in Entry.objects.filter(kind="document.begun").latest("arrival").body


def again(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


def test_an_adopted_document_takes_nothing_until_it_is_opened_again(document: Document) -> None:
    with pytest.raises(errors.NothingToAdopt):
        services.adopt(document, changes=1, **HERE)
    make_papers.version(document)
    row = services.adopt(again(document), changes=2, reason="NQ 12", **HERE)

    with pytest.raises(errors.DocumentEnded, match=r"adopted since 09:00 03/06 \(Lê Thu"):
        make_papers.version(row, "khác")
    with pytest.raises(errors.DocumentEnded):
        services.adopt(row, changes=row.changes, **HERE)
    row = services.reopen(row, changes=row.changes, reason="ký nhầm", **HERE)
    assert make_papers.version(row, "khác").number == 2
    with pytest.raises(errors.NotAdopted):
        services.reopen(again(row), changes=4, reason="x", **HERE)


def test_a_withdrawn_document_stays_readable_and_frees_its_place(world: make.World) -> None:
    congress = make.congress(world.east)
    row = make_papers.document(world.east, congress=congress)
    with pytest.raises(errors.ReasonMissing):
        services.withdraw(row, changes=1, reason=" ", **HERE)

    row = services.withdraw(row, changes=1, reason="lập nhầm", **HERE)

    with pytest.raises(errors.DocumentWithdrawn, match="by Lê Thu at 09:00 03/06 already: lập"):
        services.withdraw(row, changes=2, reason="x", **HERE)
    with pytest.raises(errors.DocumentEnded):
        make_papers.version(row)
    assert make_papers.document(world.east, congress=congress).pk != row.pk


def test_the_second_of_two_who_change_a_document_is_told(document: Document) -> None:
    make_papers.version(document, actor=make.OTHER)

    acts: tuple[Callable[[], object], ...] = (
        lambda: services.adopt(document, changes=1, **HERE),
        lambda: services.withdraw(document, changes=1, reason="x", **HERE),
        lambda: services.retitle(document, changes=1, title="x", **HERE),
        lambda: services.regrade(document, changes=1, grade=document.grade, reason="x", **HERE),
    )
    for act in acts:
        with pytest.raises(errors.DocumentChanged, match="Trần Văn Lộc changed this document"):
            act()


def test_a_document_gets_another_title_and_another_grade(document: Document) -> None:
    row = services.retitle(document, changes=1, title=" Báo  cáo mới ", **HERE)
    limited = make_papers.limited_grade(row.season_unit)
    row = services.regrade(row, changes=2, grade=limited, reason="chưa công bố", **HERE)

    assert (row.title, row.is_limited) == ("Báo cáo mới", True)
    assert "bao cao moi" in row.search_key
    assert "title" not in Entry.objects.latest("arrival").body
    make_papers.version(row)
    with pytest.raises(errors.TextsHeld, match="1 versions here"):
        services.regrade(
            again(row), changes=4, grade=secret(row.season_unit, Held.NEVER), reason="x", **HERE
        )


def test_each_reading_of_a_limited_document_is_written_down_once_an_hour(
    world: make.World, document: Document
) -> None:
    limited = make_papers.document(world.top, grade=make_papers.limited_grade(world.top))
    version = make_papers.version(limited)

    def read(minutes: int, *, how: str = Reading.How.PAGE, actor: Actor = make.ACTOR) -> None:
        now = make.NOW + timedelta(minutes=minutes)
        services.log_reading(version, how=how, actor=actor, now=now)

    for minutes in (0, 5, 59, 60):
        read(minutes)
    read(5, actor=make.OTHER)
    read(5, how=Reading.How.FILE)
    services.log_reading(make_papers.version(document), how=Reading.How.PAGE, **HERE)

    found = Reading.objects.order_by("pk").values_list("reader", "how", "read_at__minute")
    assert list(found) == [
        ("Lê Thu", "page", 0),
        ("Lê Thu", "page", 0),
        ("Trần Văn Lộc", "page", 5),
        ("Lê Thu", "file", 5),
    ]
    assert Entry.objects.filter(kind="document.read").count() == 4
