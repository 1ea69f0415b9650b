"""Sheets that came back: their rows with the tokens beside them, and an archive unpacked."""

import secrets
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError
from muster.exchange.cells import text
from muster.exchange.errors import NotAWorkbook, TooLarge, ZipBomb
from muster.exchange.faults import Fault, say
from muster.exchange.guard import LIMITS, MB
from muster.exchange.matching import HEAD_WITHIN, heads_of, names_of_columns
from muster.exchange.reading import RawSheet, read
from muster.exchange.rows import ReadRow, rows_of
from muster.exchange.sheets import Column, SheetSpec
from muster.exchange.text import fold

HIDDEN: Final = "_hidden"
# The head of the hidden column; the same in every language.
HIDDEN_HEAD: Final = "muster"
MOST_FILES: Final = 2000
ONE_FILE_MB: Final = 4

say(
    {
        "return.file": _("%(file)s: %(text)s"),
        "return.fault": _("%(file)s, row %(row)d: %(text)s This row was left out."),
        "return.no_sheet": _(
            "%(file)s: no sheet of it was issued here; it has no hidden column of keys. "
            "Paste its cells instead."
        ),
        "return.no_key": _(
            "%(file)s, row %(row)d (%(name)s): the row has no key; somebody added it. "
            "This row was left out."
        ),
        "return.unknown_key": _(
            "%(file)s, row %(row)d (%(name)s): its key was changed; nothing was issued under it. "
            "This row was left out."
        ),
        "return.foreign": _(
            "%(file)s, row %(row)d (%(name)s): it was issued for %(other)s, number %(number)d, "
            "and is not of this grid. This row was left out."
        ),
        "return.other_row": _(
            "%(file)s, row %(row)d: the key is that of %(issued)s, the row says %(name)s. Keys "
            "and names were moved apart. This row was left out."
        ),
        "return.copy": _(
            "%(file)s, row %(row)d (%(name)s): a copy of what came back in %(other)s; it says "
            "nothing new."
        ),
        "return.second": _(
            "%(file)s, row %(row)d (%(name)s): the same sheet came back in %(other)s already, "
            "with other values; both were compared."
        ),
        "return.older": _(
            "%(file)s, row %(row)d (%(name)s): it is of issue %(number)d; number %(newer)d is out "
            "since. It was compared with what its own issue said."
        ),
        "return.conflict": _(
            "%(file)s, %(name)s, %(column)s: issued “%(base)s”, here “%(ours)s”, returned "
            "“%(theirs)s”. Nothing is taken until somebody decides."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class File:
    """A file that came back, and what the person calls it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of one file with its token; the row's values no longer have it."""

    file_name: str
    token: str
    row: ReadRow


class Reader:
    """Reads many files of one grid."""

    def __init__(self, spec: SheetSpec) -> None:
        hidden = Column(key=HIDDEN, label=HIDDEN_HEAD)
        self._spec = replace(spec, columns=(*spec.columns, hidden))
        self._names = names_of_columns(self._spec)

    def lines_of(self, file: File) -> Iterator[Line | Fault]:
        """The rows of a file that were issued here; what cannot be read is a remark.

        Where the rows stand and in which order does not matter.
        """
        try:
            sheets = [sheet for sheet in read(file.path, name=file.name) if _has_tokens(sheet)]
        except DomainError as refused:
            yield _remark("return.file", file=file.name, text=str(refused))
            return
        if not sheets:
            yield _remark("return.no_sheet", file=file.name)
        for sheet in sheets:
            found = heads_of(sheet, self._spec, names=self._names)
            yield from (
                _remark("return.file", file=file.name, text=str(fault))
                for fault in found.faults
                if fault.is_error
            )
            for row in rows_of(found):
                token = str(row.values.pop(HIDDEN, ""))
                yield Line(file.name, token, row)


def _has_tokens(sheet: RawSheet) -> bool:
    heads = sheet.rows[:HEAD_WITHIN]
    return any(fold(text(cell)) == HIDDEN_HEAD for row in heads for cell in row)


def _remark(code: str, **params: Any) -> Fault:
    return Fault(code=code, params=params, is_error=False)


def unpacked(files: Sequence[File], folder: Path) -> Iterator[File]:
    """The files, those of an archive one by one. Raises NotAWorkbook, TooLarge, ZipBomb.

    Nothing of an archive's own names is used for a path.
    """
    for file in files:
        if not file.name.lower().endswith(".zip"):
            yield file
            continue
        try:
            with zipfile.ZipFile(file.path) as archive:
                yield from _entries(archive, file.name, folder)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as fault:
            raise NotAWorkbook(name=file.name) from fault


def _entries(archive: zipfile.ZipFile, name: str, folder: Path) -> Iterator[File]:
    entries = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".xlsx")]
    if len(entries) > MOST_FILES:
        raise ZipBomb(
            name=name,
            limit_mb=ONE_FILE_MB,
            limit_parts=MOST_FILES,
            limit_ratio=LIMITS.ratio,
        )
    for entry in entries:
        shown = PurePosixPath(entry.filename).name
        # Office leaves such files beside an open one.
        if shown.startswith(("~$", "._")):
            continue
        path = folder / secrets.token_hex(8)
        with archive.open(entry) as packed:
            content = packed.read(ONE_FILE_MB * MB + 1)
        if len(content) > ONE_FILE_MB * MB:
            raise TooLarge(name=shown, size_mb=len(content) / MB, limit_mb=ONE_FILE_MB)
        path.write_bytes(content)
        yield File(path, shown)
