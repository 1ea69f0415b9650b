"""The season's own chapter of a closing file: the steps with their authors, and their files."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.packs import Pack
from muster.season.bridge import pack_of, procedure_of
from muster.season.models import Evidence, Step
from muster.season.queries.grades import may_hold
from muster.season.registry.closing_file import (
    Asked,
    Chapter,
    Found,
    HeldBack,
    Piece,
    register_chapter,
    when_asked,
)
from muster.season.services.closing_pages import Grid, page, plain_name
from muster.season.services.kept import path_of
from muster.shell.formats import day_year, moment
from muster.tree.clock import day_of
from muster.tree.scope import scope

BLOCK = 1 << 20
SUFFIXES = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/zip": ".zip",
}


def kept_piece(
    row: Evidence | object,
    *,
    folder: str,
    title: str,
    pack: Pack,
    grade: str,
    asked: Asked,
    subjects: tuple[str, ...] = (),
) -> Found:
    """A kept file as a piece, or held back where its grade may not be held or it is gone.

    row: has sha256, content_type and pk. grade: key, empty for the usual one.
    """
    sha256, kind, pk = (str(getattr(row, name)) for name in ("sha256", "content_type", "pk"))
    rule = pack.grades[grade] if grade else pack.default_grade
    if not may_hold(pack, rule, on=day_of(asked.now)):
        return HeldBack(title=title, why=_("its grade may not be held here"))
    path = path_of(sha256)
    if not path.is_file():
        return HeldBack(title=title, why=_("the file is not there any more"))
    name = f"{int(pk):06d}-{plain_name(Path(title).stem)}{SUFFIXES.get(kind, '.bin')}"
    return Piece(
        path=f"{folder}/{name}" if folder else name,
        title=title,
        chunks=blocks_of(path),
        subjects=subjects,
    )


def blocks_of(path: Path) -> Callable[[], Iterable[bytes]]:
    """A file's bytes, a block at a time, when they are wanted."""

    def read() -> Iterator[bytes]:
        with path.open("rb") as stream:
            yield from iter(lambda: stream.read(BLOCK), b"")

    return read


def _steps(asked: Asked) -> Iterator[Found]:
    congress = asked.congress
    pack, rules = pack_of(congress), procedure_of(congress).steps
    rows = list(scope(asked.account, Step).filter(congress=congress).order_by("position"))
    if not rows:
        return
    yield Piece(
        path="steps.html",
        title=_("Steps"),
        chunks=when_asked(_page, rows, {key: str(rule.label) for key, rule in rules.items()}),
        subjects=(f"congress:{congress.pk}", *(f"step:{row.pk}" for row in rows)),
    )
    files = scope(asked.account, Evidence).filter(step__congress=congress)
    for file in files.select_related("step").order_by("step__position", "pk"):
        yield kept_piece(
            file, folder="files", title=file.name, pack=pack, grade=file.grade, asked=asked
        )


def _page(rows: list[Step], names: dict[str, str]) -> bytes:
    heads = (
        _("Step"),
        _("Deadline"),
        _("State"),
        _("Handed in"),
        _("Checked"),
        _("Accepted"),
        _("Reason"),
    )
    cells = [
        (
            names[row.key],
            day_year(row.due_on),
            row.get_state_display(),
            _signed(row.submitted_at, row.submitted_by),
            _signed(row.checked_at, row.checked_by),
            _signed(row.accepted_at, row.accepted_by),
            row.late_reason or row.waived_reason,
        )
        for row in rows
    ]
    return page(_("Steps"), ("", Grid(heads, cells)))


def _signed(at: object, who: str) -> str:
    return f"{moment(at)} · {who}" if at else ""  # type: ignore[arg-type]  # a time where there is one


register_chapter(
    Chapter(key="steps", label=gettext_lazy("Steps and their files"), order=10, pieces=_steps)
)
