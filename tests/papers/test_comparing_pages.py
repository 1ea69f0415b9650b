"""Two versions of a document compared: on the page, on paper, and as tracked changes."""

import re
import zipfile
from io import BytesIO
from typing import Any, Final

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from tests import make_papers
from tests import make_season as make
from tests.engines.texts import settle
from tests.engines.texts.test_aligning import paper
from tests.office.pages import signed_in

from muster.engines.texts import aligning
from muster.papers import queries
from muster.papers.models import Document, Reading, Version
from muster.papers.queries.documents import Differences, Gap, differences
from muster.papers.services import documents as services
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"actor": make.ACTOR, "now": make.NOW}
OLD: Final = "# Phần một\nGiữ nguyên đoạn này.\nHạn nộp là ngày 12/5/2030.\nĐoạn này sẽ bỏ đi hẳn."
NEW: Final = "# Phần một\nGiữ nguyên đoạn này.\nHạn nộp là ngày 15/5/2030.\nMột đoạn mới ở cuối."


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
    found = make_papers.document(world.top)
    for text in (OLD, NEW):
        make_papers.version(found, text)
    return found


def page(client: Client, document: Document, **query: str | int) -> str:
    answer = client.get(reverse("papers:compare", args=[document.pk]), query)
    assert answer.status_code == 200
    return answer.text


def tracked(client: Client, document: Document, **query: str | int) -> Any:
    return client.get(reverse("papers:compare-file", args=[document.pk]), query)


def labelled(document: Document, *said: tuple[str, str]) -> Version:
    """The next version, with labels before its paragraphs as Word files have them."""
    latest = Document.objects.get(pk=document.pk).latest
    return services.add_version(
        document,
        passages=[services.PassageDraft(text=text, label=label) for label, text in said],
        source=Version.Source.CONSOLIDATED,
        expected_latest=latest,
        **HERE,
    )


def compared(document: Document, old: int = 1, new: int = 2) -> Differences:
    versions = {one.number: one for one in queries.documents.readable_versions(document)}
    return differences(versions[old], versions[new])


def test_only_what_changed_is_shown_word_by_word(desk: Client, document: Document) -> None:
    text = page(desk, document)

    assert "<b>3</b> changes" in text
    assert "Hạn nộp là ngày <del>12/5/2030</del><ins>15/5/2030</ins>." in text
    assert "<del>Đoạn này sẽ bỏ đi hẳn.</del>" in text
    assert "<ins>Một đoạn mới ở cuối.</ins>" in text
    assert "Giữ nguyên đoạn này." not in text
    assert "2 paragraphs stayed as they were" in text
    assert re.search(r"all=1&amp;page=1#r0[^<]*>2 paragraphs stayed.*<b>Phần một</b>", text)


def test_the_whole_text_is_shown_on_demand(desk: Client, document: Document) -> None:
    text = page(desk, document, all=1)

    assert '<p class="is-body">Giữ nguyên đoạn này.</p>' in text
    assert '<p class="is-heading">Phần một</p>' in text
    assert "stayed as they were" not in text
    assert text.count("data-row>") == 3


def test_any_two_versions_either_way_round(desk: Client, document: Document) -> None:
    make_papers.version(document, f"{NEW}\nThêm ở bản ba.")

    newest = page(desk, document)
    across = page(desk, document, old=1, new=3)
    back = page(desk, document, old=3, new=1)

    assert "<b>1</b> change\n" in newest
    assert "<b>4</b> changes" in across
    assert "<del>15/5/2030</del><ins>12/5/2030</ins>" in back
    assert "one and the same version" in page(desk, document, old=2, new=2)
    for wrong in ({"old": 9}, {"new": 9}, {"old": 0}):
        address = reverse("papers:compare", args=[document.pk])
        assert desk.get(address, wrong).status_code == 404


def test_the_first_version_has_none_before_it(desk: Client, document: Document) -> None:
    assert "one and the same version" in page(desk, document, new=1)


def test_the_document_leads_to_its_comparisons(desk: Client, document: Document) -> None:
    def read(which: Document) -> str:
        return desk.get(reverse("papers:document", args=[which.pk])).text

    lone = make_papers.document(document.season_unit, number=3)
    make_papers.version(lone)
    address = reverse("papers:compare", args=[document.pk])

    assert f'href="{address}"' in read(document)
    assert f'href="{address}?new=2"' in read(document)
    assert f'href="{address}?new=1"' not in read(document)
    assert reverse("papers:compare", args=[lone.pk]) not in read(lone)
    assert "There are not two texts to compare" in page(desk, lone)
    assert tracked(desk, lone).status_code == 404


def test_a_scan_is_no_text_to_compare(desk: Client, document: Document) -> None:
    address = reverse("papers:compare", args=[document.pk])
    file = services.keep_scan(document, BytesIO(make.PDF), name="ký.pdf", now=make.NOW)
    services.add_scan_version(document, file=file, expected_latest=2, **HERE)

    assert 'value="3"' not in page(desk, document)
    assert "<b>3</b> changes" in page(desk, document)
    assert desk.get(address, {"new": 3}).status_code == 404


def test_words_of_a_text_never_become_markup(desk: Client, document: Document) -> None:
    make_papers.version(document, f"{NEW}\n<script>alert(1)</script> & nữa")
    make_papers.version(document, f"{NEW}\n<script>alert(2)</script> & nữa")

    for everything in (0, 1):
        text = page(desk, document, all=everything)
        assert "&lt;script&gt;alert(<del>1</del><ins>2</ins>)&lt;/script&gt; &amp; nữa" in text
        assert "<script>alert" not in text


def test_split_joined_moved_and_renumbered_are_told(desk: Client, world: make.World) -> None:
    a, b, c, d, e, f = paper(41, 6, words=20)
    found = make_papers.document(world.top)
    labelled(found, ("", f), ("1.", a), ("2.", b), ("3.", f"{c} {d}"), ("4.", e))
    labelled(found, ("1.", e), ("", f), ("2.", a), ("3.", f"{b} thêm"), ("4.", c), ("5.", d))

    text, counts = page(desk, found, all=1), compared(found).counts

    assert (counts["changed"], counts["split"], counts["moved"]) == (1, 1, 1)
    assert counts["renumbered"] == 1
    assert f"<del>1.</del> <ins>2.</ins> {a}" in text
    assert "moved from place 5 to 1" in text
    assert "moved away from here" in text
    assert '<ins><span class="df-end" aria-hidden="true">¶</span><br></ins>' in text
    file = tracked(desk, found).content
    assert settle.accepted(file) == [f"1. {e}", f, f"2. {a}", f"3. {b} thêm", f"4. {c}", f"5. {d}"]
    assert settle.rejected(file) == [f, f"1. {a}", f"2. {b}", f"3. {c} {d}", f"4. {e}"]


def test_numbers_alone_are_no_change_of_words(desk: Client, world: make.World) -> None:
    found = make_papers.document(world.top)
    labelled(found, ("1.", "Mục tiêu"), ("2.", "Giải pháp"))
    labelled(found, ("I.", "Mục tiêu"), ("II.", "Giải pháp"))

    text = page(desk, found)

    assert "<b>0</b> changes" in text
    assert "Only the numbers before some paragraphs did." in text
    assert "<del>II.</del>" not in text
    assert "<del>2.</del> <ins>II.</ins> Giải pháp" in page(desk, found, all=1)


def test_pages_are_bounded_and_count_changes_through(
    desk: Client, world: make.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muster.papers.queries.documents.two_versions.ROWS_A_PAGE", 4)
    found = make_papers.document(world.top)
    lines = [f"đoạn văn số {n} giữ nguyên" for n in range(30)]
    make_papers.version(found, "\n".join(lines))
    make_papers.version(
        found, "\n".join(f"{x} mới" if n % 3 == 1 else x for n, x in enumerate(lines))
    )

    first, last = page(desk, found), page(desk, found, page=99)

    assert re.findall(r'id="c(\d+)"', first) == ["1", "2", "3", "4"]
    assert re.findall(r'id="c(\d+)"', last) == ["9", "10"]
    assert "Page 3 of 3" in last
    assert "changes 9 to 10" in last
    told = compared(found)
    for number in (1, 2, 3):
        lines_of = told.changed_page(number).lines
        gaps = [one.count for one in lines_of if isinstance(one, Gap)]
        assert gaps == {1: [1, 2, 2, 2], 2: [2, 2, 2, 2], 3: [2, 2, 1]}[number]
    whole = [one.place for n in range(1, 9) for one in told.whole_page(n).lines]
    assert whole == list(range(30))
    assert "all=1&amp;page=2#r5" in first


def test_longer_texts_ask_no_more_queries(desk: Client, world: make.World) -> None:
    def asked(count: int) -> int:
        found = make_papers.document(world.top, number=count % 7)
        for mark in ("cũ", "mới"):
            make_papers.version(found, "\n".join(f"đoạn {n} {mark}" for n in range(count)))
        address = reverse("papers:compare", args=[found.pk])
        desk.get(address)
        return make.count_queries(lambda: desk.get(address))

    assert asked(3) == asked(120)


def test_texts_without_a_word_in_common_are_too_different(desk: Client, world: make.World) -> None:
    found = make_papers.document(world.top)
    for word in ("trước", "sau"):
        make_papers.version(found, "\n".join(" ".join([f"{word}{n}"] * 12) for n in range(30)))

    text, file = page(desk, found), tracked(desk, found)

    assert "The two versions are too different to be told word by word" in text
    assert reverse("papers:compare-file", args=[found.pk]) not in text
    assert file.status_code == 409
    assert 'data-code="papers.versions_too_different"' in file.text
    assert not Reading.objects.exists()


def test_texts_too_large_to_compare_say_so_and_keep_the_choice(
    desk: Client, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aligning, "MOST_PARAGRAPHS", 3)
    address = reverse("papers:compare", args=[document.pk])

    answer = desk.get(address)

    assert answer.status_code == 413
    assert "one of them has 4 paragraphs, and at most 3 are compared" in answer.text
    assert '<select name="old"' in answer.text
    assert tracked(desk, document).status_code == 413


def test_the_tracked_file_holds_both_versions_and_the_later_writer(
    desk: Client, document: Document
) -> None:
    answer = tracked(desk, document)

    assert settle.accepted(answer.content) == NEW.replace("# ", "").split("\n")
    assert settle.rejected(answer.content) == OLD.replace("# ", "").split("\n")
    change = next(settle.body(answer.content).iter(settle.W + "ins"))
    assert change.get(settle.W + "author") == make.ACTOR.name
    assert change.get(settle.W + "date") == "2030-06-03T09:00:00Z"
    assert answer.content == tracked(desk, document).content
    assert re.search(r'filename="[a-z0-9-]+1-to-2\.docx"', answer["Content-Disposition"])
    assert answer["Content-Security-Policy"] == "sandbox"


@pytest.fixture
def limited(world: make.World) -> Document:
    found = make_papers.document(world.top, grade=make_papers.limited_grade(world.top), number=4)
    for text in (OLD, NEW):
        make_papers.version(found, text)
    return found


def test_a_limited_comparison_bears_its_reader_and_is_written_down_for_both(
    desk: Client, limited: Document
) -> None:
    text = page(desk, limited)
    page(desk, limited)

    assert '<svg class="wm"' in text
    assert "Read by Nguyễn Văn An" in text
    rows = Reading.objects.order_by("version__number").values_list("version__number", "how")
    assert list(rows) == [(1, "compared"), (2, "compared")]


def test_a_limited_tracked_file_is_stamped_and_written_down(
    desk: Client, limited: Document
) -> None:
    answer = tracked(desk, limited)

    assert "nguyen-van-an-20300603-0900.docx" in answer["Content-Disposition"]
    with zipfile.ZipFile(BytesIO(answer.content)) as held:
        assert "Nguyễn Văn An" in held.read("word/headerStamp.xml").decode()
    assert settle.accepted(answer.content) == NEW.replace("# ", "").split("\n")
    assert [one.how for one in Reading.objects.all()] == ["file", "file"]


def test_what_is_shown_to_nobody_is_written_down_for_nobody(
    desk: Client, limited: Document
) -> None:
    page(desk, limited, old=2, new=2)

    assert not Reading.objects.exists()


def test_outsiders_find_neither_page_nor_file(
    world: make.World, document: Document, limited: Document
) -> None:
    west = signed_in(make.account(world.west, Role.OFFICE))
    clerk = signed_in(make.account(world.top, Role.CLERK))
    driver = signed_in(make.account(world.top, Role.DISPATCHER))

    for name in ("compare", "compare-file"):
        assert west.get(reverse(f"papers:{name}", args=[document.pk])).status_code == 404
        assert clerk.get(reverse(f"papers:{name}", args=[document.pk])).status_code == 200
        assert clerk.get(reverse(f"papers:{name}", args=[limited.pk])).status_code == 404
        assert driver.get(reverse(f"papers:{name}", args=[document.pk])).status_code == 403
        assert Client().get(reverse(f"papers:{name}", args=[document.pk])).status_code == 302
