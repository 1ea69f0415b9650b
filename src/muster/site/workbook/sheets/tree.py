"""Units, persons and accounts."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.exchange.cells import day, flag, text, text_up_to
from muster.exchange.faults import BadCell
from muster.exchange.reading import Cell
from muster.exchange.sheets import Column, SheetSpec
from muster.packs import Pack
from muster.site.workbook.showing import as_day, as_yes_no, word
from muster.site.workbook.words import of_pack, roles

EDGE_MARK: Final = ":"


def units(pack: Pack) -> SheetSpec:
    """One row a unit: what it is called, its tier, whom it stands under."""
    kinds, tiers = of_pack(pack.unit_kinds), of_pack(pack.tiers)
    return SheetSpec(
        key="units",
        label=pgettext_lazy("sheet", "Units"),
        about=_("Every unit of the organisation with the one it stands under."),
        columns=(
            Column(
                key="code",
                label=pgettext_lazy("column", "Unit code"),
                parse=text_up_to(40),
                required=True,
            ),
            Column(
                key="name",
                label=pgettext_lazy("column", "Unit name"),
                parse=text_up_to(200),
                required=True,
            ),
            Column(
                key="short_name",
                label=pgettext_lazy("column", "Short name"),
                parse=text_up_to(80),
                unlocks=_("Narrow tables and phones show it."),
            ),
            Column(
                key="kind",
                label=pgettext_lazy("column", "Kind"),
                parse=kinds.one,
                show=word(kinds),
                unlocks=_("Lists can be filtered by it."),
            ),
            Column(
                key="tier",
                label=pgettext_lazy("column", "Tier"),
                parse=tiers.one,
                show=word(tiers),
                required=True,
            ),
            Column(
                key="parent",
                label=pgettext_lazy("column", "Parent"),
                parse=text_up_to(40),
                keeps=True,
                unlocks=_(
                    "Progress adds up over the tree; deadlines count back from the superior."
                ),
            ),
            Column(
                key="other_parents",
                label=pgettext_lazy("column", "Other parents"),
                parse=edges_of(pack),
                show=show_edges(pack),
                keeps=True,
                unlocks=_("A unit under two others, for example also by profession."),
            ),
            Column(
                key="phone",
                label=pgettext_lazy("column", "Telephone"),
                parse=text_up_to(40),
                unlocks=_("The list of missing units says whom to call."),
            ),
            Column(key="address", label=pgettext_lazy("column", "Address"), parse=text_up_to(300)),
        ),
        key_columns=("code",),
    )


def edges_of(pack: Pack) -> Any:
    """Parse "professional: CODE; administrative: CODE"; two of one kind are refused."""
    kinds = of_pack(_other_edges(pack))

    def parse(cell: Cell) -> list[str]:
        found: dict[str, str] = {}
        for part in text(cell).split(";"):
            name, _colon, code = part.partition(EDGE_MARK)
            if not part.strip():
                continue
            kind = kinds.one(name) if code else next(iter(kinds.shown))
            if kind in found:
                raise BadCell("unit.two_parents", kind=kinds.shown[kind])
            found[kind] = (code or name).strip()
        return [f"{kind}{EDGE_MARK}{code}" for kind, code in sorted(found.items())]

    return parse


def show_edges(pack: Pack) -> Any:
    """The other parents as they are written in a cell."""
    kinds = of_pack(_other_edges(pack))

    def show(value: Sequence[str] | None) -> str:
        pairs = [each.partition(EDGE_MARK) for each in value or ()]
        return "; ".join(f"{kinds.shown.get(kind, kind)}: {code}" for kind, _mark, code in pairs)

    return show


def _other_edges(pack: Pack) -> dict[str, Any]:
    return {key: kind for key, kind in pack.edge_kinds.items() if not kind.carries_season}


def persons(pack: Pack) -> SheetSpec:
    """One row a person of the register."""
    ranks = of_pack(pack.ranks)
    return SheetSpec(
        key="persons",
        label=pgettext_lazy("sheet", "Persons"),
        about=_("Own staff, secretaries and delegates: duty data only."),
        columns=(
            Column(
                key="number",
                label=pgettext_lazy("column", "Number"),
                parse=text_up_to(40),
                required=True,
            ),
            Column(
                key="name",
                label=pgettext_lazy("column", "Full name"),
                parse=text_up_to(120),
                required=True,
            ),
            Column(
                key="rank",
                label=pgettext_lazy("column", "Rank"),
                parse=ranks.one,
                show=word(ranks),
                unlocks=_("Posts that ask for a rank."),
            ),
            Column(
                key="unit",
                label=pgettext_lazy("column", "Unit"),
                parse=text_up_to(40),
                required=True,
            ),
            Column(
                key="position", label=pgettext_lazy("column", "Position"), parse=text_up_to(120)
            ),
            Column(
                key="phone",
                label=pgettext_lazy("column", "Telephone"),
                parse=text_up_to(40),
                unlocks=_("Call lists."),
            ),
            Column(key="email", label=pgettext_lazy("column", "E-mail"), parse=text_up_to(254)),
            Column(
                key="is_active",
                label=pgettext_lazy("column", "Active"),
                parse=flag(default=True),
                show=as_yes_no,
            ),
        ),
        key_columns=("number",),
    )


def accounts() -> SheetSpec:
    """One row a grant; an account may have several. Passwords never stand in a workbook."""
    every = roles()
    return SheetSpec(
        key="accounts",
        label=pgettext_lazy("sheet", "Accounts"),
        about=_("Who may sign in and what they are where. Passwords are given on the page."),
        columns=(
            Column(
                key="username",
                label=pgettext_lazy("column", "Sign-in name"),
                parse=text_up_to(60),
                required=True,
            ),
            Column(key="person", label=pgettext_lazy("column", "Number"), parse=text_up_to(40)),
            Column(
                key="role",
                label=pgettext_lazy("column", "Role"),
                parse=every.one,
                show=word(every),
                required=True,
            ),
            Column(
                key="unit",
                label=pgettext_lazy("column", "Unit"),
                parse=text_up_to(40),
                required=True,
            ),
            Column(
                key="until",
                label=pgettext_lazy("column", "Until"),
                parse=day,
                show=as_day,
                unlocks=_("The grant ends by itself."),
            ),
        ),
        key_columns=("username", "role", "unit"),
    )
