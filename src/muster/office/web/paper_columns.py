"""The columns of the grid of a register, by the direction of its papers."""

from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.exchange.cells import day, text, text_up_to, whole
from muster.exchange.faults import BadCell
from muster.exchange.reading import Cell
from muster.exchange.sheets import Column, SheetSpec
from muster.office.bridge import rule_of, rules_of
from muster.office.models import Paper, Register
from muster.office.web.grids import as_day, choices_of
from muster.packs import Direction, Pack, Shows

KEY: Final = "papers"
MOST_COPIES: Final = 10_000
# Without them nobody finds a paper again.
NAMES_IT: Final = frozenset(("correspondent", "abstract"))
OUTGOING: Final = (
    "number",
    "dated_on",
    "kind",
    "correspondent",
    "abstract",
    "signer",
    "holder",
    "due_on",
    "copies",
    "note",
)
INCOMING: Final = (
    "number",
    "registered_on",
    "correspondent",
    "symbol",
    "dated_on",
    "abstract",
    "kind",
    "signer",
    "holder",
    "due_on",
    "note",
)
LABELS: Final = {
    "correspondent": gettext_lazy("Sender"),
    "abstract": gettext_lazy("Abstract"),
    "symbol": gettext_lazy("Number and symbol of the sender"),
    "signer": gettext_lazy("Signed by"),
    "holder": gettext_lazy("Who deals with it"),
    "note": pgettext_lazy("paper", "Remarks"),
    "dated_on": gettext_lazy("Date of the paper"),
    "registered_on": gettext_lazy("Received on"),
    "due_on": gettext_lazy("Deadline"),
}
# What goes out is called otherwise.
OUT_LABELS: Final = {
    "correspondent": gettext_lazy("Recipients"),
    "holder": gettext_lazy("Written by, keeps the file copy"),
    "due_on": gettext_lazy("Reply asked by"),
}


def _copies(cell: Cell) -> int | None:
    found = whole(cell)
    if found is not None and not 1 <= found <= MOST_COPIES:
        raise BadCell("cell.out_of_range", text=text(cell), low=1, high=MOST_COPIES)
    return found


def spec_of(register: Register) -> SheetSpec:
    """The columns of a register's grid, found by the pack's names for them too."""
    goes_out = register.direction == Direction.OUTGOING
    labels = LABELS | OUT_LABELS if goes_out else LABELS
    # The printed register writes the kind before the abstract: that column is another one.
    also = {
        column.shows.value: (column.name.vi, column.name.en)
        for column in rule_of(register).columns
        if column.shows not in (Shows.ABSTRACT, Shows.BLANK)
    }
    pack = rules_of(register.season_unit)
    keys = OUTGOING if goes_out else INCOMING
    return SheetSpec(
        key=KEY,
        label=gettext_lazy("Papers"),
        columns=[_column(key, labels.get(key), also.get(key, ()), pack) for key in keys],
        key_columns=("number",),
    )


def _column(key: str, label: Any, also: tuple[str, ...], pack: Pack) -> Column:
    match key:
        case "number":
            named = pgettext_lazy("paper", "Number")
            return Column(key=key, label=named, also=also, parse=whole)
        case "copies":
            return Column(key=key, label=gettext_lazy("Copies"), also=also, parse=_copies)
        case "kind":
            kinds = choices_of(pack.paper_kinds)
            return Column(
                key=key,
                label=gettext_lazy("Kind of paper"),
                parse=kinds.one,
                show=lambda kind: kinds.shown.get(kind, kind),
                keeps=True,
            )
        case "dated_on" | "registered_on" | "due_on":
            # A paper may lose its deadline, never its date.
            keeps = key != "due_on"
            return Column(key=key, label=label, also=also, parse=day, show=as_day, keeps=keeps)
    field = Paper._meta.get_field(key)
    assert isinstance(field, models.CharField)
    is_needed = key in NAMES_IT
    return Column(
        key=key, label=label, also=also, parse=text_up_to(field.max_length or 0), required=is_needed
    )
