"""Buttons of documents: the PDF beside each Word file, where PDF files are made."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from muster.exchange.pdf import Maker, maker

register = template.Library()


@register.simple_tag
def pdf_button(url: str, look: str = "btn") -> SafeString:
    """A button that takes the document at *url* as PDF; nothing where none are made."""
    made_by = maker()
    if made_by is None:
        return SafeString("")
    said = "PDF" if made_by is Maker.OFFICE else _("Print page (PDF)")
    joined = "&" if "?" in url else "?"
    return format_html('<a class="{}" href="{}{}as=pdf" download>{}</a>', look, url, joined, said)
