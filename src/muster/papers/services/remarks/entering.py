"""Remarks come in: by a member, from a meeting, on paper, from a workbook or a Word file."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from django.db.models import Count

from muster.ledger.actor import Actor
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.services.replays import said_before
from muster.packs import Pack
from muster.papers.errors.remarks import FileEnteredBefore, HeldAhead, RemarkError
from muster.papers.models import Intake, Remark, RemarkAct, RoundDesk, Source, VersionComment
from muster.papers.services.documents import FileDraft
from muster.papers.services.documents.files import drafted
from muster.papers.services.documents.guarding import mark_of, must_take_texts
from muster.papers.services.documents.versions import or_let_go
from muster.papers.services.remarks.counting import add_up, settle, tally_of
from muster.papers.services.remarks.figures import must_be_possible
from muster.papers.services.remarks.hand import acts, must_take_remarks, note, take_desk
from muster.papers.services.remarks.places import Places, places_of
from muster.papers.services.remarks.words import RemarkDraft, digest, said
from muster.season.bridge import pack_of
from muster.season.services import keep_file
from muster.season.services.hand import day, local
from muster.tree.clock import day_of
from muster.tree.models import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeDraft:
    """The meeting, letter or file from which remarks come. file: kept under its hash already.

    once_more: somebody knows that remarks of this very file were entered, and wants them again.
    """

    source: Source
    held_on: date | None = None
    present: int | None = None
    note: str = ""
    file: FileDraft | None = None
    once_more: bool = False


def keep_scan(desk: RoundDesk, upload: IO[bytes], name: str, *, now: datetime) -> FileDraft:
    """Keep the scan of a paper before any row points at it.

    Raises GradeNotHeld, EvidenceTooLarge, EvidenceWrongType.
    """
    pack = pack_of(desk.season_unit.season)
    wanted = pack.evidence[pack.remarks.scan]
    mark = mark_of(desk.round.document, now)
    kept = keep_file(upload, mark=mark, media_types=wanted.media_types, max_mb=wanted.max_mb)
    return drafted(kept, name)


@retry_on_deadlock
def enter_remarks(
    desk: RoundDesk,
    *,
    actor: Actor,
    now: datetime,
    intake: IntakeDraft,
    remarks: Sequence[RemarkDraft],
    on_behalf: bool = False,
    comments: Collection[int] = (),
    client_uuid: UUID | None = None,
) -> list[Remark]:
    """Enter what a body says, all of one meeting, letter or file in one act.

    on_behalf: somebody of a body above enters it. comments: of the version's own Word file, which
    are taken over with this. Raises RoundOver, RoundConsolidated,
    ParagraphUnknown, ParagraphGone, KindUnknown, RemarkEmpty, ProposalWanted, RemarkTooLong,
    FiguresWrong, HeldAhead, FileEnteredBefore, GradeNotHeld; then nothing is entered, and the
    file does not stay.
    """
    with (
        or_let_go(intake.file),
        recorded(actor, now=now, client_uuid=client_uuid) as record,
    ):
        row = take_desk(desk)
        if record.is_replay:
            return _entered_before(record)
        must_take_texts(row.round.document, now)
        must_take_remarks(row.round)
        _must_have_been(intake, now)
        if intake.source == Source.WORD and intake.file is not None and not intake.once_more:
            must_be_new(row, intake.file.sha256)
        lot = _intake(row, intake, actor, now)
        made = _drafted(row, remarks, present=intake.present)
        for remark in made:
            remark.source, remark.intake, remark.on_behalf = intake.source, lot, on_behalf
        _write(row, made, actor, now)
        VersionComment.objects.filter(
            pk__in=comments, version=row.round.version_id, taken_at=None
        ).update(taken_at=now, taken_by=actor.name)
        note(
            record,
            "remarks.entered",
            row,
            made,
            {
                "source": intake.source,
                "intake": lot.pk,
                "on_behalf": on_behalf,
                "digests": [digest(remark) for remark in made],
            },
        )
    return made


@retry_on_deadlock
def enter_own(
    desk: RoundDesk,
    *,
    actor: Actor,
    now: datetime,
    account: Account,
    draft: RemarkDraft,
    is_named: bool = False,
    client_uuid: UUID | None = None,
) -> Remark:
    """Enter what a member says for himself; he alone stands behind it. Refuses as above."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = take_desk(desk)
        if record.is_replay:
            return _entered_before(record)[0]
        must_take_texts(row.round.document, now)
        must_take_remarks(row.round)
        made = _drafted(row, [draft], present=None)
        remark = made[0]
        remark.source, remark.account, remark.is_named = Source.OWN, account, is_named
        remark.members, remark.spoke = 1, 0
        _write(row, made, actor, now)
        note(
            record,
            "remarks.entered",
            row,
            made,
            {"source": Source.OWN, "digests": [digest(remark)]},
        )
    return remark


def _entered_before(record: Record) -> list[Remark]:
    """What the first sending of the same request entered."""
    return list(Remark.objects.filter(pk__in=said_before(record)["remarks"]))


def _must_have_been(intake: IntakeDraft, now: datetime) -> None:
    """Refuse a meeting of a day to come. Raises HeldAhead."""
    today = day_of(now)
    if intake.held_on is not None and intake.held_on > today:
        raise HeldAhead(found=day(intake.held_on), today=day(today))


def must_be_new(desk: RoundDesk, sha256: str) -> None:
    """Refuse a Word file whose remarks were entered here or below. Raises FileEnteredBefore."""
    rows = Intake.objects.filter(
        desk__round=desk.round_id,
        desk__first__gte=desk.first,
        desk__first__lte=desk.last,
        source=Source.WORD,
        sha256=sha256,
    )
    last = rows.select_related("desk__season_unit").annotate(count=Count("remarks")).first()
    if last is not None:
        raise FileEnteredBefore(
            count=last.count,
            unit=last.desk.season_unit.name,
            who=last.entered_by,
            at=local(last.entered_at),
            name=last.name,
        )


def _intake(desk: RoundDesk, draft: IntakeDraft, actor: Actor, now: datetime) -> Intake:
    return Intake.objects.create(
        desk=desk,
        source=draft.source,
        held_on=draft.held_on,
        present=draft.present,
        note=draft.note.strip(),
        entered_at=now,
        entered_by=actor.name,
        **(_file(draft.file) if draft.file is not None else {}),
    )


def _file(file: FileDraft) -> dict[str, Any]:
    return {
        "sha256": file.sha256,
        "name": file.name,
        "content_type": file.content_type,
        "size_bytes": file.size_bytes,
    }


def _drafted(
    desk: RoundDesk, drafts: Iterable[RemarkDraft], *, present: int | None
) -> list[Remark]:
    """Unsaved remarks of the body of *desk*, each checked."""
    pack, places = pack_of(desk.season_unit.season), places_of(desk.round)
    return [_one(desk, draft, pack, places, present=present) for draft in drafts]


def faults_in(
    desk: RoundDesk, drafts: Sequence[RemarkDraft], *, present: int | None = None
) -> dict[int, RemarkError]:
    """What would be refused of each of *drafts*, by its place; nothing is written."""
    pack, places = pack_of(desk.season_unit.season), places_of(desk.round)
    faults: dict[int, RemarkError] = {}
    for at, draft in enumerate(drafts):
        try:
            _one(desk, draft, pack, places, present=present)
        except RemarkError as refused:
            faults[at] = refused
    return faults


def _one(
    desk: RoundDesk, draft: RemarkDraft, pack: Pack, places: Places, *, present: int | None
) -> Remark:
    paragraph = places.paragraph_of(draft.number)
    text, proposal = said(draft, pack)
    must_be_possible(draft, present=present)
    return Remark(
        round=desk.round,
        season_unit=desk.season_unit,
        desk=desk,
        paragraph_id=paragraph,
        number=draft.number,
        kind=draft.kind,
        text=text,
        proposal=proposal,
        spoke=draft.spoke,
        members=draft.members,
    )


def _write(desk: RoundDesk, made: Sequence[Remark], actor: Actor, now: datetime) -> None:
    for remark in made:
        remark.entered_at, remark.entered_by = now, actor.name
    Remark.objects.bulk_create(made, batch_size=500)
    acts(made, RemarkAct.Kind.ENTERED, actor=actor, now=now, to_desk=desk)
    settle(tally_of(()), made)
    add_up(desk, written=len(made))
