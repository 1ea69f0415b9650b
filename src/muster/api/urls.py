"""The addresses of the api. Its shape is in openapi.json; no page of others is served with it."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import ValidationError

from muster.api import device, phone
from muster.api.bearing import KEY_HEADER
from muster.api.doors import through_door, through_token_door
from muster.api.errors import Busy, KeyMissing, Malformed
from muster.control.rules import Can

MOST_KB = 512
# One line with its place, and room for names written in escapes.
MOST_ACT_KB = 32
# What SQLite says when its patience with another writer is at an end.
LOCKED = "locked"
# A picture that is too large for the pack is refused in its own words, so the door lets it by.
MOST_PICTURE_KB = 24 * 1024

api = NinjaAPI(title="muster", version="1", docs_url=None, urls_namespace="api")
api.add_router("/phone", phone.router)
api.add_router("/device", device.router)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """Say which fields are not as they should be, in the words of the house."""
    if any(KEY_HEADER in one["loc"] for one in fault.errors):
        raise KeyMissing
    where = ", ".join(".".join(map(str, one["loc"][1:])) for one in fault.errors[:5])
    raise Malformed(where=where)


@api.exception_handler(OperationalError)
def busy(request: HttpRequest, fault: OperationalError) -> HttpResponse:
    """A writer that waited too long for the others is told so; any other fault is a fault."""
    if LOCKED not in str(fault):
        raise fault
    raise Busy from fault


app_name = "api"
_patterns, _app_name, _namespace = api.urls
urlpatterns = [
    through_token_door(pattern, most_kb=MOST_ACT_KB)
    if str(pattern.pattern).startswith("device/")
    else through_door(
        pattern,
        can=Can.REPORT,
        most_kb=MOST_PICTURE_KB if pattern.name == "pictures" else MOST_KB,
    )
    for pattern in _patterns
    if isinstance(pattern, URLPattern)
]
