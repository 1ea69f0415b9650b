"""Venues, and the events around the congresses."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.exchange.cells import angle, moment, text_up_to, whole
from muster.exchange.sheets import Column, SheetSpec
from muster.packs import Pack
from muster.site.workbook.showing import as_moment, word
from muster.site.workbook.words import of_pack


def venues() -> SheetSpec:
    """One row a venue with its main room and whom to call there."""
    return SheetSpec(
        key="venues",
        label=pgettext_lazy("sheet", "Venues"),
        about=_("Where congresses and events are held."),
        columns=(
            Column(
                key="code",
                label=pgettext_lazy("column", "Venue code"),
                parse=text_up_to(40),
                required=True,
            ),
            Column(
                key="name",
                label=pgettext_lazy("column", "Venue name"),
                parse=text_up_to(200),
                required=True,
            ),
            Column(key="kind", label=pgettext_lazy("column", "Kind"), parse=text_up_to(40)),
            Column(key="address", label=pgettext_lazy("column", "Address"), parse=text_up_to(300)),
            Column(
                key="unit",
                label=pgettext_lazy("column", "Unit"),
                parse=text_up_to(40),
                required=True,
            ),
            Column(
                key="lat",
                label=pgettext_lazy("column", "Latitude"),
                parse=angle(90),
                unlocks=_("The map, and who is near enough for a post."),
            ),
            Column(key="lon", label=pgettext_lazy("column", "Longitude"), parse=angle(180)),
            Column(key="room", label=pgettext_lazy("column", "Room"), parse=text_up_to(120)),
            Column(
                key="capacity",
                label=pgettext_lazy("column", "Capacity"),
                parse=whole,
                unlocks=_("A warning where more people are expected than fit."),
            ),
            Column(
                key="stated_by",
                label=pgettext_lazy("column", "Capacity stated by"),
                parse=text_up_to(120),
            ),
            Column(key="contact", label=pgettext_lazy("column", "Contact"), parse=text_up_to(120)),
            Column(key="phone", label=pgettext_lazy("column", "Telephone"), parse=text_up_to(40)),
        ),
        key_columns=("code",),
    )


def side_events(pack: Pack, zone: ZoneInfo) -> SheetSpec:
    """One row an event that is not a congress: celebrations, rehearsals."""
    kinds = of_pack({key: kind for key, kind in pack.events.items() if not kind.congress})
    sizes, risks = of_pack(pack.sizes), of_pack(pack.risks)
    return SheetSpec(
        key="side_events",
        label=pgettext_lazy("sheet", "Side events"),
        about=_("Celebrations, rehearsals and the like: rostered together with the congresses."),
        columns=(
            Column(
                key="key",
                label=pgettext_lazy("column", "Event code"),
                parse=text_up_to(60),
                required=True,
            ),
            Column(
                key="kind",
                label=pgettext_lazy("column", "Kind"),
                parse=kinds.one,
                show=word(kinds),
                required=True,
            ),
            Column(
                key="name",
                label=pgettext_lazy("column", "Event name"),
                parse=text_up_to(200),
                required=True,
            ),
            Column(
                key="unit",
                label=pgettext_lazy("column", "Unit"),
                parse=text_up_to(40),
                required=True,
            ),
            Column(key="venue", label=pgettext_lazy("column", "Venue"), parse=text_up_to(40)),
            Column(
                key="starts_at",
                label=pgettext_lazy("column", "Starts"),
                parse=moment(zone),
                show=as_moment(zone),
                required=True,
            ),
            Column(
                key="ends_at",
                label=pgettext_lazy("column", "Ends"),
                parse=moment(zone),
                show=as_moment(zone),
                required=True,
            ),
            Column(key="people", label=pgettext_lazy("column", "People expected"), parse=whole),
            Column(
                key="size", label=pgettext_lazy("column", "Size"), parse=sizes.one, show=word(sizes)
            ),
            Column(
                key="risk", label=pgettext_lazy("column", "Risk"), parse=risks.one, show=word(risks)
            ),
        ),
        key_columns=("key",),
    )
