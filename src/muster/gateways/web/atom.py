"""Alerts as an Atom feed (RFC 4287) with their whole messages beside it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from lxml import etree

from muster.control.models import Alert

ATOM: Final = "http://www.w3.org/2005/Atom"
ATOM_TYPE: Final = "application/atom+xml; charset=utf-8"
CAP_TYPE: Final = "application/cap+xml"


def feed_of(
    alerts: Iterable[Alert],
    *,
    name: str,
    own: str,
    address: Callable[[Alert], str],
    now: datetime,
) -> bytes:
    """The feed. own: its address, without the secret in ids; address: where a message is read."""
    rows = list(alerts)
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _add(root, "id", f"urn:muster:{name}")
    _add(root, "title", _("Alerts of %(name)s") % {"name": name})
    newest = max((row.released_at for row in rows if row.released_at), default=now)
    _add(root, "updated", newest.isoformat(timespec="seconds"))
    _link(root, "self", own, ATOM_TYPE)
    for row in rows:
        _entry(root, row, address(row))
    content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content


def _entry(root: Any, row: Alert, address: str) -> None:
    assert row.message is not None
    assert row.released_at is not None
    entry = etree.SubElement(root, f"{{{ATOM}}}entry")
    _add(entry, "id", f"urn:uuid:{row.pk}")
    _add(entry, "title", row.headline)
    _add(entry, "updated", row.released_at.isoformat(timespec="seconds"))
    author = etree.SubElement(entry, f"{{{ATOM}}}author")
    _add(author, "name", row.message["sender"])
    _link(entry, "alternate", address, CAP_TYPE)
    for word in (row.message["status"], row.message["msgType"]):
        etree.SubElement(entry, f"{{{ATOM}}}category", {"term": word})


def _add(parent: Any, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = text


def _link(parent: Any, rel: str, address: str, kind: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "href": address, "type": kind})
