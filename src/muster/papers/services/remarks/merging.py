"""Merging remarks that say the same, on the desk where they lie; and taking them apart again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.services.replays import said_before
from muster.papers.errors.remarks import (
    DifferentPlaces,
    NotMerged,
    NotMergedHere,
    RemarkElsewhere,
    TooFewToMerge,
)
from muster.papers.models import Remark, RemarkAct, RoundDesk, Source
from muster.papers.services.documents.guarding import must_take_texts
from muster.papers.services.remarks.counting import settle, tally_of
from muster.papers.services.remarks.hand import (
    acts,
    must_not_be_consolidated,
    note,
    on_desk,
    take_desk,
    whereabouts,
)
from muster.papers.services.remarks.own import must_be_undecided, touch
from muster.papers.services.remarks.weighing import leaves_of, weigh
from muster.papers.services.remarks.words import RemarkDraft, digest, said
from muster.season.bridge import pack_of

INSIDE_SQL = """
WITH RECURSIVE held(id) AS (
    SELECT id FROM papers_remark WHERE whole_id = %s
    UNION ALL
    SELECT part.id FROM papers_remark part JOIN held ON part.whole_id = held.id
) SELECT id FROM held"""


@retry_on_deadlock
def merge(
    desk: RoundDesk,
    *,
    actor: Actor,
    now: datetime,
    parts: Collection[int],
    draft: RemarkDraft,
    client_uuid: UUID | None = None,
) -> Remark:
    """Write one remark over *parts*, which all lie on *desk* and speak of one place.

    It keeps them whole and carries what stands behind all of them. The number of *draft* is not
    read: the place is that of the parts. Raises TooFewToMerge, DifferentPlaces, RemarkElsewhere,
    RemarkDecided, RoundConsolidated and what entering raises for the words.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = take_desk(desk)
        if record.is_replay:
            return Remark.objects.get(pk=said_before(record)["whole"])
        must_take_texts(row.round.document, now)
        held = _mergeable(row, parts)
        if len(held) < 2:
            raise TooFewToMerge
        text, proposal = said(draft, pack_of(row.season_unit.season))
        before = tally_of(held)
        whole = Remark.objects.create(
            round=row.round,
            season_unit=row.season_unit,
            desk=row,
            paragraph_id=held[0].paragraph_id,
            number=held[0].number,
            kind=draft.kind,
            text=text,
            proposal=proposal,
            source=Source.MERGED,
            entered_at=now,
            entered_by=actor.name,
        )
        acts([whole], RemarkAct.Kind.ENTERED, actor=actor, now=now, to_desk=row)
        _put_in(whole, held, actor, now)
        settle(before, [whole])
        body = {"whole": whole.pk, "digest": digest(whole)}
        note(record, "remarks.merged", row, held, body)
    return whole


@retry_on_deadlock
def merge_into(
    whole: Remark,
    *,
    actor: Actor,
    now: datetime,
    parts: Collection[int],
    client_uuid: UUID | None = None,
) -> Remark:
    """Put more remarks into a merged one that lies on the same desk. Refuses as merge does.

    Raises NotMerged, NotMergedHere.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row, desk = take_merged(whole)
        if record.is_replay:
            return row
        held = _mergeable(desk, {*parts, row.pk})
        added = [remark for remark in held if remark.pk != row.pk]
        if not added:
            raise TooFewToMerge
        before = tally_of([row, *added])
        _put_in(row, added, actor, now)
        settle(before, [row])
        note(record, "remarks.merged", desk, added, {"whole": row.pk})
    return row


@retry_on_deadlock
def unmerge(
    whole: Remark,
    *,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> list[Remark]:
    """Take a merged remark apart on the desk where it was merged; its parts lie there again.

    The merged text stays readable, withdrawn. Raises NotMerged, NotMergedHere, RemarkElsewhere,
    RemarkDecided, RoundConsolidated.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return list(Remark.objects.filter(pk__in=said_before(record)["remarks"]))
        row, desk = take_merged(whole)
        parts = list(Remark.objects.filter(whole=row).select_related("season_unit"))
        before = tally_of([row])
        _take_out(row, parts, desk, actor, now)
        _dissolve(row, desk, actor, now)
        settle(before, parts)
        note(record, "remarks.taken_apart", desk, parts, {"whole": row.pk})
    return parts


@retry_on_deadlock
def take_out(
    part: Remark,
    *,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Remark:
    """Take one remark out of the merged one that holds it; the last two come out together.

    Raises NotMerged, NotMergedHere, RemarkElsewhere, RemarkDecided, RoundConsolidated.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        fresh = Remark.objects.select_related("whole").get(pk=part.pk)
        if record.is_replay:
            return fresh
        if fresh.whole is None:
            raise NotMerged(number=fresh.pk)
        whole, desk = take_merged(fresh.whole)
        parts = list(Remark.objects.filter(whole=whole))
        taken = [one for one in parts if one.pk == fresh.pk]
        if not taken:
            raise RemarkElsewhere(
                number=fresh.pk, unit=desk.season_unit.name, what=whereabouts(fresh)
            )
        before = tally_of([whole])
        if len(parts) <= 2:
            _take_out(whole, parts, desk, actor, now)
            _dissolve(whole, desk, actor, now)
            settle(before, parts)
        else:
            _take_out(whole, taken, desk, actor, now)
            _weigh(whole, actor, now)
            settle(before, [whole, *taken])
        note(record, "remarks.taken_apart", desk, taken, {"whole": whole.pk})
    return taken[0]


def take_merged(whole: Remark) -> tuple[Remark, RoundDesk]:
    """Lock the desk on which a merged remark lies, which must be that of who merged it."""
    fresh = Remark.objects.select_related("desk", "season_unit").get(pk=whole.pk)
    if not fresh.is_merged:
        raise NotMerged(number=fresh.pk)
    if fresh.desk is None:
        raise RemarkElsewhere(number=fresh.pk, unit=fresh.season_unit.name, what=whereabouts(fresh))
    desk = take_desk(fresh.desk)
    must_not_be_consolidated(desk.round)
    row = on_desk(desk, [fresh.pk])[0]
    if row.season_unit_id != desk.season_unit_id:
        raise NotMergedHere(number=row.pk, unit=row.season_unit.name)
    must_be_undecided(row)
    return row, desk


def _mergeable(desk: RoundDesk, pks: Collection[int]) -> list[Remark]:
    must_not_be_consolidated(desk.round)
    remarks = on_desk(desk, pks)
    for remark in remarks:
        must_be_undecided(remark)
    numbers = {remark.number for remark in remarks}
    if len(numbers) > 1:
        raise DifferentPlaces(numbers=", ".join(map(str, sorted(numbers))))
    return remarks


def _put_in(whole: Remark, parts: Sequence[Remark], actor: Actor, now: datetime) -> None:
    """Lay *parts* into *whole*, with all that they hold, and weigh it anew."""
    pks = [part.pk for part in parts]
    Remark.objects.filter(outermost__in=pks).update(outermost=whole)
    Remark.objects.filter(pk__in=pks).update(
        desk=None, whole=whole, outermost=whole, returned_reason=""
    )
    acts(parts, RemarkAct.Kind.MERGED, actor=actor, now=now, from_desk=whole.desk, whole=whole)
    _weigh(whole, actor, now)


def _weigh(whole: Remark, actor: Actor, now: datetime) -> None:
    weigh(leaves_of(whole)).put_on(whole)
    touch(whole, actor, now)
    whole.save()


def _take_out(
    whole: Remark, parts: Sequence[Remark], desk: RoundDesk, actor: Actor, now: datetime
) -> None:
    """Lay *parts* on the desk again; each is the outermost of what it holds."""
    for part in parts:
        inside = _inside(part)
        if inside:
            Remark.objects.filter(pk__in=inside).update(outermost=part)
    pks = [part.pk for part in parts]
    Remark.objects.filter(pk__in=pks).update(desk=desk, whole=None, outermost=None)
    acts(parts, RemarkAct.Kind.TAKEN_OUT, actor=actor, now=now, to_desk=desk, whole=whole)
    for part in parts:
        part.desk, part.whole, part.outermost = desk, None, None


def _inside(part: Remark) -> list[int]:
    """All that a remark holds, at any depth."""
    if not part.is_merged:
        return []
    with connection.cursor() as cursor:
        cursor.execute(INSIDE_SQL, [part.pk])
        return [row[0] for row in cursor.fetchall()]


def _dissolve(whole: Remark, desk: RoundDesk, actor: Actor, now: datetime) -> None:
    reason = _("Taken apart by %(who)s.") % {"who": actor.name}
    whole.desk, whole.withdrawn_at, whole.withdrawn_reason = None, now, reason
    whole.returned_reason = ""
    touch(whole, actor, now)
    whole.save()
    acts([whole], RemarkAct.Kind.WITHDRAWN, actor=actor, now=now, from_desk=desk, reason=reason)
