"""Order sheets as Word files, filled into templates that a user can edit in Word.

A template gets flat strings and lists of flat rows only, and is rendered in an immutable
sandbox: an edited template can lay out, and do nothing else.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment

from muster.duty.queries.orders import PersonSheet, Sheet, Watch

DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEMPLATES: Final = Path(__file__).with_name("papers")


def post_document(sheets: Sequence[Sheet]) -> bytes:
    """One page for each post, with everybody on it."""
    return _rendered("post_order.docx", {"sheets": [_flat(sheet) for sheet in sheets]})


def person_document(sheet: PersonSheet, *, unit: str) -> bytes:
    """The duties of one officer."""
    return _rendered(
        "officer_order.docx",
        {
            "name": sheet.name,
            "unit": unit,
            "version": sheet.version,
            "sheets": [_flat(duty) for duty in sheet.duties],
        },
    )


def _flat(sheet: Sheet) -> dict[str, Any]:
    return {
        "post": sheet.post,
        "ring": sheet.ring,
        "event": sheet.event,
        "venue": sheet.venue,
        "address": sheet.address,
        "version": sheet.version,
        "orders": [{"n": str(n), "text": line} for n, line in enumerate(sheet.orders, start=1)],
        "watches": [_flat_watch(watch) for watch in sheet.watches],
    }


def _flat_watch(watch: Watch) -> dict[str, str]:
    people = [f"{mate.name} ({mate.phone})" if mate.phone else mate.name for mate in watch.people]
    if watch.missing:
        people.append(_("open: %(count)s") % {"count": watch.missing})
    return {
        "day": watch.day,
        "hours": watch.hours,
        "be_there": watch.be_there,
        "people": "; ".join(people),
        "vehicles": "; ".join(watch.vehicles),
    }


def _words() -> dict[str, str]:
    """The fixed words of the sheets in the reader's language."""
    return {
        "title": _("ORDER SHEET"),
        "post": _("Post"),
        "event": _("Event"),
        "venue": _("Venue"),
        "ring": _("Ring"),
        "orders": _("Orders"),
        "when": _("When and with whom"),
        "day": _("Day"),
        "hours": _("Hours"),
        "be_there": _("Be there at"),
        "people": _("Who is on duty"),
        "vehicles": _("Vehicles"),
        "officer": _("Officer"),
        "unit": _("Unit"),
        "received": _("Received and understood"),
        "commander": _("Commander"),
    }


def _rendered(template: str, values: dict[str, Any]) -> bytes:
    document = DocxTemplate(TEMPLATES / template)
    sandbox = ImmutableSandboxedEnvironment(autoescape=True)
    document.render({**values, "words": _words()}, jinja_env=sandbox, autoescape=True)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
