"""The Settings sheet: one setting a row. Its items are the season's own fields and deadlines."""

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.exchange.cells import day, text
from muster.exchange.reading import Cell
from muster.exchange.sheets import Column, SheetSpec
from muster.packs import Milestone, Pack
from muster.site.workbook.showing import word
from muster.site.workbook.words import of_labels

KEY: Final = "settings"
CLOCK: Final = "clock"
ITEMS: Final = {
    "key": pgettext_lazy("setting", "Season key"),
    "name": pgettext_lazy("setting", "Season name"),
    "pack": pgettext_lazy("setting", "Rule pack"),
    "pack_version": pgettext_lazy("setting", "Rule pack version"),
    "root": pgettext_lazy("setting", "Root unit"),
    "tree_on": pgettext_lazy("setting", "Tree as of"),
    "starts_on": pgettext_lazy("setting", "First day"),
    "ends_on": pgettext_lazy("setting", "Last day"),
    CLOCK: pgettext_lazy("setting", "Demonstration clock"),
}
DAYS: Final = ("tree_on", "starts_on", "ends_on")
DEADLINE: Final = "deadline"
MILESTONES: Final = {
    Milestone.HELD: pgettext_lazy("deadline", "held"),
    Milestone.REPORTED: pgettext_lazy("deadline", "reported"),
    Milestone.RATIFIED: pgettext_lazy("deadline", "ratified"),
}


class DeadlineLabel:
    """What a tier's deadline is called, in the language of the moment it is asked."""

    def __init__(self, tier: Any, milestone: Milestone) -> None:
        self._tier = tier
        self._milestone = milestone

    def __str__(self) -> str:
        names = {"tier": str(self._tier.name), "milestone": str(MILESTONES[self._milestone])}
        return str(pgettext_lazy("setting", "Deadline %(tier)s %(milestone)s") % names)


def deadline_items(pack: Pack) -> Iterator[tuple[str, DeadlineLabel]]:
    """The item of each tier and milestone."""
    for tier in pack.tiers.values():
        for milestone in Milestone:
            yield f"{DEADLINE}:{tier.key}:{milestone.value}", DeadlineLabel(tier, milestone)


def parse_value(item: str, cell: Cell) -> str | None:
    """The plain value of an item: days as ISO text. Raises BadCell."""
    if item in DAYS or item.startswith(DEADLINE):
        return day(cell)
    return text(cell)


def settings_sheet(pack: Pack | None = None) -> SheetSpec:
    """The sheet; without a pack its items are those that every season has."""
    rows: list[tuple[str, Any]] = list(ITEMS.items())
    if pack is not None:
        rows += deadline_items(pack)
    items = of_labels(rows)
    return SheetSpec(
        key=KEY,
        label=pgettext_lazy("sheet", "Settings"),
        about=_("What the season is called, which rules it follows, from when to when."),
        columns=(
            Column(
                key="item",
                label=pgettext_lazy("column", "Setting"),
                parse=items.one,
                show=word(items),
                required=True,
            ),
            Column(key="value", label=pgettext_lazy("column", "Value"), parse=_as_it_is),
        ),
        key_columns=("item",),
    )


def _as_it_is(cell: Cell) -> Cell:
    """The item decides what the value is; the reading parses it when it knows both."""
    return cell
