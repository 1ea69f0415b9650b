"""A version is saved: its passages fixed for ever, its paragraphs carried on from the last."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.services.replays import said_before
from muster.papers.bridge import CommentDraft, PassageDraft
from muster.papers.bridge.drafts import carried
from muster.papers.errors.documents import VersionUnchanged
from muster.papers.errors.files import SameFile
from muster.papers.models import Document, Paragraph, Passage, Version, VersionComment
from muster.papers.services.documents.drafting import digest_of, judge
from muster.papers.services.documents.guarding import must_take_texts
from muster.papers.services.documents.hand import locked, must_be_draft, must_be_latest, say, touch
from muster.season.services.kept import or_dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDraft:
    """The file that a version came in, kept under its hash already.

    comments: of the file, each with the place of the passage on which it hangs. stamp_ns: by which
    a refused version lets go of the file again.
    """

    sha256: str
    name: str
    content_type: str
    size_bytes: int
    stamp_ns: int = 0
    comments: Sequence[tuple[CommentDraft, int | None]] = ()


@retry_on_deadlock
def add_version(
    document: Document,
    *,
    passages: Sequence[PassageDraft],
    source: str,
    expected_latest: int,
    note: str = "",
    file: FileDraft | None = None,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Version:
    """Save *passages* as the next version.

    expected_latest: the number of the version that its author had before him, 0 for none. Texts
    are compared before the lock: a version never changes. Locks the document. Refused, the file
    does not stay either. Raises GradeNotHeld, VersionStale, VersionUnchanged, VersionEmpty,
    VersionTooLong, DocumentEnded.
    """
    with or_let_go(file):
        judge(passages)
        before = standing(document, expected_latest)
        keys = carried(before, passages)
    with (
        or_let_go(file),
        recorded(actor, now=now, client_uuid=client_uuid) as record,
    ):
        row = locked(document)
        if record.is_replay:
            return row.versions.get(number=said_before(record)["version"])
        must_take_texts(row, now)
        must_be_draft(row)
        must_be_latest(row, expected_latest)
        version = _made(row, source=source, text_sha256=digest_of(passages), file=file)
        if source != Version.Source.CONSOLIDATED:
            _must_differ(version)
        _sign(version, note, actor, now)
        paragraphs = _keep(version, before, passages, keys)
        _keep_comments(version, file.comments if file else (), paragraphs)
        touch(row, actor, now)
        say(record, "document.version_added", row, _body(version))
    return version


@retry_on_deadlock
def add_scan_version(
    document: Document,
    *,
    file: FileDraft,
    expected_latest: int,
    note: str = "",
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Version:
    """Save a scan as the next version: without a text, so the paragraphs stay as they were.

    Locks the document. Refused, the file does not stay either. Raises GradeNotHeld, VersionStale,
    SameFile, DocumentEnded.
    """
    with (
        or_let_go(file),
        recorded(actor, now=now, client_uuid=client_uuid) as record,
    ):
        row = locked(document)
        if record.is_replay:
            return row.versions.get(number=said_before(record)["version"])
        must_take_texts(row, now)
        must_be_draft(row)
        must_be_latest(row, expected_latest)
        if row.versions.filter(number=row.latest, sha256=file.sha256).exists():
            raise SameFile(number=row.latest)
        version = _made(row, source=Version.Source.SCAN, text_sha256=digest_of(()), file=file)
        version.has_text = False
        _sign(version, note, actor, now)
        touch(row, actor, now)
        say(record, "document.version_added", row, _body(version))
    return version


def or_let_go(file: FileDraft | None) -> AbstractContextManager[None]:
    """Let go of a kept file if the block refuses the row that would point at it."""
    return or_dropped(file.sha256, file.stamp_ns) if file is not None else nullcontext()


def _sign(version: Version, note: str, actor: Actor, now: datetime) -> None:
    version.note, version.made_at, version.made_by = note.strip()[:500], now, actor.name
    version.save()


def standing(document: Document, upto: int) -> list[Passage]:
    """The passages of the newest version up to a number that has a text, with their paragraphs."""
    newest = (
        Version.objects.filter(
            document=document,
            number__lte=upto,
            number__gt=document.taken_out_upto,
            has_text=True,
        )
        .order_by("-number")
        .first()
    )
    if newest is None:
        return []
    return list(newest.passages.select_related("paragraph", "version").order_by("place"))


def _made(row: Document, *, source: str, text_sha256: str, file: FileDraft | None) -> Version:
    """The next version of a document under lock, not saved yet."""
    row.latest += 1
    made = Version(document=row, number=row.latest, source=source, text_sha256=text_sha256)
    if file is not None:
        made.sha256, made.name = file.sha256, file.name[:200]
        made.content_type, made.size_bytes = file.content_type, file.size_bytes
    return made


def _must_differ(version: Version) -> None:
    """Refuse what the last version says already, unless it comes in another file."""
    last = Version.objects.filter(document=version.document, number=version.number - 1).first()
    if last is None or not last.has_text or last.text_sha256 != version.text_sha256:
        return
    if version.sha256 in ("", last.sha256):
        raise VersionUnchanged(number=last.number)


def _keep(
    version: Version,
    before: Sequence[Passage],
    drafts: Sequence[PassageDraft],
    keys: Sequence[int | None],
) -> list[int]:
    """Write the passages and give the key of each one's paragraph.

    New paragraphs get the next numbers, vanished ones their last version.
    """
    new = iter(_new_paragraphs(version, keys.count(None)))
    paragraphs = [next(new).pk if key is None else key for key in keys]
    Passage.objects.bulk_create(
        Passage(
            version=version,
            paragraph_id=paragraph,
            place=place,
            kind=draft.kind,
            level=draft.level,
            label=draft.label,
            cell=draft.cell,
            text=draft.text,
        )
        for place, (draft, paragraph) in enumerate(zip(drafts, paragraphs, strict=True))
    )
    gone = {passage.paragraph_id for passage in before}.difference(paragraphs)
    if gone:
        Paragraph.objects.filter(document=version.document, pk__in=gone).update(
            last_version=before[0].version.number
        )
    return paragraphs


def _new_paragraphs(version: Version, count: int) -> list[Paragraph]:
    row = version.document
    first = row.paragraphs_made + 1
    row.paragraphs_made += count
    return Paragraph.objects.bulk_create(
        Paragraph(document=row, number=number, first_version=version.number)
        for number in range(first, first + count)
    )


def _keep_comments(
    version: Version,
    comments: Sequence[tuple[CommentDraft, int | None]],
    paragraphs: Sequence[int],
) -> None:
    VersionComment.objects.bulk_create(
        VersionComment(
            version=version,
            paragraph_id=None if place is None else paragraphs[place],
            author=one.author[:120],
            written_at=datetime.fromisoformat(one.at) if one.at else None,
            passage=one.passage,
            text=one.text,
            is_done=one.is_done,
        )
        for one, place in comments
    )


def _body(version: Version) -> dict[str, Any]:
    return {
        "version": version.number,
        "source": version.source,
        "text_sha256": version.text_sha256,
        "sha256": version.sha256,
        "name": version.name,
        "note": version.note,
    }
