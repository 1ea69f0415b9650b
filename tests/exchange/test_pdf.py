"""A Word file as PDF: what comes, what is refused, and what is left behind."""

import shutil
import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from django.test import RequestFactory
from docx import Document

from muster.exchange import pdf
from muster.exchange.documents import paper_response

HAS_OFFICE = pytest.mark.skipif(pdf._program() is None, reason="needs LibreOffice")


def word_file() -> bytes:
    written = Document()
    written.add_paragraph("Kế hoạch tổ chức đại hội")
    out = BytesIO()
    written.save(out)
    return out.getvalue()


@HAS_OFFICE
def test_a_word_file_becomes_pdf_a_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    made = pdf.pdf_of(word_file(), name="a", seconds=300)

    assert made.startswith(b"%PDF-1.")
    assert b"pdfaid" in made
    assert list(tmp_path.iterdir()) == []


@HAS_OFFICE
def test_one_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    with pytest.raises(pdf.PdfFailed, match="tệp Word"):
        pdf.pdf_of(word_file(), name="a", seconds=0.01)

    assert list(tmp_path.iterdir()) == []


def test_with_neither_installed_it_is_said_and_no_button_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from muster.exchange.templatetags.documents import pdf_button

    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(pdf, "_prints", lambda: False)

    assert pdf_button("/a") == ""
    with pytest.raises(pdf.PdfNotInstalled, match=r"libreoffice-writer-nogui.*libpangoft2"):
        paper_response(RequestFactory().get("/a?as=pdf"), b"", name="a")


def test_while_others_are_made_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "WAIT_S", 0.01)
    monkeypatch.setattr(shutil, "which", lambda _name: "/bin/true")

    with pdf._one_at_a_time, pytest.raises(pdf.PdfBusy):  # the lock is the point
        pdf.pdf_of(word_file(), name="a")


def test_the_address_says_which_of_the_two_comes() -> None:
    plain = paper_response(RequestFactory().get("/a"), b"word", name="Kế hoạch 5")

    assert plain["Content-Disposition"] == 'attachment; filename="ke-hoach-5.docx"'
