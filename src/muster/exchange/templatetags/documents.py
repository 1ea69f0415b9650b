"""Buttons of documents: the PDF beside each Word file, where PDF files are made."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from muster.exchange.pdf import makes_pdf

register = template.Library()


@register.simple_tag
def pdf_button(url: str, look: str = "btn") -> SafeString:
    """A button that takes the document at *url* as PDF; nothing where none are made."""
    if not makes_pdf():
        return SafeString("")
    joined = "&" if "?" in url else "?"
    return format_html('<a class="{}" href="{}{}as=pdf" download>PDF</a>', look, url, joined)
