"""A message of CAP 1.2 as plain values. Times are aware; text is as it is read, not as in XML."""

from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True, slots=True)
class Pair:
    """A value of somebody's own list: ``valueName`` and ``value``."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Circle:
    """A place and how far around it: degrees on WGS 84, kilometres."""

    lat: float
    lon: float
    radius_km: float


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message, named by the three things that make it one of its kind."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where it holds. polygons: of (lat, lon), the last as the first. altitude_ft, ceiling_ft."""

    description: str
    polygons: tuple[tuple[tuple[float, float], ...], ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[Pair, ...] = ()
    altitude_ft: float | None = None
    ceiling_ft: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A file that belongs to it. content: base64 as it came; nothing here opens it."""

    description: str
    mime_type: str
    size_bytes: int | None = None
    uri: str = ""
    content: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What is said, in one language. Empty text: the element is not there."""

    language: str = ""
    categories: tuple[Category, ...]
    event: str
    responses: tuple[Response, ...] = ()
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    audience: str = ""
    event_codes: tuple[Pair, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[Pair, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One message. is_signed: an XML signature came with it; nobody has checked it."""

    identifier: str
    sender: str
    sent: datetime
    status: Status
    kind: Kind
    source: str = ""
    scope: Scope
    restriction: str = ""
    addresses: str = ""
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: str = ""
    infos: tuple[Info, ...] = ()
    is_signed: bool = False

    @property
    def reference(self) -> Reference:
        """How later messages name this one."""
        return Reference(self.sender, self.identifier, self.sent)
