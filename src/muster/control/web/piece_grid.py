"""The register of own equipment as a grid: pasted, or sent as a sheet.

It holds the pieces of the units whose registers the account keeps; a new number is a new piece.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from muster.control.models import Piece
from muster.control.queries.equipment import number_of
from muster.control.rules import Can
from muster.control.services import PieceDraft, register_pieces
from muster.exchange.cells import Choices, flag, nearest, text, text_up_to
from muster.exchange.faults import BadCell, say
from muster.exchange.grids import Grid, GridKind, register_grid
from muster.exchange.reading import Cell
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import Column, SheetSpec, Values
from muster.exchange.text import fold
from muster.ledger.actor import Actor
from muster.packs import Pack, load
from muster.season.models import Season
from muster.tree.models import Account, UnitVersion
from muster.tree.permissions import require
from muster.tree.reach import reach_of
from muster.tree.scope import scope

KEY: Final = "equipment"
ALL: Final = "all"
LONGEST: Final = 40
# What one write transaction takes in without keeping others waiting.
MOST_ROWS: Final = 1_000
say(
    {
        "piece.unit": gettext_lazy(
            "“%(said)s” is no unit whose register you keep. %(hint)s Write its code or its name."
        ),
        "piece.taken": gettext_lazy(
            "The number %(number)s stands in another unit's register. Put your unit's sign before "
            "it."
        ),
        "piece.call_sign": gettext_lazy("“%(kind)s” has no call sign."),
        "piece.not_with_unit": gettext_lazy(
            "What is out, missing or in a control room is not struck off: take it back first."
        ),
        "piece.too_many": gettext_lazy("At most %(most)d rows at once. Send the rest afterwards."),
    }
)


def _number(cell: Cell) -> str:
    found = number_of(text(cell))
    if len(found) > LONGEST:
        raise BadCell("cell.too_long", length=len(found), limit=LONGEST)
    return found


def _yes_no(value: object) -> str:
    return pgettext("cell", "yes") if value else ""


class PiecesOf:
    """The pieces that one account may enter and change."""

    def __init__(self, account: Account, pack: Pack) -> None:
        self.account, self.pack = account, pack
        self.unit_ids = reach_of(account).by(Can.EQUIP).unit_ids
        kinds = Choices.of(
            (rule.key, str(rule.name), _names(rule)) for rule in pack.equipment_kinds.values()
        )
        self.spec = SheetSpec(
            key=KEY,
            label=gettext_lazy("Own equipment"),
            columns=(
                Column(
                    key="number",
                    label=pgettext_lazy("equipment", "Number"),
                    parse=_number,
                    required=True,
                ),
                Column(
                    key="kind",
                    label=pgettext_lazy("equipment", "Kind"),
                    parse=kinds.one,
                    show=lambda key: kinds.shown.get(key, key),
                    required=True,
                ),
                Column(
                    key="unit",
                    label=gettext_lazy("Unit"),
                    parse=text_up_to(200),
                    show=lambda code: self.names.get(code, code),
                    required=True,
                ),
                Column(
                    key="call_sign",
                    label=gettext_lazy("Call sign"),
                    parse=text_up_to(LONGEST),
                    keeps=True,
                ),
                Column(
                    key="is_struck",
                    label=gettext_lazy("Struck off"),
                    parse=flag(default=False),
                    show=_yes_no,
                    keeps=True,
                ),
            ),
            key_columns=("number",),
        )

    @cached_property
    def versions(self) -> Sequence[UnitVersion]:
        """The units whose registers the account keeps, as they are called today."""
        rows = UnitVersion.objects.filter(unit__in=self.unit_ids, valid_to=None)
        return list(rows.order_by("code"))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """By code."""
        return {row.code: row.name for row in self.versions}

    @cached_property
    def pieces(self) -> Mapping[str, Piece]:
        """By number."""
        rows = Piece.objects.filter(unit__in=self.unit_ids).order_by("number")
        return {row.number: row for row in rows}

    def current(self) -> dict[str, Values]:
        """Every piece as it stands."""
        codes = {row.unit_id: row.code for row in self.versions}
        return {
            number: {
                "number": number,
                "kind": row.kind,
                "unit": codes.get(row.unit_id, ""),
                "call_sign": row.call_sign,
                "is_struck": row.is_struck,
            }
            for number, row in self.pieces.items()
        }

    def review(self, rows: Sequence[ReadRow]) -> None:
        """See that each row is of a unit in reach, of a number of its own, and not away."""
        if len(rows) > MOST_ROWS:
            rows[MOST_ROWS].blame("piece.too_many", most=MOST_ROWS)
        taken = self._taken([row.key for row in rows])
        units = self._by_name()
        for row in rows:
            if row.key in taken:
                row.blame("piece.taken", column="number", number=row.key)
            if row.values.get("unit"):
                self._settle_unit(row, units)
            self._judge(row)

    def _taken(self, numbers: Sequence[str]) -> frozenset[str]:
        others = Piece.objects.filter(number__in=numbers).exclude(unit__in=self.unit_ids)
        return frozenset(others.values_list("number", flat=True))

    def _by_name(self) -> Mapping[str, str]:
        """Codes by every name that one unit alone has."""
        found: dict[str, str] = {}
        doubtful: set[str] = set()
        for row in self.versions:
            for name in {fold(one) for one in (row.name, row.short_name) if one}:
                if found.setdefault(name, row.code) != row.code:
                    doubtful.add(name)
        named = {name: code for name, code in found.items() if name not in doubtful}
        return named | {fold(row.code): row.code for row in self.versions}

    def _settle_unit(self, row: ReadRow, units: Mapping[str, str]) -> None:
        said = str(row.values["unit"])
        code = units.get(fold(said))
        if code is not None:
            row.values["unit"] = code
            return
        near = nearest(said, units)
        hint = f"→ {self.names[units[near]]} ({units[near]})?" if near else ""
        row.blame("piece.unit", column="unit", said=said, hint=hint)

    def _judge(self, row: ReadRow) -> None:
        rule = self.pack.equipment_kinds.get(row.values.get("kind") or "")
        if rule is not None and not rule.call_sign and row.values.get("call_sign"):
            row.blame("piece.call_sign", column="call_sign", kind=str(rule.name))
        there = self.pieces.get(row.key)
        if row.values.get("is_struck") and there is not None and there.room is not None:
            row.blame("piece.not_with_unit", column="is_struck")

    def write(self, rows: Sequence[Values], actor: Actor, now: datetime) -> None:
        """All rows in one act."""
        ids = {row.code: row.unit_id for row in self.versions}
        drafts = [
            PieceDraft(
                number=values["number"],
                kind=values["kind"],
                unit_id=ids[values["unit"]],
                **self._kept(values),
            )
            for values in rows
        ]
        register_pieces(actor, now=now, drafts=drafts, within=self.unit_ids, pack=self.pack)

    def _kept(self, values: Values) -> Values:
        """What the row says, else what stands there."""
        there = self.pieces.get(values["number"])
        known = {"call_sign": "", "is_struck": False}
        if there is not None:
            known = {name: getattr(there, name) for name in known}
        return known | {name: values[name] for name in known if name in values}


def _names(rule: object) -> list[str]:
    texts = (getattr(rule, "name", None), getattr(rule, "short", None))
    return [word for one in texts if one is not None for word in (one.vi, one.en)]


def open_equipment(account_id: int, place: str) -> Grid:
    """The register. place: "all", for there is one. Raises NotAllowed, Http404."""
    if place != ALL:
        raise Http404
    account = Account.objects.get(pk=account_id)
    require(account, Can.EQUIP)
    season = scope(account, Season).order_by("-starts_on", "-pk").first()
    if season is None:
        raise Http404
    pieces = PiecesOf(account, load(season.pack, season.pack_version))
    return Grid(
        spec=pieces.spec,
        subject=str(gettext_lazy("Own equipment")),
        back=reverse("control:register"),
        current=pieces.current,
        review=pieces.review,
        write=pieces.write,
        takes_new=True,
    )


register_grid(GridKind(key=KEY, label=gettext_lazy("Own equipment"), open=open_equipment))
