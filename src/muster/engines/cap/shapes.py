"""The structure of a message: which elements stand in which, in which order, how often.

One table for reading and for writing (OASIS CAP 1.2, 3.2 and 3.4).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from muster.engines.cap.fields import (
    CIRCLE,
    LANGUAGE,
    NUMBER,
    POLYGON,
    REFERENCES,
    TEXT,
    TIME,
    WHOLE_NUMBER,
    Field,
    word_of,
)
from muster.engines.cap.model import Alert, Area, Info, Pair, Resource
from muster.engines.cap.words import (
    Category,
    Certainty,
    Kind,
    Response,
    Scope,
    Severity,
    Status,
    Urgency,
)

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"


@dataclass(frozen=True, slots=True)
class Part:
    """One element within another. at: the attribute of the value. holds: a field or a shape."""

    name: str
    at: str
    holds: "Field | Shape" = TEXT
    needed: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands in an element, in this order, and what is made of it."""

    make: Callable[..., Any]
    parts: tuple[Part, ...]


PAIR: Final = Shape(
    Pair, (Part("valueName", "name", needed=True), Part("value", "value", needed=True))
)
AREA: Final = Shape(
    Area,
    (
        Part("areaDesc", "description", needed=True),
        Part("polygon", "polygons", POLYGON, many=True),
        Part("circle", "circles", CIRCLE, many=True),
        Part("geocode", "geocodes", PAIR, many=True),
        Part("altitude", "altitude_ft", NUMBER),
        Part("ceiling", "ceiling_ft", NUMBER),
    ),
)
RESOURCE: Final = Shape(
    Resource,
    (
        Part("resourceDesc", "description", needed=True),
        Part("mimeType", "mime_type", needed=True),
        Part("size", "size_bytes", WHOLE_NUMBER),
        Part("uri", "uri"),
        Part("derefUri", "content"),
        Part("digest", "digest"),
    ),
)
INFO: Final = Shape(
    Info,
    (
        Part("language", "language", LANGUAGE),
        Part("category", "categories", word_of(Category), needed=True, many=True),
        Part("event", "event", needed=True),
        Part("responseType", "responses", word_of(Response), many=True),
        Part("urgency", "urgency", word_of(Urgency), needed=True),
        Part("severity", "severity", word_of(Severity), needed=True),
        Part("certainty", "certainty", word_of(Certainty), needed=True),
        Part("audience", "audience"),
        Part("eventCode", "event_codes", PAIR, many=True),
        Part("effective", "effective", TIME),
        Part("onset", "onset", TIME),
        Part("expires", "expires", TIME),
        Part("senderName", "sender_name"),
        Part("headline", "headline"),
        Part("description", "description"),
        Part("instruction", "instruction"),
        Part("web", "web"),
        Part("contact", "contact"),
        Part("parameter", "parameters", PAIR, many=True),
        Part("resource", "resources", RESOURCE, many=True),
        Part("area", "areas", AREA, many=True),
    ),
)
ALERT: Final = Shape(
    Alert,
    (
        Part("identifier", "identifier", needed=True),
        Part("sender", "sender", needed=True),
        Part("sent", "sent", TIME, needed=True),
        Part("status", "status", word_of(Status), needed=True),
        Part("msgType", "kind", word_of(Kind), needed=True),
        Part("source", "source"),
        Part("scope", "scope", word_of(Scope), needed=True),
        Part("restriction", "restriction"),
        Part("addresses", "addresses"),
        Part("code", "codes", many=True),
        Part("note", "note"),
        Part("references", "references", REFERENCES),
        Part("incidents", "incidents"),
        Part("info", "infos", INFO, many=True),
    ),
)
