"""Items of a closing: settled by counts, a paper or a day; excused; opened again."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.errors import (
    CountsDiffer,
    ItemIncomplete,
    ItemSettled,
    ItemStillOpen,
    ReasonMissing,
    TableEmpty,
)
from muster.office.models import Closing, ClosingItem, Paper
from muster.office.services.closing.hand import check, locked, must_be_open, note, save
from muster.packs import ClosedBy
from muster.packs import ClosingItem as Rule
from muster.season.bridge import pack_of
from muster.season.services.hand import day
from muster.tree.clock import day_of
from muster.tree.names import tidy

COUNTS: Final = ("given_out", "returned", "destroyed", "missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was given out and what became of it; what is left out is nothing."""

    given_out: int
    returned: int
    destroyed: int = 0

    @property
    def missing(self) -> int:
        """What did not come back and was not destroyed; below 0 more came than went."""
        return self.given_out - self.returned - self.destroyed


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What settles an item. paper: of the own registers; symbol: of one that stands in another.

    text: remarks, and which of the counted ones are missing and why.
    """

    done_on: date | None = None
    counted: Counted | None = None
    paper: Paper | None = None
    symbol: str = ""
    text: str = ""


@retry_on_deadlock
def settle_item(
    item: ClosingItem,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    said: Settling,
    client_uuid: UUID | None = None,
) -> ClosingItem:
    """Settle an item in the way that the pack says. What is missing must be explained.

    Raises ItemIncomplete, CountsDiffer, TableEmpty, ItemSettled, AlreadyClosing.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        closing, row = _taken(item)
        if record.is_replay:
            return row
        check(row, version)
        if row.state != ClosingItem.State.OPEN:
            raise ItemSettled(who=row.done_by or row.changed_by, on=_day(row.done_on))
        rule = pack_of(closing.congress).closing[row.key]
        _must_have_lines(closing, rule)
        row.note = tidy(said.text)
        row.paper, row.symbol = said.paper, str(said.paper or tidy(said.symbol))
        _fill_counts(row, rule, said.counted)
        if rule.by is ClosedBy.PAPER and not row.symbol:
            wanted = _("number and symbol of the paper")
            raise ItemIncomplete(item=str(rule.label), wanted=wanted)
        row.state, row.done_by = ClosingItem.State.SETTLED, actor.name
        row.done_on = said.done_on or day_of(now)
        save(row, actor, now)
        body = {"item": row.key, "done_on": row.done_on, "symbol": row.symbol, "note": row.note}
        body |= {"counted": asdict(said.counted)} if said.counted is not None else {}
        note(record, "closing.settled", closing, body)
    return row


def _fill_counts(row: ClosingItem, rule: Rule, counted: Counted | None) -> None:
    if rule.by is not ClosedBy.COUNT:
        return
    if counted is None:
        raise ItemIncomplete(item=str(rule.label), wanted=_("how many were out and came back"))
    if counted.missing < 0:
        back = counted.returned + counted.destroyed
        raise CountsDiffer(item=str(rule.label), out=counted.given_out, back=back)
    if counted.missing and not row.note:
        raise ItemIncomplete(
            item=str(rule.label),
            wanted=_("which are missing and why (%(count)d)") % {"count": counted.missing},
        )
    for name in COUNTS:
        setattr(row, name, getattr(counted, name))


def _must_have_lines(closing: Closing, rule: Rule) -> None:
    if rule.table is not None and not getattr(closing, rule.table.value).exists():
        raise TableEmpty(item=str(rule.label))


@retry_on_deadlock
def excuse(
    item: ClosingItem,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> ClosingItem:
    """This congress does not need it; the reason stays. Raises ReasonMissing, ItemSettled."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        closing, row = _taken(item)
        if record.is_replay:
            return row
        check(row, version)
        if row.state != ClosingItem.State.OPEN:
            raise ItemSettled(who=row.done_by or row.changed_by, on=_day(row.done_on))
        row.state, row.note = ClosingItem.State.EXCUSED, tidy(reason)
        save(row, actor, now)
        note(record, "closing.excused", closing, {"item": row.key, "reason": row.note})
    return row


@retry_on_deadlock
def reopen_item(
    item: ClosingItem,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> ClosingItem:
    """It was not settled after all. The record keeps what was said. Raises ItemStillOpen."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        closing, row = _taken(item)
        if record.is_replay:
            return row
        check(row, version)
        if row.state == ClosingItem.State.OPEN:
            raise ItemStillOpen
        row.state, row.done_on, row.done_by = ClosingItem.State.OPEN, None, ""
        row.paper, row.symbol, row.note = None, "", ""
        for name in COUNTS:
            setattr(row, name, None)
        save(row, actor, now)
        note(record, "closing.item_reopened", closing, {"item": row.key, "reason": tidy(reason)})
    return row


def _taken(item: ClosingItem) -> tuple[Closing, ClosingItem]:
    """The closing and its item under lock; nothing changes once it is signed."""
    closing = locked(item.closing_id)
    must_be_open(closing)
    return closing, ClosingItem.objects.select_for_update().get(pk=item.pk)


def _day(value: date | None) -> str:
    return day(value) if value else ""
