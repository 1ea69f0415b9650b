"""A Word file as PDF/A, by LibreOffice where it is installed.

It runs as a child with a profile and a folder of its own, without the server's environment, and
is ended with everything it started when its time is up. One at a time: it wants a core and some
hundred megabytes. The Word file is the document; the PDF is what it looks like.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError

PDF_TYPE: Final = "application/pdf"
PROGRAMS: Final = ("soffice", "libreoffice")
# PDF/A-2b (ISO 19005-2), with its fonts inside.
FORM: Final = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
SECONDS: Final = 60.0
WAIT_S: Final = 20.0
_one_at_a_time = threading.Lock()


class PdfNotInstalled(DomainError):
    """Nothing here makes PDF files."""

    code = "exchange.pdf_not_installed"
    status = 501
    template = _(
        "This installation makes no PDF files, since LibreOffice is not installed. Take the Word"
        " file, or ask whoever runs the server for libreoffice-writer-nogui."
    )


class PdfBusy(DomainError):
    """Others are waiting for theirs."""

    code = "exchange.pdf_busy"
    status = 503
    template = _("Other PDF files are being made. Try again in a minute, or take the Word file.")


class PdfFailed(DomainError):
    """LibreOffice gave nothing back in its time."""

    code = "exchange.pdf_failed"
    status = 500
    template = _("No PDF came of this document in %(seconds).0f seconds. Take the Word file.")


def makes_pdf() -> bool:
    """Whether LibreOffice is there."""
    return _program() is not None


def pdf_of(content: bytes, *, seconds: float = SECONDS) -> bytes:
    """The PDF/A of a Word file of ours. Raises PdfNotInstalled, PdfBusy, PdfFailed."""
    program = _program()
    if program is None:
        raise PdfNotInstalled
    if not _one_at_a_time.acquire(timeout=WAIT_S):
        raise PdfBusy
    try:
        with tempfile.TemporaryDirectory(prefix="muster-pdf-") as folder:
            return _converted(program, content, Path(folder), seconds)
    finally:
        _one_at_a_time.release()


def _program() -> str | None:
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


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
