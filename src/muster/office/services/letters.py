"""Letters to units, drawn up from what is late: one each, signed and numbered by its approval."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from muster.ledger import canonical
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.bridge import rules_of
from muster.office.errors import Changed
from muster.office.errors.approvals import LetterEmpty, NothingLate
from muster.office.models import Letter
from muster.office.queries.late_rows import (
    LateRows,
    late_by_holder,
    late_congresses,
    step_name,
)
from muster.office.rules import Can
from muster.office.services.replays import said_before
from muster.packs import LetterKind, Occasion
from muster.season.models import SeasonUnit
from muster.season.registry import Approvable, ApprovableSource, register_approvable
from muster.season.services.hand import day, local
from muster.tree.clock import day_of


@retry_on_deadlock
def urge_by_letter(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    chosen: Collection[int] = (),
    words: str = "",
    client_uuid: UUID | None = None,
) -> list[Letter]:
    """Draw up a letter to every unit with which something late of the chosen congresses lies.

    chosen: ids of congresses; all late ones that *words* find if there are none. Raises
    NothingLate.
    """
    today = day_of(now)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            made_ids = [one["id"] for one in said_before(record)["letters"]]
            return list(Letter.objects.filter(pk__in=made_ids).order_by("pk"))
        found = late_congresses(unit, today=today, chosen=chosen, words=words)
        held = late_by_holder(unit, found, today=today)
        if not held:
            raise NothingLate(unit=unit.name)
        kind = rules_of(unit).letters_for(Occasion.LATE)[0]
        with translation.override(settings.LANGUAGE_CODE):
            rows = [_letter(unit, one, kind, today) for one in held]
        for row in rows:
            row.made_at, row.made_by = now, actor.name
        made = Letter.objects.bulk_create(rows)
        record(
            "letter.drawn_up",
            f"unit:{unit.unit_id}",
            unit=unit.unit_id,
            season=unit.season_id,
            audience=Audience.UNIT,
            body={
                "kind": kind.key,
                "letters": [
                    {"id": row.pk, "to": row.recipient.unit_id, "digest": _digest(row)}
                    for row in made
                ],
            },
        )
    return made


def _letter(unit: SeasonUnit, held: LateRows, kind: LetterKind, today: date) -> Letter:
    said = {
        "unit": held.unit.name,
        "sender": unit.name,
        "count": str(len(held.steps)),
        "day": day(today),
    }
    return Letter(
        season_unit=unit,
        recipient=held.unit,
        kind=kind.key,
        abstract=str(kind.abstract).format(**said)[:300],
        opening=str(kind.opening).format(**said),
        closing=str(kind.closing).format(**said),
        heads=[_("Unit"), _("Step"), _("Deadline"), _("Days late")],
        lines=[
            [
                step.congress.season_unit.name,
                step_name(step),
                day(step.due_on),
                str((today - step.due_on).days),
            ]
            for step in held.steps
        ],
    )


def _digest(row: Letter) -> str:
    return canonical.digest(dict(_parts(row)))


@retry_on_deadlock
def change_letter(
    letter: Letter,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    abstract: str,
    opening: str,
    closing: str,
    client_uuid: UUID | None = None,
) -> Letter:
    """Change what a letter says around its table. Raises Changed, LetterEmpty.

    What was signed stays frozen in its approval, which then asks for a new signature.
    """
    if not (abstract.strip() and opening.strip()):
        raise LetterEmpty
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        rows = Letter.objects.select_for_update(of=("self",)).select_related("season_unit")
        row = rows.get(pk=letter.pk)
        if record.is_replay:
            return row
        if row.version != version:
            at = local(row.changed_at) if row.changed_at else ""
            raise Changed(who=row.changed_by or row.made_by, at=at)
        row.abstract, row.opening = abstract.strip(), opening.strip()
        row.closing = closing.strip()
        row.version += 1
        row.changed_by, row.changed_at = actor.name, now
        row.save()
        record(
            "letter.changed",
            row.subject,
            unit=row.season_unit.unit_id,
            season=row.season_unit.season_id,
            audience=Audience.UNIT,
            body={"abstract": row.abstract, "digest": _digest(row)},
        )
    return row


def _parts(row: Letter) -> Mapping[str, Any]:
    return {
        "address": [[row.recipient.name, row.abstract]],
        "text": [[text] for text in (row.opening, row.closing) if text],
        "lines": row.lines,
    }


def _now(pk: int) -> Approvable:
    row = Letter.objects.select_related("season_unit__season", "recipient").get(pk=pk)
    return Approvable(
        kind="letter",
        unit=row.season_unit,
        title=f"{row.abstract} ({row.recipient.name})",
        url=reverse("office:letter", args=[pk]),
        recipients=row.recipient.name,
        parts=_parts(row),
    )


register_approvable("letter", ApprovableSource(look=_now, submit=Can.SUBMIT, issue=Can.ISSUE))
