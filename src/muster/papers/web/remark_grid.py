"""Remarks of a body and those below it as a grid: pasted from Excel, or sent as a workbook.

A row without a number is entered for the body that it names; a row with one changes the words of
a remark that still lies with the body that wrote it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.exchange.cells import Choices, text_up_to, whole
from muster.exchange.faults import say
from muster.exchange.grids import Grid, GridKind, register_grid
from muster.exchange.preview import differing
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import Column, SheetSpec, Values
from muster.exchange.text import fold
from muster.ledger.actor import Actor
from muster.ledger.services import recorded
from muster.packs import Pack
from muster.papers.models import Remark, RoundDesk, Source
from muster.papers.rules import Can
from muster.papers.services import remarks as services
from muster.papers.services.remarks import IntakeDraft, RemarkDraft
from muster.papers.services.remarks.words import LONGEST
from muster.season.bridge import pack_of
from muster.tree.models import Account
from muster.tree.names import tidy
from muster.tree.permissions import require
from muster.tree.scope import scope

KEY: Final = "remarks"
MOST: Final = 2_000
say(
    {
        "remark.gone": gettext_lazy(
            "Remark %(number)s does not lie with the unit that wrote it any more."
        ),
        "remark.unit": gettext_lazy("“%(unit)s” is not asked in this round at or below %(here)s."),
        "remark.same_unit": gettext_lazy("The unit of a remark stays: %(unit)s."),
        "remark.entered_before": gettext_lazy(
            "%(unit)s said the same already, as remark %(number)s; it would count twice."
        ),
    }
)


def _columns(pack: Pack) -> Sequence[Column]:
    kinds = Choices.of(
        (key, str(one.name), (one.name.vi, one.name.en)) for key, one in pack.remark_kinds.items()
    )
    return (
        Column(key="no", label=pgettext_lazy("remark", "No."), parse=whole),
        Column(key="unit", label=gettext_lazy("Unit"), parse=text_up_to(200), keeps=True),
        Column(key="number", label=gettext_lazy("Paragraph"), parse=whole),
        Column(
            key="kind",
            label=pgettext_lazy("remark", "Kind"),
            parse=kinds.one,
            show=lambda key: kinds.shown.get(key, key),
            keeps=True,
        ),
        Column(key="text", label=pgettext_lazy("remark", "Remark"), parse=text_up_to(LONGEST)),
        Column(
            key="proposal", label=gettext_lazy("What should stand there"), parse=text_up_to(LONGEST)
        ),
        Column(key="spoke", label=gettext_lazy("Spoke"), parse=whole),
        Column(key="members", label=gettext_lazy("Stand behind it"), parse=whole),
    )


class RemarksOf:
    """The remarks that one account may enter and change at a desk."""

    def __init__(self, account: Account, desk: RoundDesk) -> None:
        self.account, self.desk = account, desk
        self.pack = pack_of(desk.season_unit.season)
        self.spec = SheetSpec(
            key=KEY,
            label=pgettext_lazy("remarks", "Remarks"),
            columns=_columns(self.pack),
            key_columns=("no",),
        )

    @cached_property
    def remarks(self) -> dict[str, Remark]:
        """Those that still lie with the body that wrote them, by number."""
        rows = Remark.objects.filter(
            desk__round=self.desk.round_id,
            desk__first__gte=self.desk.first,
            desk__first__lte=self.desk.last,
            decision="",
            account=None,
        ).exclude(source=Source.MERGED)
        found = rows.select_related("season_unit", "desk").order_by("pk")[:MOST]
        return {str(one.pk): one for one in found if one.desk and _is_home(one)}

    @cached_property
    def desks(self) -> dict[str, RoundDesk]:
        """The desks at and below this one, by every name that their bodies have."""
        rows = RoundDesk.objects.filter(
            round=self.desk.round_id, first__gte=self.desk.first, first__lte=self.desk.last
        ).select_related("season_unit__season", "round__document", "round__version")
        found: dict[str, RoundDesk] = {}
        for row in rows:
            unit = row.season_unit
            for name in (unit.code, unit.short_name, unit.name):
                if name:
                    found[fold(name)] = row
        return found

    def current(self) -> dict[str, Values]:
        """Every remark as it stands."""
        return {number: _values(one) for number, one in self.remarks.items()}

    def review(self, rows: Sequence[ReadRow]) -> None:
        """See that each row can be entered or changed by the services."""
        fresh: defaultdict[int, list[tuple[ReadRow, RemarkDraft]]] = defaultdict(list)
        for at, row in enumerate(rows):
            known = self.remarks.get(row.key)
            if row.has_error:
                row.key = row.key or f"+{at}"
                continue
            if row.values.get("no") is not None and known is None:
                row.blame("remark.gone", column="no", number=row.values["no"])
                continue
            row.key = row.key or f"+{at}"
            desk = self._desk_of(row, known)
            if desk is not None:
                fresh[desk.pk].append((row, self._draft(row.values, known)))
        by_pk = {desk.pk: desk for desk in self.desks.values()}
        for pk, lines in fresh.items():
            faults = services.faults_in(by_pk[pk], [draft for _row, draft in lines])
            for place, fault in faults.items():
                lines[place][0].blame("as_said", column="text", text=str(fault))
            _point_out_known(by_pk[pk], [line for line in lines if line[0].key.startswith("+")])

    def _desk_of(self, row: ReadRow, known: Remark | None) -> RoundDesk | None:
        named = row.values.get("unit") or ""
        if known is not None:
            if named and fold(named) != fold(known.season_unit.name):
                row.blame("remark.same_unit", column="unit", unit=known.season_unit.name)
                return None
            return self.desks.get(fold(known.season_unit.name))
        if not named:
            row.values["unit"] = self.desk.season_unit.name
            return self.desks.get(fold(self.desk.season_unit.name))
        found = self.desks.get(fold(named))
        if found is None:
            here = self.desk.season_unit.name
            row.blame("remark.unit", column="unit", unit=named, here=here)
        return found

    def _draft(self, values: Values, known: Remark | None) -> RemarkDraft:
        """What a row says; what it leaves out stays, or is the pack's first kind."""
        said: dict[str, Any] = {**(_values(known) if known is not None else {}), **values}
        return RemarkDraft(
            kind=said.get("kind") or self.pack.usual_remark.key,
            text=said.get("text") or "",
            proposal=said.get("proposal") or "",
            number=said.get("number") or 0,
            spoke=said.get("spoke") or 0,
            members=said.get("members") or 0,
        )

    def write(self, rows: Sequence[Values], actor: Actor, now: datetime) -> None:
        """Enter and change, all or nothing; what is new of one body is one lot."""
        with recorded(actor, now=now):
            fresh: defaultdict[int, list[RemarkDraft]] = defaultdict(list)
            by_pk = {desk.pk: desk for desk in self.desks.values()}
            for values in rows:
                known = self.remarks.get(str(values.get("no")))
                if known is not None:
                    self._change(known, values, actor=actor, now=now)
                else:
                    desk = self.desks[fold(values["unit"])]
                    fresh[desk.pk].append(self._draft(values, None))
            for pk, drafts in fresh.items():
                services.enter_remarks(
                    by_pk[pk],
                    actor=actor,
                    now=now,
                    intake=IntakeDraft(source=Source.SHEET),
                    remarks=drafts,
                    on_behalf=pk != self.desk.pk,
                )

    def _change(self, known: Remark, values: Values, *, actor: Actor, now: datetime) -> None:
        if not differing(values, _values(known)):
            return
        services.amend(
            known,
            actor=actor,
            now=now,
            version=known.version,
            draft=self._draft(values, known),
        )


def _point_out_known(desk: RoundDesk, lines: Sequence[tuple[ReadRow, RemarkDraft]]) -> None:
    """Say of new rows which of them the body entered before: a block pasted twice. One query."""
    texts = {draft.text for _row, draft in lines if draft.text}
    rows = Remark.objects.filter(
        round=desk.round_id, season_unit=desk.season_unit_id, text__in=texts, withdrawn_at=None
    ).exclude(source=Source.MERGED)
    said = {(one.number, one.kind, one.text, one.proposal): one.pk for one in rows.order_by("-pk")}
    for row, draft in lines:
        number = said.get((draft.number, draft.kind, draft.text, draft.proposal))
        if number is not None:
            row.blame(
                "remark.entered_before",
                column="text",
                is_error=False,
                unit=desk.season_unit.name,
                number=number,
            )


def _is_home(remark: Remark) -> bool:
    return remark.desk is not None and remark.desk.season_unit_id == remark.season_unit_id


def _values(remark: Remark) -> Values:
    said: Mapping[str, Any] = {
        "no": remark.pk,
        "unit": remark.season_unit.name,
        "number": remark.number or None,
        "kind": remark.kind,
        "text": tidy(remark.text),
        "proposal": tidy(remark.proposal),
        "spoke": remark.spoke or None,
        "members": remark.members or None,
    }
    return dict(said)


def open_remarks_grid(account_id: int, place: str) -> Grid:
    """The remarks of a desk. place: its number."""
    account = Account.objects.get(pk=account_id)
    rows = scope(account, RoundDesk).select_related(
        "season_unit__season", "round__document__season_unit", "round__version"
    )
    desk = get_object_or_404(rows, pk=int(place) if place.isdecimal() and len(place) < 12 else 0)
    require(account, Can.ENTER_REMARKS, desk)
    if desk.round.document.is_limited:
        require(account, Can.READ_LIMITED, desk)
    remarks = RemarksOf(account, desk)
    return Grid(
        spec=remarks.spec,
        subject=f"{desk.season_unit.name} · {desk.round.document.title}",
        back=reverse("papers:round-desk", args=[desk.pk]),
        current=remarks.current,
        review=remarks.review,
        write=remarks.write,
        takes_new=True,
        season_id=desk.season_unit.season_id,
    )


register_grid(GridKind(key=KEY, label=pgettext_lazy("remarks", "Remarks"), open=open_remarks_grid))
