"""Looks at a file before anything parses it: what it is, and whether it stays within bounds.

A workbook is a zip of XML. Each part is unpacked once here, in pieces and never kept, so that
what a header claims about sizes need not be believed.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from muster.exchange.errors import (
    EncryptedWorkbook,
    NotAWorkbook,
    OldWorkbook,
    TooLarge,
    TooManyColumns,
    TooManyRows,
    ZipBomb,
)

MB: Final = 1024 * 1024
PIECE: Final = 256 * 1024
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
BOOK_PART: Final = "xl/workbook.xml"
SHEET_FOLDER: Final = "xl/worksheets/"
ENCRYPTED_FLAG: Final = 0x1
# A tag longer than this is no cell of a workbook.
LONGEST_TAG: Final = 64 * 1024

ROW: Final = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
ROW_NUMBER: Final = re.compile(rb"\sr\s*=\s*[\"'](\d{1,9})")
FAR_CELL: Final = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Z]{2,4})\d")
DOCTYPE: Final = b"<!DOCTYPE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a file is read at most.

    unpacked_mb: all parts together [MiB]. ratio: unpacked against packed size, looked at only
    above 8 MiB, since small tables of equal rows pack very well.
    """

    file_mb: int = 25
    unpacked_mb: int = 160
    ratio: int = 200
    parts: int = 500
    rows: int = 60_000
    columns: int = 200


LIMITS: Final = Limits()


def check(path: Path, *, name: str, limits: Limits = LIMITS) -> None:
    """Refuse what is not a plain workbook of bearable size.

    name: what the person called the file. Raises NotAWorkbook, OldWorkbook, EncryptedWorkbook,
    TooLarge, ZipBomb, TooManyRows, TooManyColumns.
    """
    size = path.stat().st_size
    if size > limits.file_mb * MB:
        raise TooLarge(name=name, size_mb=size / MB, limit_mb=limits.file_mb)
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            raise _old(path, name)
    try:
        with zipfile.ZipFile(path) as book:
            _check_parts(book, name=name, limits=limits, size=size)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError) as fault:
        raise NotAWorkbook(name=name) from fault


def _old(path: Path, name: str) -> EncryptedWorkbook | OldWorkbook:
    """An OLE container is either a workbook of before 2007, or a new one behind a password."""
    if ENCRYPTED_STREAM in path.read_bytes():
        return EncryptedWorkbook(name=name)
    return OldWorkbook(name=name)


def _check_parts(book: zipfile.ZipFile, *, name: str, limits: Limits, size: int) -> None:
    parts = book.infolist()
    if len(parts) > limits.parts:
        raise _bomb(name, limits)
    if any(part.flag_bits & ENCRYPTED_FLAG for part in parts):
        raise EncryptedWorkbook(name=name)
    names = {part.filename for part in parts}
    if "xl/workbook.bin" in names:
        raise OldWorkbook(name=name)
    if BOOK_PART not in names:
        raise NotAWorkbook(name=name)
    allowed = min(limits.unpacked_mb * MB, max(8 * MB, size * limits.ratio))
    for part in parts:
        with book.open(part) as stream:
            allowed -= _check_part(stream, part.filename, name=name, limits=limits, allowed=allowed)


def _check_part(stream: IO[bytes], part: str, *, name: str, limits: Limits, allowed: int) -> int:
    """Unpack one part piece by piece; return its true size."""
    tally = _Tally(name=name, limits=limits) if part.startswith(SHEET_FOLDER) else None
    seen = 0
    for piece in _pieces(stream):
        seen += len(piece)
        if seen > allowed:
            raise _bomb(name, limits)
        if DOCTYPE in piece:
            raise NotAWorkbook(name=name)
        if tally is not None:
            tally.read(piece)
    return seen


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(PIECE):
        yield piece


def _bomb(name: str, limits: Limits) -> ZipBomb:
    return ZipBomb(
        name=name,
        limit_mb=limits.unpacked_mb,
        limit_parts=limits.parts,
        limit_ratio=limits.ratio,
    )


class _Tally:
    """Rows and columns of one sheet, counted as its XML goes by."""

    def __init__(self, *, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._rows = 0
        self._rest = b""

    def read(self, piece: bytes) -> None:
        """Count in whole tags; what is cut at the end waits for the next piece."""
        text = self._rest + piece
        cut = text.rfind(b">") + 1
        self._rest = text[cut:][-LONGEST_TAG:]
        self._count_rows(text[:cut])
        self._count_columns(text[:cut])

    def _count_rows(self, text: bytes) -> None:
        for tag in ROW.finditer(text):
            self._rows += 1
            number = ROW_NUMBER.search(tag.group())
            if max(self._rows, int(number[1]) if number else 0) > self._limits.rows:
                raise TooManyRows(name=self._name, limit=self._limits.rows)

    def _count_columns(self, text: bytes) -> None:
        """A cell far to the right makes a reader fill everything before it."""
        for letters in set(FAR_CELL.findall(text)):
            if _column_number(letters) > self._limits.columns:
                raise TooManyColumns(name=self._name, limit=self._limits.columns)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
