"""A series in hand: its lock, its copies by number, where each is, and the entry.

Every act locks the series' row first, so that two clerks never move one copy at once.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record
from muster.packs import CopyKind
from muster.papers.errors.copies import (
    CopyElsewhere,
    CopyListed,
    HeldByAnother,
    NumbersOutside,
)
from muster.papers.models import Copy, CopySeries, CopyState, Issue
from muster.papers.ranges import Range, numbers_of, ranges_of, written
from muster.season.bridge import pack_of
from muster.season.models import SeasonUnit
from muster.season.services.hand import local

Giver = SeasonUnit | Issue | None
CHUNK: Final = 500


def locked(series_id: int) -> CopySeries:
    """The series as it is now, under lock till the commit."""
    rows = CopySeries.objects.select_for_update(of=("self",))
    return rows.select_related("season_unit__season", "congress").get(pk=series_id)


def kind_of(row: CopySeries) -> CopyKind:
    """What the pack says about its kind."""
    return pack_of(row.season_unit.season).copy_kinds[row.kind]


def taken(
    row: CopySeries, ranges: Sequence[Range], *, states: Collection[str], listed: bool = False
) -> list[Copy]:
    """The copies of *ranges*, each in one of *states*. The series must be under lock.

    listed: whether copies that stand in unsigned minutes of destruction are taken too. Raises
    NumbersOutside, CopyElsewhere, CopyListed.
    """
    wanted = set(numbers_of(ranges))
    outside = [number for number in wanted if number > row.printed]
    if outside:
        raise NumbersOutside(numbers=written(ranges_of(outside)), printed=row.printed)
    found = row.copies.filter(number__range=(min(wanted), max(wanted))).select_related(
        "issue__season_unit", "destruction", "loss"
    )
    copies = [copy for copy in found if copy.number in wanted]
    wrong = [copy for copy in copies if copy.state not in states]
    if wrong:
        raise CopyElsewhere(numbers=some(wrong), where=where_is(wrong[0]))
    waiting = [copy for copy in copies if copy.destruction is not None]
    if waiting and not listed:
        raise CopyListed(numbers=some(waiting), minutes=_minutes(waiting[0]))
    return copies


def _minutes(copy: Copy) -> int:
    assert copy.destruction is not None
    return copy.destruction.number


def some(copies: Sequence[Copy]) -> str:
    """The numbers of copies that are where the first of them is."""
    first = copies[0]
    alike = (one for one in copies if (one.state, one.issue_id) == (first.state, first.issue_id))
    return written(ranges_of(copy.number for copy in alike))


def where_is(copy: Copy) -> str:
    """Where a copy is, in words for a refusal."""
    if copy.state == CopyState.ISSUED and copy.issue is not None:
        said = {
            "holder": holder_of(copy),
            "at": local(copy.issue.issued_at),
            "who": copy.issue.issued_by,
        }
        return _("%(who)s gave it to %(holder)s at %(at)s") % said
    if copy.state == CopyState.DESTROYED and copy.destruction is not None:
        number = str(copy.destruction.number)
        said = {"number": number, "day": f"{copy.destruction.on_day:%d/%m/%Y}"}
        return _("destroyed on %(day)s, minutes no. %(number)s") % said
    said = {
        "state": copy.get_state_display(),
        "at": local(copy.changed_at),
        "who": copy.changed_by,
    }
    return _("%(state)s since %(at)s (%(who)s)") % said


def holder_of(copy: Copy) -> str:
    """Who holds a copy that is out."""
    assert copy.issue is not None
    return f"{copy.issue.receiver} ({copy.issue.season_unit.name})"


def must_hold(copies: Sequence[Copy], giver: Giver) -> None:
    """Refuse copies that *giver* does not hold; None stands for anybody. Raises HeldByAnother."""
    if giver is None:
        return
    wrong = [copy for copy in copies if not _holds(copy, giver)]
    if not wrong:
        return
    issue = wrong[0].issue
    raise HeldByAnother(
        numbers=some(wrong),
        holder=holder_of(wrong[0]) if issue is not None else _("nobody"),
        at=local(issue.issued_at) if issue is not None else "–",
        giver=giver.receiver if isinstance(giver, Issue) else giver.name,
    )


def _holds(copy: Copy, giver: SeasonUnit | Issue) -> bool:
    if copy.issue is None:  # lost before anybody had it: whoever finds it may bring it
        return True
    if isinstance(giver, Issue):
        return copy.issue_id == giver.pk
    return copy.issue.season_unit_id == giver.pk


def put(copies: Iterable[Copy], *, actor: Actor, now: datetime, **fields: Any) -> None:
    """Write the same new fields into all *copies*."""
    ids = [copy.pk for copy in copies]
    for at in range(0, len(ids), CHUNK):
        Copy.objects.filter(pk__in=ids[at : at + CHUNK]).update(
            changed_at=now, changed_by=actor.name, **fields
        )


def said_of(copies: Sequence[Copy]) -> dict[str, Any]:
    """Which copies an entry is about."""
    return {"numbers": written(ranges_of(copy.number for copy in copies)), "count": len(copies)}


def note(record: Record, kind: str, row: CopySeries, body: Mapping[str, Any]) -> None:
    """Record what happened to copies of a series."""
    record(
        kind,
        f"copies:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={"congress": row.congress_id, **body},
    )
