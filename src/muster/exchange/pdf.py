"""A Word file as PDF: by LibreOffice where it is installed, else as our print page.

LibreOffice gives PDF/A. It runs as a child with a profile and a folder of its own, without the
server's environment, and is ended with everything it started when its time is up. The print page
is set by WeasyPrint in a child with bounds, and says at the foot of each page that it is no more
than that. One at a time: either wants a core and some hundred megabytes. The Word file is the
document; the PDF is what it looks like.
"""

import contextlib
import ctypes.util
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from enum import StrEnum
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError
from muster.exchange.limited import Bounds, OutOfBounds, Refused, apart
from muster.exchange.printing.making import print_page

PDF_TYPE: Final = "application/pdf"
PROGRAMS: Final = ("soffice", "libreoffice")
# PDF/A-2b (ISO 19005-2), with its fonts inside.
FORM: Final = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
SECONDS: Final = 60.0
WAIT_S: Final = 20.0
PRINTING: Final = Bounds(memory_mb=1024, seconds=40)
# What WeasyPrint loads (its text/ffi module); Debian's libpangoft2-1.0-0 brings the rest.
LIBRARIES: Final = ("gobject-2.0", "pango-1.0", "harfbuzz", "fontconfig", "pangoft2-1.0")
_one_at_a_time = threading.Lock()


class Maker(StrEnum):
    """What makes the PDF files of this installation."""

    OFFICE = "office"
    PRINT_PAGE = "print_page"


class PdfNotInstalled(DomainError):
    """Nothing here makes PDF files."""

    code = "exchange.pdf_not_installed"
    status = 501
    template = _(
        "This installation makes no PDF files, since neither LibreOffice nor what the print page"
        " needs is installed. Take the Word file, or ask whoever runs the server for"
        " libreoffice-writer-nogui, or for libpangoft2-1.0-0."
    )


class PdfBusy(DomainError):
    """Others are waiting for theirs."""

    code = "exchange.pdf_busy"
    status = 503
    template = _("Other PDF files are being made. Try again in a minute, or take the Word file.")


class PdfFailed(DomainError):
    """Nothing came back in its time."""

    code = "exchange.pdf_failed"
    status = 500
    template = _("No PDF came of this document in %(seconds).0f seconds. Take the Word file.")


class PrintRefused(DomainError):
    """A Word file that is not set as a print page. reason: what its reader says of it."""

    code = "exchange.print_refused"
    status = 422
    template = _("This document cannot be shown as a print page: %(reason)s. Take the Word file.")


def maker() -> Maker | None:
    """What makes PDF files here; None if nothing does."""
    if _program() is not None:
        return Maker.OFFICE
    return Maker.PRINT_PAGE if _prints() else None


def pdf_of(content: bytes, *, name: str, seconds: float = SECONDS) -> bytes:
    """The PDF of a Word file, by the best that is installed. name: the title of a print page.

    Raises PdfNotInstalled, PdfBusy, PdfFailed, PrintRefused.
    """
    program = _program()
    if program is None and not _prints():
        raise PdfNotInstalled
    if not _one_at_a_time.acquire(timeout=WAIT_S):
        raise PdfBusy
    try:
        if program is None:
            return _printed(content, name)
        with tempfile.TemporaryDirectory(prefix="muster-pdf-") as folder:
            return _converted(program, content, Path(folder), seconds)
    finally:
        _one_at_a_time.release()


def _program() -> str | None:
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@lru_cache(maxsize=1)
def _prints() -> bool:
    """Whether WeasyPrint and its libraries are there; nothing is loaded into the server."""
    return find_spec("weasyprint") is not None and all(map(ctypes.util.find_library, LIBRARIES))


def _printed(content: bytes, name: str) -> bytes:
    try:
        return apart(
            print_page,
            PRINTING,
            content,
            name=name,
            mark=gettext("Print page of muster, not the document itself; that is the Word file."),
            absent=gettext("a picture: see the Word file"),
            language=get_language() or "",
        )
    except Refused as refused:
        raise PrintRefused(reason=str(refused)) from None
    except OutOfBounds:
        raise PdfFailed(seconds=PRINTING.seconds) from None


def _converted(program: str, content: bytes, folder: Path, seconds: float) -> bytes:
    source, profile = folder / "document.docx", folder / "profile"
    source.write_bytes(content)
    words = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    words += ["--convert-to", FORM, "--outdir", str(folder), str(source)]
    child = subprocess.Popen(  # noqa: S603  # a program of the system and names of ours
        words,
        cwd=folder,
        env={"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise PdfFailed(seconds=seconds) from None
    finally:
        _end(child)
    made = source.with_suffix(".pdf")
    if not made.is_file():
        raise PdfFailed(seconds=seconds)
    return made.read_bytes()


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End it and what it started, and wait for it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
