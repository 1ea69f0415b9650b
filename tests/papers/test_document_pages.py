"""Pages of documents: found, begun, typed, read and marked."""

import zipfile
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests import make_papers
from tests import make_season as make
from tests.office.pages import signed_in
from tests.papers.test_word_files import TRACKED

from muster.papers.models import Document, Reading, Version
from muster.papers.services import documents as services
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"actor": make.ACTOR, "now": make.NOW}


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def desk(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.OFFICE))


@pytest.fixture
def document(world: make.World) -> Document:
    return make_papers.document(world.top)


def page(client: Client, name: str, *args: int, **query: str | int) -> str:
    answer = client.get(reverse(f"papers:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.text


def test_a_document_is_begun_typed_and_read(desk: Client, world: make.World) -> None:
    kind = make_papers.kind(world.top, 2)
    said = {"client_uuid": uuid4(), "kind": kind, "title": "Báo cáo", "grade": "internal_use"}

    begun = desk.post(reverse("papers:begin"), said)
    made = Document.objects.get()
    typed = {"client_uuid": uuid4(), "expected_latest": 0, "text": "# Một\nhai", "note": ""}
    saved = desk.post(reverse("papers:write", args=[made.pk]), typed)

    assert begun.headers["Location"] == reverse("papers:write", args=[made.pk])
    assert saved.headers["Location"] == reverse("papers:document", args=[made.pk])
    text = page(desk, "document", made.pk)
    first, second = (reverse("papers:paragraph", args=[made.pk, n]) for n in (1, 2))
    assert f'<h2 class="lvl-1" id="p1"><a class="pn" href="{first}">1</a>Một</h2>' in text
    assert f'<p class="is-body" id="p2"><a class="pn" href="{second}">2</a>hai</p>' in text
    assert "# Một\nhai" in page(desk, "write", made.pk)


def test_what_was_typed_outlives_a_refusal(desk: Client, document: Document) -> None:
    make_papers.version(document, actor=make.OTHER)
    typed = {"client_uuid": uuid4(), "expected_latest": 0, "text": "công sức cả buổi", "note": "n"}

    answer = desk.post(reverse("papers:write", args=[document.pk]), typed)

    assert answer.status_code == 409
    assert "Trần Văn Lộc saved version 1 at 09:00 03/06" in answer.text
    assert "công sức cả buổi</textarea>" in answer.text
    assert Version.objects.count() == 1


def test_words_of_a_text_never_become_markup(desk: Client, document: Document) -> None:
    make_papers.version(document, "<script>alert(1)</script> & nữa")

    text = page(desk, "document", document.pk)

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; nữa" in text
    assert "<script>alert" not in text


def test_an_older_version_is_read_by_its_number(desk: Client, document: Document) -> None:
    make_papers.version(document, "cũ")
    make_papers.version(document, "mới hơn")

    assert "This is version 1. The newest is version 2." in page(
        desk, "document", document.pk, version=1
    )
    missing = desk.get(reverse("papers:document", args=[document.pk]), {"version": 9})
    assert missing.status_code == 404


def test_the_list_is_filtered_found_without_accents_and_taken_along(
    desk: Client, world: make.World, document: Document
) -> None:
    other = make_papers.document(world.east, title="Kế hoạch bảo vệ", number=0)
    services.withdraw(document, changes=1, reason="nhầm", **HERE)
    address = reverse("papers:documents")

    assert "Kế hoạch bảo vệ" in desk.get(address, {"q": "ke hoach bao"}).text
    assert "Báo cáo chính trị</b>" not in desk.get(address).text
    assert "Báo cáo chính trị</b>" in desk.get(address, {"state": "withdrawn"}).text
    assert "Kế hoạch bảo vệ" not in desk.get(address, {"units": "own"}).text
    assert "Kế hoạch bảo vệ" in desk.get(address, {"kind": other.kind}).text
    sheet = desk.get(address, {"format": "xlsx"})
    assert sheet.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_pages_ask_no_more_when_there_is_more(desk: Client, world: make.World) -> None:
    def asked(address: str) -> int:
        desk.get(address)
        return make.count_queries(lambda: desk.get(address))

    few = make_papers.document(world.top)
    make_papers.version(few, "một")
    listed = asked(reverse("papers:documents"))
    read = asked(reverse("papers:document", args=[few.pk]))
    for number in range(3, 6):
        many = make_papers.document(world.east, title=f"Văn kiện {number}", number=number)
    for size in (40, 80, 120):
        make_papers.version(many, "\n".join(f"# đoạn {n}" for n in range(size)))

    assert asked(reverse("papers:documents")) == listed
    assert asked(reverse("papers:document", args=[many.pk])) == read


def test_acts_are_offered_to_those_who_may(world: make.World, document: Document) -> None:
    make_papers.version(document)
    clerk = signed_in(make.account(world.top, Role.CLERK))
    auditor = signed_in(make.account(world.top, Role.AUDITOR))
    act = reverse("papers:act-document", args=[document.pk, "adopt"])

    assert act in page(signed_in(make.account(world.top, Role.HEAD)), "document", document.pk)
    assert act not in page(clerk, "document", document.pk)
    assert reverse("papers:write", args=[document.pk]) in page(clerk, "document", document.pk)
    assert reverse("papers:write", args=[document.pk]) not in page(auditor, "document", document.pk)
    assert clerk.post(act, {"adopt-changes": 2, "adopt-client_uuid": uuid4()}).status_code == 403
    assert auditor.get(reverse("papers:begin")).status_code == 403


def test_a_document_is_adopted_on_its_page(desk: Client, document: Document) -> None:
    make_papers.version(document)
    data = {"adopt-changes": 2, "adopt-client_uuid": uuid4(), "adopt-reason": "NQ 12-NQ/TU"}

    desk.post(reverse("papers:act-document", args=[document.pk, "adopt"]), data)

    text = page(desk, "document", document.pk)
    assert "NQ 12-NQ/TU" in text
    assert reverse("papers:write", args=[document.pk]) not in text


def test_a_limited_document_bears_its_reader_and_writes_the_reading_down(
    desk: Client, world: make.World
) -> None:
    limited = make_papers.document(world.top, grade=make_papers.limited_grade(world.top))
    make_papers.version(limited)

    text = page(desk, "document", limited.pk)
    page(desk, "document", limited.pk)

    assert '<svg class="wm"' in text
    assert "Read by Nguyễn Văn An, Monday 3/6/2030, 09:00" in text
    assert Reading.objects.get().reader == "Nguyễn Văn An"
    assert "read on the page" in page(desk, "readings", limited.pk)
    appraiser = signed_in(make.account(world.top, Role.APPRAISER))
    assert "Who has read it" not in page(appraiser, "document", limited.pk)
    assert appraiser.get(reverse("papers:readings", args=[limited.pk])).status_code == 403


def test_what_is_not_in_scope_is_not_there(world: make.World, document: Document) -> None:
    make_papers.version(document)
    west = signed_in(make.account(world.west, Role.OFFICE))

    for name in ("document", "write"):
        assert west.get(reverse(f"papers:{name}", args=[document.pk])).status_code == 404


def upload(client: Client, document: Document, content: bytes, name: str, latest: int = 0) -> Any:
    data = {
        "client_uuid": uuid4(),
        "expected_latest": latest,
        "note": "từ tổ biên tập",
        "file": SimpleUploadedFile(name, content),
    }
    return client.post(reverse("papers:upload", args=[document.pk]), data)


def test_a_word_file_is_looked_at_before_it_is_saved(desk: Client, document: Document) -> None:
    make_papers.version(document, "Phần mở đầu\nBỏ đi")

    waits = upload(desk, document, TRACKED, "báo cáo.docx", latest=1)
    looked = desk.get(waits.headers["Location"]).text
    before = desk.get(waits.headers["Location"], {"changes": "rejected"}).text
    assert Version.objects.count() == 1
    typed = {"client_uuid": uuid4(), "expected_latest": 1, "accept": "no", "note": "n"}
    saved = desk.post(waits.headers["Location"], typed)

    assert "<b>0</b> paragraphs amended, <b>3</b> new, <b>1</b> gone" in looked
    assert "Mục tiêu rất cao của tỉnh" in looked
    assert "<del>khá</del>" in looked
    assert "Nên nói rõ nguồn vốn." in looked
    assert 'value="từ tổ biên tập"' in looked
    assert '<p class="is-body">Mục tiêu khá của tỉnh</p>' in before
    assert saved.headers["Location"] == reverse("papers:document", args=[document.pk])
    text = page(desk, "document", document.pk)
    assert "Mục tiêu khá của tỉnh" in text
    assert '<div class="doc-table"><table><tr><td><p class="is-cell"' in text
    file = desk.get(reverse("papers:version-file", args=[Version.objects.latest("pk").pk]))
    assert file.getvalue() == TRACKED


def test_a_word_file_is_dropped(desk: Client, document: Document) -> None:
    waits = upload(desk, document, TRACKED, "a.docx").headers["Location"]

    answer = desk.post(f"{waits}/drop")

    assert answer.headers["Location"] == reverse("papers:document", args=[document.pk])
    assert desk.get(waits).status_code == 404
    assert not Version.objects.exists()


def test_a_scan_is_kept_at_once(desk: Client, document: Document) -> None:
    answer = upload(desk, document, make.PDF, "ký.pdf")

    assert answer.headers["Location"] == reverse("papers:document", args=[document.pk])
    version = Version.objects.get()
    assert (version.source, version.name, version.note) == ("scan", "ký.pdf", "từ tổ biên tập")
    assert "A scan has no text to read here" in page(desk, "document", document.pk)


def test_a_bad_file_says_what_is_wrong_and_keeps_the_form(desk: Client, document: Document) -> None:
    answer = upload(desk, document, b"PK\x03\x04 no archive", "<x>.docx")

    assert answer.status_code == 422
    assert "“&lt;x&gt;.docx” is damaged." in answer.text
    assert 'value="từ tổ biên tập"' in answer.text


def test_a_file_waits_for_its_own_account(world: make.World, document: Document) -> None:
    mine = signed_in(make.account(world.top, Role.OFFICE))
    other = signed_in(make.account(world.top, Role.OFFICE))
    waits = upload(mine, document, TRACKED, "a.docx").headers["Location"]

    assert mine.get(waits).status_code == 200
    assert other.get(waits).status_code == 404


def test_a_limited_word_file_is_given_out_with_its_readers_name(
    desk: Client, world: make.World
) -> None:
    limited = make_papers.document(world.top, grade=make_papers.limited_grade(world.top))
    waits = upload(desk, limited, TRACKED, "a.docx").headers["Location"]
    desk.post(waits, {"client_uuid": uuid4(), "expected_latest": 0, "accept": "yes", "note": ""})

    answer = desk.get(reverse("papers:version-file", args=[Version.objects.get().pk]))

    with zipfile.ZipFile(BytesIO(answer.getvalue())) as held:
        header = held.read("word/headerStamp.xml").decode()
    assert "Nguyễn Văn An" in header
    assert "a_nguyen-van-an_20300603-0900.docx" in answer.headers["Content-Disposition"]
    assert Reading.objects.filter(how=Reading.How.FILE).count() == 1
