"""Congresses, and how far each is: a matrix of units and steps."""

from itertools import chain
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.exchange.cells import day, text_up_to, whole
from muster.exchange.sheets import Column, SheetSpec
from muster.packs import Pack
from muster.packs import Step as StepRule
from muster.site.workbook.showing import as_day, word
from muster.site.workbook.step_cells import parse_step, show_step
from muster.site.workbook.words import of_pack


def congresses(pack: Pack) -> SheetSpec:
    """One row a congress. Two columns are enough; the rest says what it unlocks."""
    agendas, sizes, risks = of_pack(pack.agendas), of_pack(pack.sizes), of_pack(pack.risks)
    tiers = of_pack(pack.tiers)
    return SheetSpec(
        key="congresses",
        label=pgettext_lazy("sheet", "Congresses"),
        about=_("The unit and the day are enough; everything else has a usual value."),
        columns=(
            Column(
                key="unit",
                label=pgettext_lazy("column", "Unit"),
                parse=text_up_to(200),
                required=True,
            ),
            Column(
                key="starts_on",
                label=pgettext_lazy("column", "Congress day"),
                parse=day,
                show=as_day,
                required=True,
            ),
            Column(
                key="ends_on",
                label=pgettext_lazy("column", "Last congress day"),
                parse=day,
                show=as_day,
                unlocks=_("Congresses of more than one day."),
            ),
            Column(
                key="delegates",
                label=pgettext_lazy("column", "People expected"),
                parse=whole,
                unlocks=_("The size, and with it how many posts the plan has."),
            ),
            Column(
                key="venue",
                label=pgettext_lazy("column", "Venue"),
                parse=text_up_to(40),
                unlocks=_("The map, ways to duty, order sheets with an address."),
            ),
            Column(
                key="content",
                label=pgettext_lazy("column", "Agenda"),
                parse=agendas.one,
                show=word(agendas),
            ),
            Column(
                key="size", label=pgettext_lazy("column", "Size"), parse=sizes.one, show=word(sizes)
            ),
            Column(
                key="risk",
                label=pgettext_lazy("column", "Risk"),
                parse=risks.one,
                show=word(risks),
                unlocks=_("More posts where it is higher."),
            ),
            Column(
                key="tier",
                label=pgettext_lazy("column", "Tier"),
                parse=tiers.one,
                show=word(tiers),
                keeps=True,
                unlocks=_("Units that are not in the tree yet are founded with it."),
            ),
            Column(
                key="parent",
                label=pgettext_lazy("column", "Parent"),
                parse=text_up_to(40),
                keeps=True,
                unlocks=_("Units that are not in the tree yet are founded below it."),
            ),
        ),
        key_columns=("unit",),
    )


class StepLabel:
    """A step's short name in the language of the moment it is asked."""

    def __init__(self, rule: StepRule) -> None:
        self._rule = rule

    def __str__(self) -> str:
        return str(self._rule.label)


def step_rules(pack: Pack) -> dict[str, Any]:
    """Every step of every procedure by key, those of the longest procedure first."""
    found: dict[str, Any] = {}
    longest_first = sorted(pack.procedures.values(), key=lambda one: -len(one.steps))
    for rule in chain.from_iterable(one.steps.values() for one in longest_first):
        found.setdefault(rule.key, rule)
    return found


def _labels(pack: Pack, key: str) -> list[StepLabel]:
    """What the other procedures call a step of that key."""
    return [StepLabel(one.steps[key]) for one in pack.procedures.values() if key in one.steps]


def progress(pack: Pack) -> SheetSpec:
    """One row a congress, one column a step: a day means accepted on it, words say the rest."""
    return SheetSpec(
        key="progress",
        label=pgettext_lazy("sheet", "Progress"),
        about=_("A day means accepted on that day; an empty cell changes nothing."),
        columns=(
            Column(
                key="unit",
                label=pgettext_lazy("column", "Unit"),
                parse=text_up_to(200),
                required=True,
            ),
            *(
                Column(
                    key=f"step:{key}",
                    label=StepLabel(rule),
                    also=_labels(pack, key),
                    parse=parse_step,
                    show=show_step,
                    keeps=True,
                )
                for key, rule in step_rules(pack).items()
            ),
        ),
        key_columns=("unit",),
    )
