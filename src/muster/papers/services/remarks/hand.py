"""Taking desks in hand: the locks, the state of the round, acts and the record.

Desks are locked from below upward. What the round says is read after the locks are held, so
that whoever closes a round (and locks all its desks) comes wholly before or wholly after.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record
from muster.papers.errors.remarks import (
    NothingChosen,
    ReasonMissing,
    RemarkElsewhere,
    RoundConsolidated,
    RoundOver,
)
from muster.papers.models import Remark, RemarkAct, Round, RoundDesk, RoundState
from muster.papers.rules import Can
from muster.season.services.hand import local
from muster.season.services.rows import inserting
from muster.tree.permissions import role_names

ABOUT = (
    "season_unit__season",
    "round__document__season_unit__season",
    "round__version",
    "above__season_unit",
)


def take_desks(pks: Collection[int]) -> dict[int, RoundDesk]:
    """Lock desks of one round, those below first, and read them as they are now."""
    rows = RoundDesk.objects.filter(pk__in=pks)
    list(rows.select_for_update().order_by("-pk").values_list("pk", flat=True))
    return {desk.pk: desk for desk in rows.select_related(*ABOUT)}


def take_desk(desk: RoundDesk) -> RoundDesk:
    """Lock one desk and read it as it is now."""
    return take_desks([desk.pk])[desk.pk]


def take_round(opened: Round) -> Round:
    """Lock every desk of a round, those below first, then the round itself."""
    desks = RoundDesk.objects.filter(round=opened)
    list(desks.select_for_update().order_by("-pk").values_list("pk", flat=True))
    rows = Round.objects.select_for_update(of=("self",))
    return rows.select_related("document__season_unit__season", "version").get(pk=opened.pk)


def must_take_remarks(opened: Round) -> None:
    """Refuse unless the round is open. Raises RoundOver, RoundConsolidated."""
    must_not_be_consolidated(opened)
    if opened.state == RoundState.CLOSED:
        assert opened.closed_at is not None
        raise RoundOver(
            number=opened.number,
            document=opened.document.title,
            who=opened.closed_by,
            at=local(opened.closed_at),
            owner=opened.season_unit.name,
            roles=role_names(Can.OPEN_ROUND),
        )


def must_not_be_consolidated(opened: Round) -> None:
    """Refuse what would change a round that is history."""
    if opened.state == RoundState.CONSOLIDATED:
        assert opened.consolidated_at is not None
        raise RoundConsolidated(
            number=opened.number,
            document=opened.document.title,
            who=opened.consolidated_by,
            at=local(opened.consolidated_at),
        )


def wanted(reason: str) -> str:
    """The reason, tidied. Raises ReasonMissing."""
    said = reason.strip()
    if not said:
        raise ReasonMissing
    return said


def some(remarks: Collection[int]) -> None:
    """Refuse an act on no remark at all. Raises NothingChosen."""
    if not remarks:
        raise NothingChosen


def on_desk(desk: RoundDesk, pks: Collection[int]) -> list[Remark]:
    """Those remarks, which must all lie on the locked *desk*. Raises RemarkElsewhere."""
    rows = Remark.objects.filter(pk__in=pks).select_related("season_unit", "desk__season_unit")
    found = {row.pk: row for row in rows}
    for pk in sorted(set(pks)):
        if pk not in found or found[pk].desk_id != desk.pk:
            what = whereabouts(found[pk]) if pk in found else "—"
            raise RemarkElsewhere(number=pk, unit=desk.season_unit.name, what=what)
    return [found[pk] for pk in sorted(found)]


def whereabouts(remark: Remark) -> str:
    """What last happened to a remark, for the refusal."""
    last = RemarkAct.objects.filter(remark=remark).last()
    if last is None:
        return ""
    return f"{last.get_kind_display()}, {last.done_by}, {local(last.done_at)}"


def acts(
    remarks: Iterable[Remark],
    kind: str,
    *,
    actor: Actor,
    now: datetime,
    **said: Any,
) -> None:
    """Write one act for each remark, in one statement."""
    rows = [
        RemarkAct(remark=remark, kind=kind, done_at=now, done_by=actor.name, **said)
        for remark in remarks
    ]
    inserting(rows).run()


def note(
    record: Record, kind: str, desk: RoundDesk, remarks: Sequence[Remark], body: Mapping[str, Any]
) -> None:
    """Record one act on a desk: one entry, however many remarks it touched."""
    subject = f"remark:{remarks[0].pk}" if len(remarks) == 1 else f"round_desk:{desk.pk}"
    record(
        kind,
        subject,
        unit=desk.season_unit.unit_id,
        season=desk.season_unit.season_id,
        audience=Audience.UNIT,
        body={
            "round": desk.round_id,
            "desk": desk.pk,
            "remarks": [remark.pk for remark in remarks],
            **body,
        },
    )


def note_round(record: Record, kind: str, opened: Round, body: Mapping[str, Any]) -> None:
    """Record one act on a round."""
    unit = opened.season_unit
    record(
        kind,
        f"round:{opened.pk}",
        unit=unit.unit_id,
        season=unit.season_id,
        audience=Audience.UNIT,
        body={"document": opened.document_id, "number": opened.number, **body},
    )
