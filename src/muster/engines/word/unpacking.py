"""The parts of a ZIP file, unpacked within bounds; nothing that its headers claim is believed."""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from muster.engines.word.errors import UnreadableDocument

MB: Final = 1 << 20
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
ZIP: Final = b"PK\x03\x04"
DIRECTORY_ENTRY: Final = b"PK\x01\x02"
ENCRYPTED_FLAG: Final = 0x1
BAD_NAME: Final = re.compile(r"^[/\\]|^[A-Za-z]:|\0")
OTHERS: Final = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"<", "HTML"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)
OTHER_PARTS: Final = (
    ("xl/workbook.xml", "Excel"),
    ("ppt/presentation.xml", "PowerPoint"),
    ("mimetype", "OpenDocument"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a file is read at most.

    unpacked_mb: all parts together; xml_mb: one part of XML. ratio: a part unpacked to the part
    packed, looked at above 1 MiB only, since small parts of like runs pack very well.
    """

    file_mb: int = 64
    unpacked_mb: int = 256
    xml_mb: int = 64
    parts: int = 4000
    ratio: int = 200


LIMITS: Final = Limits()


def parts_of(
    content: bytes, *, name: str, limits: Limits
) -> tuple[list[ZipInfo], dict[str, bytes]]:
    """The parts by their names, in the order of the file. Raises UnreadableDocument."""
    _must_be_zip(content, name, limits)
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _must_be_bearable(entries, name, limits)
            _must_be_named_well(entries, name)
            return entries, {entry.filename: _read(archive, entry) for entry in entries}
    except (BadZipFile, NotImplementedError, EOFError, zlib.error, ValueError, OSError) as error:
        if isinstance(error, UnreadableDocument):
            raise
        raise UnreadableDocument("damaged", name=name, reason=error) from None


def _must_be_zip(content: bytes, name: str, limits: Limits) -> None:
    size_mb = len(content) / MB
    if size_mb > limits.file_mb:
        raise UnreadableDocument("too_large", name=name, size_mb=size_mb, limit_mb=limits.file_mb)
    if content.startswith(OLE):
        code = "encrypted" if ENCRYPTED_STREAM in content else "old_word"
        raise UnreadableDocument(code, name=name)
    if not content.startswith(ZIP):
        head = content[:64].lstrip(b"\xef\xbb\xbf \r\n\t")
        found = next((kind for magic, kind in OTHERS if head.startswith(magic)), "?")
        raise UnreadableDocument("not_word", name=name, found=found)
    # Counted before the directory is read: an entry of it costs ten times its bytes in memory.
    entries = content.count(DIRECTORY_ENTRY)
    if entries > limits.parts:
        raise UnreadableDocument("too_many_parts", name=name, parts=entries, limit=limits.parts)


def _must_be_bearable(entries: Iterable[ZipInfo], name: str, limits: Limits) -> None:
    together = 0
    for entry in entries:
        if entry.flag_bits & ENCRYPTED_FLAG:
            raise UnreadableDocument("encrypted", name=name)
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise UnreadableDocument("damaged", name=name, reason=entry.filename)
        together += entry.file_size
        limit_mb = limits.xml_mb if _is_xml(entry) else limits.unpacked_mb
        allowed = min(limit_mb * MB, max(MB, limits.ratio * entry.compress_size))
        if entry.file_size > allowed or together > limits.unpacked_mb * MB:
            raise UnreadableDocument(
                "bomb", name=name, part=entry.filename, limit_mb=limit_mb, ratio=limits.ratio
            )


def _is_xml(entry: ZipInfo) -> bool:
    return entry.filename.lower().endswith((".xml", ".rels"))


def _must_be_named_well(entries: Iterable[ZipInfo], name: str) -> None:
    """Names are equal without regard to case (ECMA-376 part 2, 6.2.2.3)."""
    seen: set[str] = set()
    for entry in entries:
        part = entry.orig_filename
        if BAD_NAME.search(part) or ".." in re.split(r"[/\\]", part):
            raise UnreadableDocument("part_name", name=name, part=repr(part))
        if part.lower() in seen:
            raise UnreadableDocument("part_twice", name=name, part=part)
        seen.add(part.lower())
    others = [kind for part, kind in OTHER_PARTS if part in seen]
    if others or "[content_types].xml" not in seen:
        raise UnreadableDocument("not_word", name=name, found=next(iter(others), "ZIP"))


def _read(archive: ZipFile, entry: ZipInfo) -> bytes:
    """The bytes of a part: never asked for more than its header claims, whatever it holds."""
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size)
        # The end is reached only now, and with it the check sum.
        return content + stream.read(1)
