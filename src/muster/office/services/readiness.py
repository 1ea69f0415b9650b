"""The act of readiness: chiefs declare, the head decides and signs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.bridge import rules_of
from muster.office.errors import ReasonMissing
from muster.office.errors.approvals import ReadinessUndeclared
from muster.office.models import Declaration, Readiness, Verdict
from muster.office.rules import Can
from muster.office.services.approvals import sign_and_issue
from muster.season.models import Congress
from muster.season.registry import Approvable, ApprovableSource, register_approvable


@retry_on_deadlock
def declare_ready(
    congress: Congress,
    *,
    actor: Actor,
    now: datetime,
    chief: str,
    verdict: str,
    said: str = "",
    client_uuid: UUID | None = None,
) -> Declaration:
    """Declare ready, ready with conditions or not, for one chief of the pack.

    Raises ReasonMissing: conditions and a no say what is missing.
    """
    verdict = Verdict(verdict)
    if verdict != Verdict.READY and not said.strip():
        raise ReasonMissing
    key = rules_of(congress.season_unit).readiness.chiefs[chief].key
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _taken(congress)
        if record.is_replay:
            return row.declarations.get(chief=key)
        made, _is_new = Declaration.objects.update_or_create(
            readiness=row,
            chief=key,
            defaults={
                "verdict": verdict,
                "said": said.strip(),
                "declared_at": now,
                "declared_by": actor.name,
            },
        )
        _note(
            record, "readiness.declared", row, {"chief": key, "verdict": verdict, "said": made.said}
        )
    return made


@retry_on_deadlock
def decide_ready(
    congress: Congress,
    *,
    actor: Actor,
    now: datetime,
    decision: str,
    said: str = "",
    client_uuid: UUID | None = None,
) -> Readiness:
    """Decide over what all chiefs declared, and sign it in the same act.

    Raises ReadinessUndeclared (who is missing), ReasonMissing, and NoAuthority for an author who
    may not sign it on that day.
    """
    decision = Verdict(decision)
    if decision != Verdict.READY and not said.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _taken(congress)
        if record.is_replay:
            return row
        _all_declared(row)
        row.decision, row.said = decision, said.strip()
        row.decided_at, row.decided_by = now, actor.name
        row.save()
        _note(record, "readiness.decided", row, {"decision": decision, "said": row.said})
        sign_and_issue(row.subject, actor=actor, now=now)
    return row


def _all_declared(row: Readiness) -> None:
    chiefs = rules_of(row.season_unit).readiness.chiefs
    known = set(row.declarations.values_list("chief", flat=True))
    missing = [str(chief.name) for key, chief in chiefs.items() if key not in known]
    if missing:
        raise ReadinessUndeclared(names=", ".join(missing))


def _taken(congress: Congress) -> Readiness:
    """The readiness of a congress under lock; its first word makes it."""
    Congress.objects.select_for_update(no_key=True).get(pk=congress.pk)
    row, _is_new = Readiness.objects.get_or_create(
        congress=congress, defaults={"season_unit": congress.season_unit}
    )
    return row


def _note(record: Record, kind: str, row: Readiness, body: Mapping[str, Any]) -> None:
    record(
        kind,
        row.subject,
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={"congress": row.congress_id, **body},
    )


def _now(pk: int) -> Approvable:
    row = Readiness.objects.select_related("season_unit__season").get(pk=pk)
    chiefs = rules_of(row.season_unit).readiness.chiefs
    said = {one.chief: one for one in row.declarations.all()}
    return Approvable(
        kind="readiness",
        unit=row.season_unit,
        title=_("Readiness: %(unit)s") % {"unit": row.season_unit.name},
        url=reverse("office:readiness", args=[row.congress_id]),
        parts={
            "declared": [
                [str(chief.name), one.get_verdict_display(), one.said, one.declared_by]
                for key, chief in chiefs.items()
                if (one := said.get(key)) is not None
            ],
            "decision": [[row.get_decision_display(), row.said]] if row.decision else [],
        },
    )


register_approvable("readiness", ApprovableSource(look=_now, submit=Can.DECLARE, issue=Can.DECIDE))
