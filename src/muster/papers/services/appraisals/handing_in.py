"""A dossier is handed in: fixed as it stands, or sent back at once with what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.services.replays import made_before
from muster.packs import Feed
from muster.papers.errors.appraisal import (
    DocumentsChanged,
    DossierMet,
    DossierUnderWay,
    NothingAppraised,
)
from muster.papers.models import Dossier, DossierPaper, DossierState
from muster.papers.models.dossier import UNDER_WAY
from muster.papers.services.appraisals.hand import note_dossier, queued
from muster.papers.services.appraisals.layout import Looked, keep, look_at
from muster.papers.services.appraisals.parts import Part, parts_of
from muster.papers.services.documents.guarding import must_take_texts
from muster.season.bridge import pack_of, procedure_of
from muster.season.models import Congress
from muster.season.services import feed_hand_in
from muster.season.services.hand import local
from muster.tree.names import search_key


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierDraft:
    """What is said of a dossier. on_paper: by kind of document, what lies on paper alone."""

    note: str = ""
    late_reason: str = ""
    on_paper: Mapping[str, str] = field(default_factory=dict)


@retry_on_deadlock
def hand_in(
    congress: Congress,
    *,
    actor: Actor,
    now: datetime,
    draft: DossierDraft,
    client_uuid: UUID | None = None,
) -> Dossier:
    """Hand in the documents of a congress for appraisal, each at its newest version.

    With a required part missing the dossier comes back at once: it is kept as incomplete with the
    list, and no step moves. Findings of layout stand in it and stop nothing. Files are read before
    the congress is locked. Raises GradeNotHeld (hand it in on paper), DossierUnderWay, DossierMet,
    DocumentsChanged, NothingAppraised, and what the season refuses of a late or closed step.
    """
    parts = parts_of(congress, on_paper=draft.on_paper)
    if not any(part.scored for part in parts):
        raise NothingAppraised(unit=congress.season_unit.name)
    rules = pack_of(congress).appraisal.layout
    for part in parts:
        if part.version is not None and part.document is not None:
            must_take_texts(part.document, now)
    looked = {part.kind: look_at(part.version, rules) for part in parts if part.is_there}
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = queued(congress.pk)
        if record.is_replay:
            return Dossier.objects.get(pk=made_before(record))
        _may_be_handed_in(row)
        _must_be_as_looked_at(parts, parts_of(row, on_paper=draft.on_paper))
        dossier = _kept(row, parts, looked, actor=actor, now=now, draft=draft)
        if dossier.state == DossierState.INCOMPLETE:
            note_dossier(record, "dossier.came_back", dossier, {"missing": dossier.missing})
            return dossier
        note_dossier(record, "dossier.handed_in", dossier, {"papers": _said(parts)})
        _move_step(row, dossier, actor=actor, now=now)
    return dossier


def _may_be_handed_in(congress: Congress) -> None:
    unit = congress.season_unit
    other = Dossier.objects.filter(UNDER_WAY, congress=congress).first()
    if other is not None:
        raise DossierUnderWay(
            number=other.number,
            unit=unit.name,
            who=other.handed_in_by,
            at=local(other.handed_in_at),
            state=other.get_state_display(),
        )
    met = Dossier.objects.filter(congress=congress, state=DossierState.MET).first()
    if met is not None:
        raise DossierMet(number=met.number, unit=unit.name)


def _must_be_as_looked_at(before: Sequence[Part], now: Sequence[Part]) -> None:
    """Nobody made a version while the files were read."""
    seen = {part.kind: part.version.pk if part.version else None for part in before}
    changed = [
        part.name
        for part in now
        if seen.get(part.kind) != (part.version.pk if part.version else None)
    ]
    if changed:
        raise DocumentsChanged(documents=", ".join(changed))


def _kept(
    congress: Congress,
    parts: Sequence[Part],
    looked: Mapping[str, Looked],
    *,
    actor: Actor,
    now: datetime,
    draft: DossierDraft,
) -> Dossier:
    missing = [{"kind": part.kind, "why": part.why} for part in parts if part.is_missing]
    last = Dossier.objects.filter(congress=congress).aggregate(last=Max("number"))["last"]
    dossier = Dossier.objects.create(
        congress=congress,
        number=(last or 0) + 1,
        state=DossierState.INCOMPLETE if missing else DossierState.WAITING,
        pack=congress.pack,
        pack_version=congress.pack_version,
        missing=missing,
        note=draft.note.strip()[:500],
        late_reason=draft.late_reason.strip()[:300],
        handed_in_at=now,
        handed_in_by=actor.name,
        ended_at=now if missing else None,
        search_key=search_key(f"{congress.season_unit.name} {congress.season_unit.code}"),
    )
    for place, part in enumerate(parts, start=1):
        if part.is_there:
            keep(_paper(dossier, part, place), looked[part.kind])
    return dossier


def _paper(dossier: Dossier, part: Part, place: int) -> DossierPaper:
    return DossierPaper(
        dossier=dossier,
        kind=part.kind,
        place=place,
        document=part.document if part.version is not None else None,
        version=part.version,
        on_paper=part.on_paper,
        scored=part.scored,
    )


def _said(parts: Sequence[Part]) -> dict[str, int | str]:
    """Which version of which kind was handed in, as the record keeps it."""
    return {
        part.kind: part.version.number if part.version is not None else part.on_paper
        for part in parts
        if part.is_there
    }


def _move_step(congress: Congress, dossier: Dossier, *, actor: Actor, now: datetime) -> None:
    """The step that stands for the dossier is handed in; that of the appraisal where none does."""
    feeds = [feed for feed in (Feed.DOSSIER_COMPLETE,) if procedure_of(congress).fed_by(feed)]
    again = Dossier.objects.filter(congress=congress, state=DossierState.AGAIN).exists()
    # A new dossier follows a conclusion that came after the day: the step that it sent back too.
    if again or not feeds:
        feeds.append(Feed.APPRAISAL_MET)
    reason = dossier.late_reason or (_("handed in anew after the conclusion") if again else "")
    for feed in feeds:
        feed_hand_in(
            congress,
            actor=actor,
            now=now,
            feed=feed,
            note=_("dossier %(number)s") % {"number": dossier.number},
            reason=reason,
        )
