"""Order sheets as Word files: of the posts of an event, and of one officer."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from muster.duty.queries.orders import PersonSheet, Sheet, Watch
from muster.exchange.filling.fields import Field, Rows, Template, register
from muster.exchange.filling.outline import Column, Each, Grid, Heading, Repeated, Said
from muster.office.queries.letterheads import Written
from muster.office.services.word_files import word_file
from muster.season.models import SeasonUnit

SHEET: Final = Field("sheet", _("No. of its sheet"))
ROWS: Final = (
    Rows(
        "sheets",
        _("Sheets, one a post"),
        (
            Field("n", pgettext_lazy("template", "No.")),
            Field("post", _("Post")),
            Field("event", _("Event")),
            Field("venue", _("Venue")),
            Field("ring", _("Ring")),
            Field("version", _("Which roster it follows")),
        ),
    ),
    Rows(
        "orders",
        _("Orders"),
        (
            SHEET,
            Field("n", pgettext_lazy("template", "No.")),
            Field("text", pgettext_lazy("template", "Text")),
        ),
    ),
    Rows(
        "watches",
        _("When and with whom"),
        (
            SHEET,
            Field("day", _("Day")),
            Field("hours", _("Hours")),
            Field("be_there", _("Be there at")),
            Field("people", _("Who is on duty")),
            Field("vehicles", _("Vehicles")),
        ),
    ),
)
BODY: Final = Repeated(
    rows="sheets",
    called="sheet",
    blocks=(
        Heading("{{ sheet.post }}"),
        Said(_("Event"), "sheet.event"),
        Said(_("Venue"), "sheet.venue"),
        Said(_("Ring"), "sheet.ring"),
        Heading(_("Orders")),
        Each(rows="orders", where="row.sheet == sheet.n", text="{{ row.n }}. {{ row.text }}"),
        Heading(_("When and with whom")),
        Grid(
            rows="watches",
            where="row.sheet == sheet.n",
            columns=(
                Column(_("Day"), "{{ row.day }}", 2.4, "center"),
                Column(_("Hours"), "{{ row.hours }}", 2.4, "center"),
                Column(_("Be there at"), "{{ row.be_there }}", 2.6, "center"),
                Column(
                    _("Who is on duty"),
                    "{{ row.people }}{% if row.vehicles %}; {{ row.vehicles }}{% endif %}",
                    7,
                ),
            ),
        ),
        Said(_("Which roster it follows"), "sheet.version"),
    ),
)
POSTS: Final = register(
    Template(
        key="duty.post_orders",
        label=_("Order sheets of posts"),
        abstract=_("Duties at the posts"),
        fields=(Field("event", _("Event")),),
        rows=ROWS,
        body=(Said(_("Event"), "event"), BODY),
    )
)
OFFICER: Final = register(
    Template(
        key="duty.officer_orders",
        label=_("Order sheet of an officer"),
        abstract=_("Duties of {{ officer }}"),
        fields=(
            Field("officer", _("Officer")),
            Field("unit", _("Unit")),
            Field("version", _("Which roster it follows")),
        ),
        rows=ROWS,
        body=(Said(_("Officer"), "officer"), Said(_("Unit"), "unit"), BODY),
    )
)


def post_document(unit: SeasonUnit, sheets: Sequence[Sheet]) -> bytes:
    """A page for each post, with everybody on it. unit: in whose name they are written."""
    events = dict.fromkeys(sheet.event for sheet in sheets)
    posts = [sheet.post for sheet in sheets]
    values = {"event": "; ".join(events), **_rows(sheets)}
    return word_file(POSTS, unit, values, Written(to=posts if len(posts) == 1 else []))


def person_document(unit: SeasonUnit, sheet: PersonSheet, *, home: str) -> bytes:
    """The duties of one officer. home: the name of the officer's own unit."""
    values = {
        "officer": sheet.name,
        "unit": home,
        "version": sheet.version,
        **_rows(sheet.duties),
    }
    return word_file(OFFICER, unit, values, Written(to=[sheet.name]))


def _rows(sheets: Iterable[Sheet]) -> dict[str, Any]:
    numbered = [(str(n), sheet) for n, sheet in enumerate(sheets, start=1)]
    return {
        "sheets": [_flat(n, sheet) for n, sheet in numbered],
        "orders": [
            {"sheet": at, "n": str(n), "text": line}
            for at, sheet in numbered
            for n, line in enumerate(sheet.orders, start=1)
        ],
        "watches": [
            {"sheet": at, **_flat_watch(watch)} for at, sheet in numbered for watch in sheet.watches
        ],
    }


def _flat(number: str, sheet: Sheet) -> dict[str, str]:
    venue = f"{sheet.venue}, {sheet.address}" if sheet.address else sheet.venue
    return {
        "n": number,
        "post": sheet.post,
        "event": sheet.event,
        "venue": venue,
        "ring": sheet.ring,
        "version": sheet.version,
    }


def _flat_watch(watch: Watch) -> dict[str, str]:
    people = [f"{mate.name} ({mate.phone})" if mate.phone else mate.name for mate in watch.people]
    if watch.missing:
        people.append(gettext("open: %(count)s") % {"count": watch.missing})
    return {
        "day": watch.day,
        "hours": watch.hours,
        "be_there": watch.be_there,
        "people": "; ".join(people),
        "vehicles": "; ".join(watch.vehicles),
    }
