"""Word files and scans as versions: read apart, decided by their reader, kept by their hash."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from tests import make_papers
from tests import make_season as make
from tests.engines.texts import make as word

from muster.exchange.limited import Bounds
from muster.papers.errors import documents as errors
from muster.papers.errors import files as refused
from muster.papers.models import Document, Version, VersionComment
from muster.papers.services import documents as services
from muster.papers.services.documents import files, staging
from muster.season.errors import EvidenceWrongType
from muster.season.services import path_of

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"actor": make.ACTOR, "now": make.NOW}
COMMENTS = word.part(
    "comments",
    f'<w:comment w:id="0" {word.WHO}>{word.p("Nên nói rõ nguồn vốn.")}</w:comment>',
)
TRACKED = word.docx(
    word.p("Phần mở đầu"),
    word.p(
        '<w:commentRangeStart w:id="0"/>',
        word.r("Mục tiêu "),
        word.out("khá"),
        word.ins(word.r("rất cao")),
        word.r(" của tỉnh"),
        '<w:commentRangeEnd w:id="0"/>',
        '<w:r><w:commentReference w:id="0"/></w:r>',
    ),
    word.table([word.p("Tỉnh Sông Tiền"), word.p("Số: 05")]),
    more={"comments.xml": COMMENTS},
)


@pytest.fixture
def document() -> Document:
    return make_papers.document(make.world().top)


def stage(document: Document, content: bytes = TRACKED, name: str = "bc.docx") -> services.Staged:
    return services.stage_word(
        document, content, name=name, expected_latest=document.latest, **HERE
    )


def save(document: Document, waiting: services.Staged, *, accept: bool = True, **said: Any) -> Any:
    said = {"expected_latest": document.latest, **HERE, **said}
    return services.save_staged(waiting, document, accept=accept, **said)


def waiting_files() -> list[str]:
    folder = Path(settings.MUSTER_DATA) / staging.FOLDER
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@pytest.fixture(autouse=True)
def _nothing_waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "MUSTER_DATA", tmp_path, raising=False)
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files", raising=False)
    assert waiting_files() == []


@pytest.mark.parametrize(
    ("accept", "middle"), [(True, "Mục tiêu rất cao của tỉnh"), (False, "Mục tiêu khá của tỉnh")]
)
def test_tracked_changes_are_taken_or_left_by_choice(
    document: Document, *, accept: bool, middle: str
) -> None:
    waiting = stage(document)

    version = save(document, waiting, accept=accept, note="bản của tổ biên tập")

    assert [one.kind for one in waiting.text.changes] == ["deleted", "inserted"]
    rows = version.passages.order_by("place").values_list("kind", "cell", "text")
    assert list(rows) == [
        ("body", "", "Phần mở đầu"),
        ("body", "", middle),
        ("cell", "1.1.1", "Tỉnh Sông Tiền"),
        ("cell", "1.1.2", "Số: 05"),
    ]
    comment = VersionComment.objects.get(version=version)
    assert (comment.author, comment.text) == ("Bà Lan", "Nên nói rõ nguồn vốn.")
    assert comment.paragraph is not None
    assert comment.paragraph.number == 2


def test_the_file_is_kept_by_its_hash_and_waits_no_more(document: Document) -> None:
    waiting = stage(document)
    assert len(waiting_files()) == 2

    version = save(document, waiting)

    assert (version.source, version.name) == ("word", "bc.docx")
    assert path_of(version.sha256).read_bytes() == TRACKED
    assert waiting_files() == []
    with pytest.raises(refused.StagedGone):
        save(document, waiting)


def test_what_waits_is_found_by_its_owner_alone(document: Document) -> None:
    waiting = stage(document)
    other = make_papers.document(document.season_unit, number=3)

    found = services.staged(waiting.token, document, actor=make.ACTOR)

    assert found == waiting
    for token, row, actor in (
        (waiting.token, document, make.OTHER),
        (waiting.token, other, make.ACTOR),
        ("../" + waiting.token, document, make.ACTOR),
        ("0" * 32, document, make.ACTOR),
    ):
        with pytest.raises(refused.StagedGone):
            services.staged(token, row, actor=actor)


def test_a_refused_version_leaves_its_file_waiting(document: Document) -> None:
    waiting = stage(document)
    make_papers.version(document, actor=make.OTHER)

    with pytest.raises(errors.VersionStale, match="Trần Văn Lộc"):
        save(document, waiting, expected_latest=0)

    assert save(document, waiting, expected_latest=1).number == 2


def test_paragraphs_live_on_from_typed_text_to_a_file(document: Document) -> None:
    make_papers.version(document, "Phần mở đầu\nMục tiêu khá của tỉnh\nBỏ đi")
    document.refresh_from_db()

    version = save(document, stage(document))

    assert [number for number, _text in make_papers.said(version)] == [1, 2, 4, 5]


def test_the_same_text_is_taken_again_only_in_another_file(document: Document) -> None:
    save(document, stage(document))
    document.refresh_from_db()

    with pytest.raises(errors.VersionUnchanged):
        save(document, stage(document))
    other = word.docx(*["<!-- looks -->"], word.p("Phần mở đầu"))
    assert save(document, stage(document, other)).number == 2


def macro_file() -> bytes:
    return word.packed({**word.parts(word.p("a")), "word/vbaProject.bin": "x"})


def outward_file() -> bytes:
    link = (
        f'<Relationship Id="x" Type="{word.OFFICE}/attachedTemplate" TargetMode="External"'
        ' Target="http://evil.example/t.dotm"/>'
    )
    return word.docx(word.p("a"), relations=link)


def entity_file() -> bytes:
    held = word.parts(word.p("a"))
    bomb = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return word.packed({**held, "word/document.xml": bomb + held["word/document.xml"]})


def numbered(number: int) -> str:
    return word.p(f"đoạn {number * 7919}")


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "text": (lambda: b"just words", "not_word"),
    "pdf": (lambda: make.PDF, "not_word"),
    "old": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_word"),
    "cut": (lambda: TRACKED[: len(TRACKED) // 2], "damaged"),
    "macros": (macro_file, "macros"),
    "outward": (outward_file, "outward"),
    "entities": (entity_file, "document_type"),
    "broken": (
        lambda: word.packed({**word.parts(""), "word/document.xml": "<w:document"}),
        "broken_xml",
    ),
    "bomb": (
        lambda: word.packed({**word.parts(word.p("a")), "word/media/a.bin": b"\0" * 30_000_000}),
        "bomb",
    ),
    "long": (lambda: word.docx(*map(numbered, range(20_001))), "too_many_paragraphs"),
    "large": (lambda: TRACKED + b"\0" * 21_000_000, "too_large"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_refused_in_words_and_nothing_is_kept(document: Document, kind: str) -> None:
    content, reason = BAD[kind]

    with pytest.raises(refused.FileUnreadable) as caught:
        stage(document, content(), name="../lạ <b>.docx")

    assert caught.value.fault == reason
    assert "“lạ <b>.docx”" in str(caught.value)
    assert waiting_files() == []
    assert not Version.objects.exists()


def test_a_file_that_takes_too_much_is_stopped(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "APART", Bounds(memory_mb=80, seconds=20))
    content = word.docx(*(word.p(f"{n * 7919:08} " * 15) for n in range(19_000)))

    with pytest.raises(refused.FileUnreadable) as caught:
        stage(document, content)

    assert caught.value.fault in ("memory", "crash")


def test_every_refusal_of_the_engine_has_a_sentence() -> None:
    from muster.engines.word.errors import SENTENCES
    from muster.exchange import word_faults

    assert set(SENTENCES) - {"not_opened"} <= set(word_faults.SENTENCES)


def test_a_scan_has_no_text_and_ends_no_paragraph(document: Document) -> None:
    make_papers.version(document, "một\nhai")

    def scan(latest: int, content: bytes = make.PDF, **said: Any) -> Version:
        kept = services.keep_scan(document, BytesIO(content), name="ky.pdf", now=make.NOW)
        return services.add_scan_version(
            document, file=kept, expected_latest=latest, **HERE, **said
        )

    key = uuid4()
    version = scan(1, client_uuid=key)

    assert (version.number, version.has_text, version.content_type) == (2, False, "application/pdf")
    assert scan(1, client_uuid=key).pk == version.pk
    with pytest.raises(refused.SameFile, match="version 2"):
        scan(2)
    third = make_papers.version(document, "một\nhai, sửa")
    assert make_papers.said(third) == [(1, "một"), (2, "hai, sửa")]
    with pytest.raises(EvidenceWrongType):
        scan(3, b"MZ no scan")


def test_what_was_read_is_the_same_after_waiting(document: Document) -> None:
    waiting = stage(document)
    path = Path(settings.MUSTER_DATA) / staging.FOLDER / f"{waiting.token}.json"

    kept = json.loads(path.read_text("utf-8"))

    assert kept["text"]["original"] is not None
    plain = stage(document, word.docx(word.p("không sửa gì")))
    assert plain.text.as_json()["original"] is None
    assert services.staged(plain.token, document, actor=make.ACTOR) == plain
