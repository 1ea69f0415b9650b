"""The closing file of a congress: one archive with hashes that opens without the software."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Final

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.ledger.actor import Actor
from muster.ledger.models import Audience, Entry
from muster.ledger.sealed_verifier import MANIFEST, PROOF, SUMS
from muster.ledger.sealing import SealedFile
from muster.ledger.services import anchor, recorded
from muster.ledger.services.recording import local_key
from muster.season.errors import ClosingFileTooLarge
from muster.season.models import Congress, SeasonUnit
from muster.season.registry.closing_file import Asked, Chapter, HeldBack, Piece, chapters
from muster.season.services.closing_pages import Facts, Grid, page
from muster.shell.formats import day_year

KIND: Final = "season.closing_file"
FOLDER: Final = "closing_files"
INDEX: Final = "index.html"
README: Final = "README.txt"
MOST_FILES: Final = 20_000
MOST_BYTES: Final = 8 << 30
MOST_ENTRIES: Final = 50_000
KEPT_DAYS: Final = 30
MOST_SHOWN: Final = 5
# Who may read an entry of these reads the unit's things anyway.
SHOWN: Final = (Audience.UNIT.value, Audience.SEASON.value, Audience.ALL.value)


class StoppedError(Exception):
    """Somebody asked to stop; nothing is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A closing file as it lies. held_back: how much there was that did not go in."""

    path: Path
    sha256: str
    files: int
    held_back: int
    size_bytes: int


@dataclass(slots=True)
class _Line:
    """One line of the index: a file that went in, or what was held back."""

    title: str
    about: str = ""
    path: str = ""
    size: int = 0


@dataclass(slots=True)
class _Making:
    """What is known while the file is made."""

    asked: Asked
    should_stop: Callable[[], bool]
    report: Callable[[float, str], None]
    lines: dict[str, list[_Line]] = field(default_factory=dict)
    subjects: set[str] = field(default_factory=set)
    files: int = 0
    held_back: int = 0

    def go_on(self) -> None:
        """Stop here if somebody asked to."""
        if self.should_stop():
            raise StoppedError


def folder() -> Path:
    """Where closing files wait for those who asked for them."""
    found: Path = settings.MUSTER_DATA / FOLDER
    found.mkdir(exist_ok=True, mode=0o700)
    return found


def path_for(job_id: int) -> Path:
    """Where the file of a job lies."""
    return folder() / f"{job_id}.zip"


def start_closing_file(congress: Congress, *, url: str, actor: Actor, now: datetime) -> Job:
    """Have the closing file made by the worker. url: where its asker finds it afterwards.

    Raises JobRunsAlready while the same account has it made.
    """
    unit = congress.season_unit
    params = {
        "congress": congress.pk,
        "season_unit": unit.pk,
        "account": actor.account_id,
        "url": url,
    }
    return jobs.start(
        KIND,
        actor=actor,
        params=params,
        season_id=unit.season_id,
        unit_id=unit.unit_id,
        now=now,
    )


def files_for(account_id: int, congress: Congress) -> list[Job]:
    """The closing files of a congress that lie ready for an account, the newest first."""
    rows = Job.objects.filter(
        kind=KIND,
        owner=account_id,
        state=Job.State.DONE,
        params__congress=congress.pk,
    )
    return [job for job in rows.order_by("-pk")[:MOST_SHOWN] if path_for(job.pk).is_file()]


def make_closing_file(
    asked: Asked,
    *,
    job_id: int,
    should_stop: Callable[[], bool] = lambda: False,
    report: Callable[[float, str], None] = lambda _share, _message: None,
) -> Made | None:
    """Make the closing file of a congress as the asker may see it; None if it was stopped.

    In the installation's language. It appears when it is whole; a draft that was left by a crash
    goes when the next one is made. Two files of one state and one asker are equal to the byte.
    Raises ClosingFileTooLarge.
    """
    sweep()
    anchor(now=asked.now)
    draft = folder() / f"{job_id}.draft"
    making = _Making(asked, should_stop, report)
    try:
        with translation.override(settings.LANGUAGE_CODE), SealedFile(draft) as sealed:
            _fill(sealed, making)
        digest = _digest(draft)
        draft.replace(path_for(job_id))
    except StoppedError:
        return None
    finally:
        draft.unlink(missing_ok=True)
    made = Made(
        path=path_for(job_id),
        sha256=digest,
        files=making.files,
        held_back=making.held_back,
        size_bytes=path_for(job_id).stat().st_size,
    )
    _record(asked, made)
    return made


def _fill(sealed: SealedFile, making: _Making) -> None:
    asked, found = making.asked, chapters()
    for place, chapter in enumerate(found):
        making.report(place / len(found), str(chapter.label))
        _chapter(sealed, making, chapter)
    making.go_on()
    sealed.prove(_entries(making))
    sealed.add(INDEX, [_index(making, sealed)])
    sealed.add(README, [_readme(asked).encode()])
    sealed.seal(about=f"{asked.congress.season_unit.name} {asked.congress.starts_on}")


def _chapter(sealed: SealedFile, making: _Making, chapter: Chapter) -> None:
    lines = making.lines.setdefault(chapter.folder, [])
    for found in chapter.pieces(making.asked):
        making.go_on()
        if isinstance(found, HeldBack):
            making.held_back += 1
            lines.append(_Line(found.title or _("(not to be named)"), found.why))
            continue
        path = f"{chapter.folder}/{found.path}"
        size = sealed.add(path, _stoppable(found, making))
        making.files += 1
        making.subjects.update(found.subjects)
        lines.append(_Line(found.title, found.about, path, size))
        if making.files > MOST_FILES or sealed.size_bytes > MOST_BYTES:
            raise ClosingFileTooLarge(files=MOST_FILES, size=filesizeformat(MOST_BYTES))


def _stoppable(piece: Piece, making: _Making) -> Iterator[bytes]:
    for chunk in piece.chunks():
        making.go_on()
        yield chunk


def _entries(making: _Making) -> Iterable[Entry]:
    """What the record says of the things that went in, for those who see their unit."""
    asked, subjects = making.asked, sorted(making.subjects)
    rows = Entry.objects.filter(unit=asked.congress.season_unit.unit_id, audience__in=SHOWN)
    for start in range(0, len(subjects), 500):
        making.go_on()
        some = rows.filter(subject__in=subjects[start : start + 500])
        yield from some.order_by("subject", "arrival")[:MOST_ENTRIES].iterator()


def _index(making: _Making, sealed: SealedFile) -> bytes:
    asked, sums = making.asked, sealed.sums
    congress = asked.congress
    facts = Facts(
        (
            (_("Unit"), congress.season_unit.name),
            (_("Congress"), f"{day_year(congress.starts_on)} – {day_year(congress.ends_on)}"),
            (_("Season"), congress.season.name),
            (_("As seen by"), asked.actor.name),
            (_("Key of the installation"), local_key().verifier_key),
            (_("Files"), making.files),
            (_("Held back"), making.held_back),
        )
    )
    labels = {chapter.folder: chapter.label for chapter in chapters()}
    heads = (_("What"), pgettext("column", "Remarks"), _("Size"), "SHA-256")
    parts = [
        (labels[at], Grid(heads, [_cells(one, sums) for one in lines]))
        for at, lines in making.lines.items()
        if lines
    ]
    how = Facts(
        (
            (_("Each file is the one that was sealed"), f"sha256sum -c {SUMS}"),
            (_("All of it, with signature and record"), "python3 FILE.zip"),
            (_("What was signed"), MANIFEST),
            (_("What the record says of it"), PROOF),
        )
    )
    title = _("Closing file of the congress of %(unit)s") % {"unit": congress.season_unit.name}
    return page(title, ("", facts), *parts, (_("How to check it"), how))


def _cells(line: _Line, sums: dict[str, str]) -> tuple[object, ...]:
    if not line.path:
        return line.title, line.about, "–", "–"
    link = format_html('<a href="{}">{}</a>', line.path, line.title)
    return (
        link,
        line.about,
        filesizeformat(line.size),
        format_html("<code>{}</code>", sums[line.path]),
    )


def _readme(asked: Asked) -> str:
    unit = asked.congress.season_unit.name
    return _(
        "Closing file of the congress of %(unit)s.\n\n"
        "Open index.html in any browser; no software of ours and no network is needed.\n"
        "After unpacking, `sha256sum -c SHA256SUMS` checks every file.\n"
        "`python3 FILE.zip` also checks the signature (with the package cryptography) and that\n"
        "what was recorded stands unchanged in the record. Compare the key that it names with the\n"
        "one that you noted: a file alone cannot show that it was not made anew.\n"
    ) % {"unit": unit}


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _record(asked: Asked, made: Made) -> None:
    unit = asked.congress.season_unit
    with recorded(asked.actor, now=asked.now) as record:
        record(
            "closing_file.made",
            f"congress:{asked.congress.pk}",
            unit=unit.unit_id,
            season=unit.season_id,
            audience=Audience.UNIT,
            body={
                "sha256": made.sha256,
                "files": made.files,
                "held_back": made.held_back,
                "size_bytes": made.size_bytes,
            },
        )


def sweep() -> None:
    """Drop drafts of work that does not run any more, and files that waited too long."""
    oldest = time.time() - KEPT_DAYS * 24 * 3600
    running = set(
        Job.objects.filter(kind=KIND, state=Job.State.RUNNING).values_list("pk", flat=True)
    )
    for path in folder().iterdir():
        is_draft = path.suffix == ".draft"
        if is_draft and path.stem.isdecimal() and int(path.stem) in running:
            continue
        if is_draft or path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def drop_closing_files(unit: SeasonUnit) -> None:
    """Drop every closing file of a unit's congresses: something in them was taken out."""
    jobs = Job.objects.filter(kind=KIND, params__season_unit=unit.pk)
    for pk in jobs.values_list("pk", flat=True):
        path_for(pk).unlink(missing_ok=True)
