"""What every document has: its head, who signs, and who gets it."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.exchange.filling.fields import Field, Known, Rows, Template

HEAD: Final = (
    Field("superior", _("The body above the one that issues it")),
    Field("issuer", _("The body that issues it")),
    Field("number", _("Number and symbol")),
    Field("place_date", _("Place and date")),
    Field("kind", _("Kind of paper")),
    Field("authority", _("In whose name it is signed")),
    Field("post", _("Post of the one who signs")),
    Field("signer", pgettext_lazy("template", "Name of the one who signs")),
)
RECIPIENTS: Final = Rows(
    "recipients", _("Who gets it, one a line"), (Field("text", _("Recipient")),)
)


def known_of(template: Template) -> Known:
    """Every name that a template of that document may use."""
    return template.known(HEAD, (RECIPIENTS,))
