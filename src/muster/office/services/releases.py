"""Press releases: written and corrected; issued only as they were signed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.errors import Changed
from muster.office.errors.press import PressIncomplete
from muster.office.models import PressRelease
from muster.office.rules import Can
from muster.office.services.replays import made_before
from muster.season.models import Event, SeasonUnit
from muster.season.registry import Approvable, ApprovableSource, register_approvable
from muster.season.services.hand import local
from muster.tree.names import search_key, tidy

KIND = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDraft:
    """What a release says. to: the ways by which it goes out."""

    title: str
    text: str
    to: str = ""
    event: Event | None = None


@retry_on_deadlock
def write_release(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    draft: ReleaseDraft,
    client_uuid: UUID | None = None,
) -> PressRelease:
    """Write a release; it goes out through the approvals only. Raises PressIncomplete."""
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return PressRelease.objects.get(pk=made_before(record))
        row = PressRelease(season_unit=unit, changed_by=actor.name, changed_at=now)
        _fill(row, draft)
        row.save(force_insert=True)
        _note(record, "release.written", row)
    return row


@retry_on_deadlock
def change_release(
    release: PressRelease,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: ReleaseDraft,
    client_uuid: UUID | None = None,
) -> PressRelease:
    """Correct a release; a signed one needs a new signature. Raises Changed, PressIncomplete."""
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        rows = PressRelease.objects.select_for_update(of=("self",)).select_related("season_unit")
        row = rows.get(pk=release.pk)
        if record.is_replay:
            return row
        if row.version != version:
            raise Changed(who=row.changed_by, at=local(row.changed_at))
        _fill(row, draft)
        row.version += 1
        row.changed_by, row.changed_at = actor.name, now
        row.save()
        _note(record, "release.changed", row)
    return row


def _complete(draft: ReleaseDraft) -> None:
    wanted = []
    if not draft.title.strip():
        wanted.append(_("a title"))
    if not draft.text.strip():
        wanted.append(_("what it says"))
    if wanted:
        what = draft.title.strip() or "–"
        raise PressIncomplete(line=1, what=what, wanted=", ".join(wanted))


def _fill(row: PressRelease, draft: ReleaseDraft) -> None:
    row.title, row.text, row.to = tidy(draft.title), draft.text.strip(), tidy(draft.to)
    row.event = draft.event
    row.search_key = search_key(f"{row.title} {row.to} {row.text}")


def _note(record: Record, kind: str, row: PressRelease) -> None:
    record(
        kind,
        f"release:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={"title": row.title, "version": row.version},
    )


def release_now(pk: int) -> Approvable:
    """A release as it stands now, paragraph by paragraph."""
    row = PressRelease.objects.select_related("season_unit__season").get(pk=pk)
    paragraphs = [line.strip() for line in row.text.splitlines() if line.strip()]
    return Approvable(
        kind=KIND,
        unit=row.season_unit,
        title=row.title,
        url=reverse("office:release", args=[pk]),
        recipients=row.to,
        parts={"address": [(row.title, row.to)], "text": [(line,) for line in paragraphs]},
    )


register_approvable(
    "release",
    ApprovableSource(look=release_now, submit=Can.PUBLICITY, issue=Can.PUBLICITY),
)
