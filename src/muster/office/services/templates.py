"""Templates of a unit's own: put up, tried, used, set aside; and what stands in its letterhead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import PurePath
from typing import Any, Final
from uuid import UUID

from django.db.models import Max

from muster.engines.layout import Finding
from muster.exchange.documents import DOCX_TYPE, held_findings, look_at, tried
from muster.exchange.filling.errors import TemplateUnfit
from muster.exchange.filling.fields import Template, template
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.bridge import rules_of
from muster.office.errors import Changed
from muster.office.errors.templates import OwnTemplateNotAllowed, TemplateInUse
from muster.office.models import Letterhead, OwnTemplate
from muster.office.queries.letterheads import Written, letterhead
from muster.office.queries.templates import may_have_own
from muster.season.models import SeasonUnit
from muster.season.services import path_of
from muster.season.services.grades import Mark
from muster.season.services.hand import local
from muster.season.services.kept import keeping
from muster.tree.clock import day_of
from muster.tree.names import tidy

MOST_FINDINGS: Final = 60
CELL: Final = 200
HEAD: Final = ("superior", "issuer", "place", "keeper")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of filling a template with examples: the file, and what its layout lacks."""

    content: bytes
    findings: Sequence[Finding]


def try_template(unit: SeasonUnit, document: Template, content: bytes, *, name: str) -> Trial:
    """Fill a template with examples under the unit's head. Raises TemplateUnfit.

    A fault of a mark is refused; what is not as the layout wants it is only told.
    """
    for fault in look_at(document, content, name=name).faults:
        data = {"what": fault.what, "near": fault.near}
        raise TemplateUnfit(fault.code, template=str(document.label), data=data)
    kind = rules_of(unit).papers.kind_of(document.key)
    head = letterhead(unit, Written(kind=kind))
    made = tried(document, head.values, rules=head.rules, own=content)
    return Trial(content=made, findings=held_findings(made, rules=head.rules))


@retry_on_deadlock
def put_up_template(
    unit: SeasonUnit,
    document: Template,
    content: bytes,
    *,
    name: str,
    actor: Actor,
    now: datetime,
    note: str = "",
    client_uuid: UUID | None = None,
) -> OwnTemplate:
    """Keep a template as the next version, tried but not in use.

    Tried before the lock. Raises OwnTemplateNotAllowed, TemplateUnfit, EvidenceTooLarge.
    """
    _must_be_allowed(unit)
    trial = try_template(unit, document, content, name=name)
    pack = rules_of(unit)
    mark = Mark(pack, "", day_of(now))
    file, max_mb = BytesIO(content), pack.papers.word_max_mb
    with (
        keeping(file, mark=mark, media_types=(DOCX_TYPE,), max_mb=max_mb) as kept,
        recorded(actor, now=now, client_uuid=client_uuid) as record,
    ):
        SeasonUnit.objects.select_for_update().get(pk=unit.pk)
        rows = OwnTemplate.objects.filter(season_unit=unit, document=document.key)
        if record.is_replay:
            return rows.get(number=rows.aggregate(last=Max("number"))["last"])
        row = OwnTemplate.objects.create(
            season_unit=unit,
            document=document.key,
            number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1,
            grade=mark.rule.key,
            sha256=kept.sha256,
            name=PurePath(name).name[:200] or "?",
            content_type=kept.content_type,
            size_bytes=kept.size_bytes,
            note=tidy(note),
            findings=[_line(one) for one in trial.findings[:MOST_FINDINGS]],
            added_by=actor.name,
            added_at=now,
        )
        _note(record, "template.put_up", row, {"sha256": row.sha256, "name": row.name})
    return row


def _line(one: Finding) -> list[str]:
    return [one.where[:CELL], one.rule, one.found[:CELL], one.want[:CELL]]


@retry_on_deadlock
def use_template(
    row: OwnTemplate, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> OwnTemplate:
    """Make documents of this version from now on. Raises OwnTemplateNotAllowed, TemplateInUse."""
    _must_be_allowed(row.season_unit)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        SeasonUnit.objects.select_for_update().get(pk=row.season_unit_id)
        found = _locked(row)
        if record.is_replay:
            return found
        _must_not_be(found, OwnTemplate.State.USED)
        others = OwnTemplate.objects.filter(
            season_unit=found.season_unit_id, document=found.document
        )
        for other in others.select_for_update().filter(state=OwnTemplate.State.USED):
            _change(other, OwnTemplate.State.LEFT, actor, now)
        _change(found, OwnTemplate.State.USED, actor, now)
        _note(record, "template.used", found, {"sha256": found.sha256})
    return found


@retry_on_deadlock
def leave_template(
    row: OwnTemplate, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> OwnTemplate:
    """Set a version aside: documents are made of what is used above, or of ours.

    Raises TemplateInUse for one that is set aside already.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        SeasonUnit.objects.select_for_update().get(pk=row.season_unit_id)
        found = _locked(row)
        if record.is_replay:
            return found
        _must_not_be(found, OwnTemplate.State.LEFT)
        _change(found, OwnTemplate.State.LEFT, actor, now)
        _note(record, "template.left", found, {"sha256": found.sha256})
    return found


def own_content(row: OwnTemplate) -> bytes:
    """The Word file of a version. Raises FileNotFoundError."""
    return path_of(row.sha256).read_bytes()


@retry_on_deadlock
def change_letterhead(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    version: int = 0,
    client_uuid: UUID | None = None,
    **said: str,
) -> Letterhead:
    """Say what stands above the unit's documents. version: 0 where nothing was said before.

    said: of HEAD. Raises Changed.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        SeasonUnit.objects.select_for_update().get(pk=unit.pk)
        row = Letterhead.objects.filter(season_unit=unit).first()
        if record.is_replay and row is not None:
            return row
        if (row.version if row else 0) != version:
            who, at = (row.changed_by, local(row.changed_at)) if row else ("?", "")
            raise Changed(who=who, at=at)
        row = row or Letterhead(season_unit=unit, version=0)
        body = {name: tidy(said.get(name, "")) for name in HEAD}
        for name, text in body.items():
            setattr(row, name, text)
        row.version += 1
        row.changed_by, row.changed_at = actor.name, now
        row.save()
        record(
            "letterhead.changed",
            f"letterhead:{row.pk}",
            unit=unit.unit_id,
            season=unit.season_id,
            audience=Audience.UNIT,
            body=body,
        )
    return row


def _must_be_allowed(unit: SeasonUnit) -> None:
    if not may_have_own(unit):
        top = SeasonUnit.objects.filter(season=unit.season_id, depth=0).first()
        raise OwnTemplateNotAllowed(unit=unit.name, who=top.name if top else "–")


def _locked(row: OwnTemplate) -> OwnTemplate:
    rows = OwnTemplate.objects.select_for_update(of=("self",)).select_related("season_unit")
    return rows.get(pk=row.pk)


def _must_not_be(row: OwnTemplate, state: OwnTemplate.State) -> None:
    if row.state == state:
        document = template(row.document)
        raise TemplateInUse(
            number=row.number,
            document=str(document.label) if document else row.document,
            state=str(state.label),
        )


def _change(row: OwnTemplate, state: OwnTemplate.State, actor: Actor, now: datetime) -> None:
    row.state, row.changed_by, row.changed_at = state, actor.name, now
    row.save(update_fields=["state", "changed_by", "changed_at"])


def _note(record: Record, kind: str, row: OwnTemplate, body: dict[str, Any]) -> None:
    record(
        kind,
        f"template:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={"document": row.document, "number": row.number, **body},
    )
