"""Grades: approved by paper until a day, asked at every door, and what may not stay goes out."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from docx import Document as Docx
from tests import make_copies, make_office, make_papers, make_remarks
from tests import make_season as make

from muster.ledger.models import Entry
from muster.office.models import PaperFile
from muster.office.services import add_scan, change_paper
from muster.packs import Direction, Held
from muster.papers.bridge import rules_of
from muster.papers.errors.documents import SeriesAboveDocument, TextsHeld
from muster.papers.models import CopySeries, Document, Intake, Passage, Remark, RemarkAct, Version
from muster.papers.services import documents as services
from muster.papers.services import remarks
from muster.papers.services.documents.files import keep_word
from muster.papers.services.taking_out import take_out_texts
from muster.season import errors
from muster.season.models import Evidence, GradeApproval, SeasonUnit
from muster.season.queries.grades import grade_lines
from muster.season.registry.held import held_source
from muster.season.services import add_evidence, end_approval, path_of, take_out
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"actor": make.ACTOR, "now": make.NOW}
TODAY = make.NOW.date()


def files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def secret(unit: SeasonUnit) -> str:
    return make_papers.secret_grade(unit)


def again(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


def word(text: str = "Đánh giá kết quả.") -> bytes:
    made, content = Docx(), BytesIO()
    made.add_paragraph(text)
    made.save(content)
    return content.getvalue()


def test_an_approval_holds_from_its_day_through_its_last_and_once_at_a_time() -> None:
    top = make.world().top
    grade = secret(top)
    with pytest.raises(errors.GradeNotHeld, match="not approved for it"):
        make_papers.document(top, grade=grade)

    row = make_papers.approval(top, grade, days=30)

    with pytest.raises(errors.ApprovalStands, match="15-QĐ/VP"):
        make_papers.approval(top, grade)
    document = make_papers.document(top, grade=grade)
    make_papers.version(document, "một", now=make.NOW + timedelta(days=30))
    with pytest.raises(errors.GradeNotHeld, match=r"15-QĐ/VP.* ended on 03/07/2030"):
        make_papers.version(document, "hai", now=make.NOW + timedelta(days=31))
    end_approval(row, reason="thu hồi", **HERE)
    with pytest.raises(errors.ApprovalOver):
        end_approval(row, reason="lần nữa", **HERE)
    with pytest.raises(errors.GradeNotHeld):
        make_papers.version(document, "ba")
    kinds = list(Entry.objects.filter(kind__startswith="grade.").values_list("kind", flat=True))
    assert sorted(kinds) == ["grade.approval_ended", "grade.approved"]


def test_what_is_always_or_never_held_takes_no_approval() -> None:
    top = make.world().top
    for held in (Held.ALWAYS, Held.NEVER):
        grade = next(one.key for one in rules_of(top).grades.values() if one.held is held)
        with pytest.raises(errors.NoApprovalWanted):
            make_papers.approval(top, grade)


def marked(top: SeasonUnit, grade: str) -> Document:
    """A document of a grade whose approval was taken back: nothing more may come in."""
    approval = make_papers.approval(top, grade)
    document = make_papers.document(top, grade=grade)
    make_papers.version(document, "Mở đầu.\nMục tiêu.")
    end_approval(approval, reason="hết hạn", **HERE)
    return again(document)


def typed(document: Document) -> object:
    return make_papers.version(document, "khác")


def staged(document: Document) -> object:
    return services.stage_word(document, word(), name="a.docx", expected_latest=1, **HERE)


def kept_word(document: Document) -> object:
    return keep_word(document, word(), name="a.docx", now=make.NOW)


def scanned(document: Document) -> object:
    return services.keep_scan(document, make.pdf(), name="a.pdf", now=make.NOW)


def saved_scan(document: Document) -> object:
    file = services.FileDraft(sha256="0" * 64, name="a", content_type="x", size_bytes=1)
    return services.add_scan_version(document, file=file, expected_latest=1, **HERE)


def opened(document: Document) -> object:
    version = document.versions.get(number=1)
    return make_remarks.open_round(version, [document.season_unit])


def evidence(document: Document) -> object:
    congress = make.congress(document.season_unit)
    step = congress.steps.all()[0]
    return add_evidence(step, name="a.pdf", content=make.pdf(), grade=document.grade, **HERE)


def paper_scan(document: Document) -> object:
    register = make_office.register(document.season_unit, Direction.INCOMING)
    paper = make_office.paper(register, grade=document.grade)
    return add_scan(paper, name="a.pdf", content=make.pdf(), **HERE)


@pytest.mark.parametrize(
    "door",
    [typed, staged, kept_word, scanned, saved_scan, opened, evidence, paper_scan],
    ids=lambda door: door.__name__,
)
def test_no_door_takes_what_may_not_be_held(door: Callable[[Document], object]) -> None:
    top = make.world().top
    document = marked(top, secret(top))
    before = files()
    versions = Version.objects.count()

    with pytest.raises(errors.GradeNotHeld):
        door(document)

    assert files() == before
    assert (Version.objects.count(), Evidence.objects.count(), PaperFile.objects.count()) == (
        versions,
        0,
        0,
    )


def asked(top: SeasonUnit) -> tuple[Document, Any]:
    """A document of a grade in a running round, with one remark, and the approval gone."""
    approval = make_papers.approval(top, secret(top))
    document = make_papers.document(top, grade=secret(top))
    version = make_papers.version(document, "Mở đầu.\nMục tiêu.")
    opened = make_remarks.open_round(version, [top])
    make_remarks.enter(make_remarks.desk(opened, top), "thêm số liệu của ngành")
    end_approval(approval, reason="hết hạn", **HERE)
    return again(document), opened


def test_no_words_about_it_come_in_either() -> None:
    world = make.world()
    document, opened = asked(world.top)
    desk, remark = make_remarks.desk(opened, world.top), Remark.objects.get()
    account = make.account(world.top, Role.SECRETARY)
    draft = remarks.RemarkDraft(kind=make_remarks.KIND, text="ý khác", number=1)
    doors: list[Callable[[], object]] = [
        lambda: make_remarks.enter(desk, "ý mới"),
        lambda: remarks.enter_own(desk, account=account, draft=draft, **HERE),
        lambda: remarks.amend(remark, version=remark.version, draft=draft, **HERE),
        lambda: make_remarks.decide(desk, remark),
        lambda: remarks.draft_text(opened, number=1, text="lời mới", version=0, **HERE),
        lambda: remarks.keep_scan(desk, make.pdf(), "a.pdf", now=make.NOW),
    ]
    before = files()

    for door in doors:
        with pytest.raises(errors.GradeNotHeld):
            door()

    assert files() == before
    assert (Remark.objects.count(), Intake.objects.count()) == (1, 1)
    assert again(document).latest == 1


def test_the_row_of_the_register_stays_possible() -> None:
    world = make.world()
    grade = secret(world.top)

    series = make_copies.series(world.top, grade=grade, copies=5)
    register = make_office.register(world.top, Direction.INCOMING)
    paper = make_office.paper(register, grade=grade, copies=2, holder="Văn thư")

    assert (series.grade, series.printed, paper.grade, paper.copies) == (grade, 5, grade, 2)
    plain = make_papers.document(world.top)
    with pytest.raises(SeriesAboveDocument, match="Báo cáo chính trị"):
        make_copies.series(world.top, grade=grade, document=plain, copies=0)
    assert CopySeries.objects.count() == 1


def test_a_paper_is_marked_higher_once_its_scans_are_out() -> None:
    world = make.world()
    register = make_office.register(world.top, Direction.INCOMING)
    paper = make_office.paper(register)
    scan = add_scan(paper, name="mat.pdf", content=make.pdf("mật"), **HERE)
    grade = secret(world.top)
    draft = make_office.draft(grade=grade)
    source = held_source("paper_file")
    assert source is not None

    with pytest.raises(errors.FilesHeld, match="1 files are held here"):
        change_paper(paper, version=1, draft=draft, **HERE)
    with pytest.raises(errors.ReasonMissing):
        take_out(source, scan.pk, reason=" ", **HERE)
    assert path_of(scan.sha256).is_file()
    take_out(source, scan.pk, reason="gửi nhầm", **HERE)
    changed = change_paper(paper, version=1, draft=draft, **HERE)

    assert changed.grade == grade
    assert not PaperFile.objects.exists()
    entry = Entry.objects.get(kind="file.taken_out")
    assert (entry.subject, entry.body["sha256"], entry.body["name"]) == (
        f"paper:{paper.pk}",
        scan.sha256,
        "mat.pdf",
    )


def test_the_bytes_go_with_the_last_row_that_points_at_them(
    django_capture_on_commit_callbacks: Any,
) -> None:
    world = make.world()
    congress = make.congress(world.east)
    one, two = list(congress.steps.all())[:2]
    rows = [add_evidence(step, name="a.pdf", content=make.pdf("x"), **HERE) for step in (one, two)]
    source = held_source("evidence")
    assert source is not None

    with django_capture_on_commit_callbacks(execute=True):
        take_out(source, rows[0].pk, reason="trùng", **HERE)
    assert path_of(rows[0].sha256).is_file()
    with django_capture_on_commit_callbacks(execute=True):
        take_out(source, rows[1].pk, reason="trùng", **HERE)

    assert not path_of(rows[0].sha256).exists()
    with pytest.raises(errors.FileGone):
        take_out(source, rows[1].pk, reason="trùng", **HERE)


def test_a_document_is_marked_and_emptied_in_one_act(
    django_capture_on_commit_callbacks: Any,
) -> None:
    staged = settings.MUSTER_DATA / "staged"
    before = set(staged.glob("*"))  # what other tests left there
    world = make.world()
    document = make_papers.document(world.top)
    waiting = services.stage_word(document, word(), name="a.docx", expected_latest=0, **HERE)
    version = services.save_staged(waiting, document, accept=True, expected_latest=0, **HERE)
    opened = make_remarks.open_round(version, [world.top])
    make_remarks.enter(make_remarks.desk(opened, world.top), "trích lời mật")
    services.stage_word(document, word("nữa"), name="b.docx", expected_latest=1, **HERE)
    row, grade = again(document), secret(world.top)
    said = {"changes": row.changes, "grade": grade, "reason": "có nội dung mật", **HERE}

    with pytest.raises(TextsHeld):
        services.regrade(row, **said)
    with django_capture_on_commit_callbacks(execute=True):
        gone = take_out_texts(row, **said)

    assert (gone.grade, gone.is_limited, gone.taken_out_upto, gone.has_text) == (
        grade,
        True,
        1,
        False,
    )
    assert set(Passage.objects.values_list("text", flat=True)) == {""}
    assert Remark.objects.get().text == ""
    assert not path_of(version.sha256).exists()
    # Row numbers come again in each test: what another left may go as well, nothing may be added.
    assert set(staged.glob("*")) <= before
    entry = Entry.objects.get(kind="document.taken_out")
    assert entry.body["versions"] == [[1, version.text_sha256, version.sha256]]
    with pytest.raises(errors.GradeNotHeld):
        make_papers.version(again(document), "mới")
    make_papers.approval(world.top, grade)
    later = make_papers.version(again(document), "mới")
    assert make_papers.said(later) == [(2, "mới")]


def test_a_text_can_be_emptied_and_neither_changed_nor_removed() -> None:
    document = make_papers.document(make.world().top)
    version = make_papers.version(document)
    opened = make_remarks.open_round(version, [document.season_unit])
    make_remarks.enter(make_remarks.desk(opened, document.season_unit), "một")
    forbidden: list[Callable[[], object]] = [
        lambda: Passage.objects.update(text="khác", label=""),
        lambda: Passage.objects.update(text="", label="", place=9),
        lambda: Passage.objects.all().delete(),
        lambda: RemarkAct.objects.update(reason="khác"),
        lambda: RemarkAct.objects.update(reason="", done_by="khác"),
        lambda: RemarkAct.objects.all()._raw_delete("default"),  # past the ORM's own care
    ]

    for act in forbidden:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_the_keepers_page_counts_what_may_not_stay() -> None:
    world = make.world()
    grade = secret(world.top)
    marked(world.top, grade)

    line = next(one for one in grade_lines(world.season, on=TODAY) if one.grade.key == grade)

    assert (line.is_excess, line.count, line.may_hold) == (True, 1, False)
    assert {held.source.word: held.count for held in line.held}["version"] == 1


@pytest.fixture
def client_of(client: Any) -> Callable[..., Any]:
    def signed_in(unit: SeasonUnit, role: Role) -> Any:
        client.force_login(make.account(unit, role))
        return client

    return signed_in


def test_an_administrator_of_the_root_enters_approvals_and_nobody_else(
    client_of: Callable[..., Any],
) -> None:
    world = make.world()
    grade = secret(world.top)
    typed = {
        "by_whom": "Cục Cơ yếu",
        "symbol": "15-QĐ/CY",
        "approved_on": "2030-06-01",
        "valid_until": "2031-06-01",
        "client_uuid": str(uuid4()),
    }
    url = f"/season/grades/{grade}/approve"

    assert client_of(world.east, Role.ADMINISTRATOR).post(url, typed).status_code == 403
    assert client_of(world.top, Role.OFFICE).post(url, typed).status_code == 403
    answer = client_of(world.top, Role.ADMINISTRATOR).post(url, typed)

    assert (answer.status_code, GradeApproval.objects.get().symbol) == (302, "15-QĐ/CY")
    page = client_of(world.top, Role.AUDITOR).get("/season/grades").content.decode()
    assert "15-QĐ/CY" in page


def test_whoever_may_not_see_a_file_learns_nothing_by_taking_it_out(
    client_of: Callable[..., Any],
) -> None:
    world = make.world()
    step = make.congress(world.east).steps.all()[0]
    row = add_evidence(step, name="a.pdf", content=make.pdf(), **HERE)
    url, typed = f"/season/held/evidence/{row.pk}/take-out", {"reason": "x", "client_uuid": uuid4()}

    assert client_of(world.west, Role.OFFICE).post(url, typed).status_code == 404
    assert client_of(world.east, Role.CLERK).post(url, typed).status_code == 403
    assert (
        client_of(world.top, Role.OFFICE).get("/season/held/nothing/1/take-out").status_code == 404
    )
    assert client_of(world.top, Role.OFFICE).post(url, typed).status_code == 302
    assert not Evidence.objects.exists()
