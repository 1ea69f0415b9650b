"""Own vehicles, the duty force, and who is not at hand."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.exchange.cells import angle, flag, moment, text_up_to
from muster.exchange.sheets import Column, SheetSpec
from muster.packs import Pack
from muster.site.workbook.showing import as_moment, as_yes_no, word, words
from muster.site.workbook.words import of_pack


def vehicles(pack: Pack) -> SheetSpec:
    """One row a vehicle."""
    kinds = of_pack(pack.vehicle_kinds)
    return SheetSpec(
        key="vehicles",
        label=pgettext_lazy("sheet", "Vehicles"),
        about=_("Own vehicles and where they stand."),
        columns=(
            Column(
                key="code",
                label=pgettext_lazy("column", "Vehicle code"),
                parse=text_up_to(40),
                required=True,
            ),
            Column(
                key="name",
                label=pgettext_lazy("column", "Vehicle name"),
                parse=text_up_to(120),
                required=True,
            ),
            Column(
                key="types",
                label=pgettext_lazy("column", "Vehicle kind"),
                parse=kinds.many,
                show=words(kinds),
                required=True,
            ),
            Column(
                key="unit",
                label=pgettext_lazy("column", "Unit"),
                parse=text_up_to(40),
                required=True,
            ),
            Column(
                key="home_name", label=pgettext_lazy("column", "Station"), parse=text_up_to(120)
            ),
            Column(
                key="lat", label=pgettext_lazy("column", "Latitude"), parse=angle(90), required=True
            ),
            Column(
                key="lon",
                label=pgettext_lazy("column", "Longitude"),
                parse=angle(180),
                required=True,
            ),
            Column(
                key="is_available",
                label=pgettext_lazy("column", "Available"),
                parse=flag(default=True),
                show=as_yes_no,
            ),
        ),
        key_columns=("code",),
    )


def force(pack: Pack) -> SheetSpec:
    """One row an officer: a person of the register who serves."""
    skills = of_pack({key: one for key, one in pack.skills.items() if not one.of_vehicle})
    return SheetSpec(
        key="force",
        label=pgettext_lazy("sheet", "Force"),
        about=_("Who serves, with what skills, and from where the way to duty begins."),
        columns=(
            Column(
                key="number",
                label=pgettext_lazy("column", "Number"),
                parse=text_up_to(40),
                required=True,
            ),
            Column(
                key="unit",
                label=pgettext_lazy("column", "Unit"),
                parse=text_up_to(40),
                keeps=True,
                unlocks=_("Where somebody serves with another unit than their own."),
            ),
            Column(
                key="skills",
                label=pgettext_lazy("column", "Skills"),
                parse=skills.many,
                show=words(skills),
                unlocks=_("Posts that ask for a skill."),
            ),
            Column(
                key="home_name",
                label=pgettext_lazy("column", "Starting place"),
                parse=text_up_to(120),
            ),
            Column(
                key="lat", label=pgettext_lazy("column", "Latitude"), parse=angle(90), required=True
            ),
            Column(
                key="lon",
                label=pgettext_lazy("column", "Longitude"),
                parse=angle(180),
                required=True,
            ),
            Column(
                key="is_available",
                label=pgettext_lazy("column", "Available"),
                parse=flag(default=True),
                show=as_yes_no,
            ),
        ),
        key_columns=("number",),
    )


def absences(pack: Pack, zone: ZoneInfo) -> SheetSpec:
    """One row an absence of an officer or a vehicle."""
    kinds = of_pack(pack.absences)
    return SheetSpec(
        key="absences",
        label=pgettext_lazy("sheet", "Absences"),
        about=_("Who is not at hand from when to when; nobody is put on a post then."),
        columns=(
            Column(
                key="who",
                label=pgettext_lazy("column", "Number or vehicle code"),
                parse=text_up_to(40),
                required=True,
            ),
            Column(
                key="kind",
                label=pgettext_lazy("column", "Reason"),
                parse=kinds.one,
                show=word(kinds),
                required=True,
            ),
            Column(
                key="starts_at",
                label=pgettext_lazy("column", "From"),
                parse=moment(zone),
                show=as_moment(zone),
                required=True,
            ),
            Column(
                key="ends_at",
                label=pgettext_lazy("column", "To"),
                parse=moment(zone),
                show=as_moment(zone),
                required=True,
            ),
        ),
        key_columns=("who", "starts_at"),
    )
