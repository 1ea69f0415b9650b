"""What other systems read: each address carries its secret, so nobody signs in."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from muster.control.models import Alert, ControlRoom
from muster.engines import cap
from muster.gateways.models import FeedKey
from muster.gateways.queries.feeds import (
    MOST_ALERTS,
    MOST_EVENTS,
    alerts_of,
    events_of,
    open_key,
)
from muster.gateways.web.atom import ATOM_TYPE, CAP_TYPE, feed_of
from muster.gateways.web.calendar import calendar_of
from muster.gateways.web.features import (
    COLLECTIONS,
    CONFORMS,
    BadQuestion,
    Collection,
    feature,
    features,
)
from muster.tree.clock import now
from muster.tree.permissions import public

GEOJSON: Final = "application/geo+json"


def _key(secret: str, opens: FeedKey.Opens) -> FeedKey:
    """The key of an address. One that is closed, over, or opens something else is not there."""
    found = open_key(secret, opens=opens, now=now())
    if found is None:
        raise Http404
    return found


def _private(answer: HttpResponse) -> HttpResponse:
    patch_cache_control(answer, private=True, no_store=True)
    return answer


@require_GET
@public
def alerts(request: HttpRequest, secret: str) -> HttpResponse:
    """Alerts in earnest."""
    return _feed(request, secret, ControlRoom.Mode.ACTUAL)


@require_GET
@public
def exercise(request: HttpRequest, secret: str) -> HttpResponse:
    """Alerts of exercises, under an address of their own: nobody takes one for the other."""
    return _feed(request, secret, ControlRoom.Mode.EXERCISE)


def _feed(request: HttpRequest, secret: str, mode: ControlRoom.Mode) -> HttpResponse:
    key = _key(secret, FeedKey.Opens.ALERTS)

    def address(row: Alert) -> str:
        return request.build_absolute_uri(reverse("gateways:alert_in_feed", args=[secret, row.pk]))

    content = feed_of(
        alerts_of(key, mode=mode)[:MOST_ALERTS],
        name=key.season_unit.name,
        own=request.build_absolute_uri(request.path),
        address=address,
        now=now(),
    )
    return _private(HttpResponse(content, content_type=ATOM_TYPE))


@require_GET
@public
def alert(request: HttpRequest, secret: str, alert_id: UUID) -> HttpResponse:
    """One message, as it went out."""
    key = _key(secret, FeedKey.Opens.ALERTS)
    rows = [alerts_of(key, mode=mode) for mode in ControlRoom.Mode]
    row = get_object_or_404(rows[0] | rows[1], pk=alert_id)
    assert row.message is not None
    content = cap.written(cap.from_plain(row.message))
    return _private(HttpResponse(content, content_type=CAP_TYPE))


@require_GET
@public
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The events as a calendar."""
    key = _key(secret, FeedKey.Opens.CALENDAR)
    content = calendar_of(events_of(key)[:MOST_EVENTS], name=key.season_unit.name, now=now())
    return _private(HttpResponse(content, content_type="text/calendar; charset=utf-8"))


def _places_key(secret: str) -> FeedKey:
    """The key of an address that opens places, positions or both."""
    opens = (FeedKey.Opens.PLACES, FeedKey.Opens.POSITIONS)
    found = next((key for one in opens if (key := open_key(secret, opens=one, now=now()))), None)
    if found is None:
        raise Http404
    return found


def _at(request: HttpRequest, name: str, *args: object) -> str:
    return request.build_absolute_uri(reverse(f"gateways:{name}", args=args))


def _link(rel: str, href: str, kind: str = "application/json") -> dict[str, str]:
    return {"rel": rel, "href": href, "type": kind}


@require_GET
@public
def landing(request: HttpRequest, secret: str) -> HttpResponse:
    """Where everything is."""
    key = _places_key(secret)
    links = [
        _link("self", _at(request, "features", secret)),
        _link("conformance", _at(request, "conformance", secret)),
        _link("data", _at(request, "collections", secret)),
    ]
    return _private(JsonResponse({"title": key.season_unit.name, "links": links}))


@require_GET
@public
def conformance(request: HttpRequest, secret: str) -> HttpResponse:
    """What of the standard is kept."""
    _places_key(secret)
    return _private(JsonResponse({"conformsTo": CONFORMS}))


@require_GET
@public
def collections(request: HttpRequest, secret: str) -> HttpResponse:
    """The kinds of places that the address opens."""
    key = _places_key(secret)
    told = [
        _told(request, secret, name, one)
        for name, one in COLLECTIONS.items()
        if one.opens in key.opens
    ]
    links = [_link("self", _at(request, "collections", secret))]
    return _private(JsonResponse({"links": links, "collections": told}))


@require_GET
@public
def collection(request: HttpRequest, secret: str, name: str) -> HttpResponse:
    """One kind of places."""
    found, _opened = _opened_collection(secret, name)
    return _private(JsonResponse(_told(request, secret, name, found)))


def _told(request: HttpRequest, secret: str, name: str, one: Collection) -> Mapping[str, Any]:
    items = _at(request, "items", secret, name)
    return {"id": name, "title": str(one.title), "links": [_link("items", items, GEOJSON)]}


def _opened_collection(secret: str, name: str) -> tuple[Collection, FeedKey]:
    if name not in COLLECTIONS:
        raise Http404
    return COLLECTIONS[name], _key(secret, COLLECTIONS[name].opens)


@require_GET
@public
def items(request: HttpRequest, secret: str, name: str) -> HttpResponse:
    """A page of places, bounded, within a box if one is given."""
    found, key = _opened_collection(secret, name)
    try:
        page = features(found, key, request.GET, now=now())
    except BadQuestion as refusal:
        said = {"code": "InvalidParameterValue", "description": str(refusal)[:100]}
        return _private(JsonResponse(said, status=400))
    page["links"] = [_link("self", request.build_absolute_uri(), GEOJSON)]
    reached = _offset(request) + page["numberReturned"]
    if page["numberReturned"] and reached < page["numberMatched"]:
        words = request.GET.copy()
        words["offset"] = str(reached)
        href = f"{_at(request, 'items', secret, name)}?{words.urlencode()}"
        page["links"].append(_link("next", href, GEOJSON))
    return _private(JsonResponse(page, content_type=GEOJSON))


def _offset(request: HttpRequest) -> int:
    return int(request.GET.get("offset", "0"))


@require_GET
@public
def item(request: HttpRequest, secret: str, name: str, number: int) -> HttpResponse:
    """One place."""
    found, key = _opened_collection(secret, name)
    _matched, rows = found.rows(key, now(), None, 0, 100_000)
    row = next((one for one in rows if one["pk"] == number), None)
    if row is None:
        raise Http404
    return _private(JsonResponse(feature(row), content_type=GEOJSON))
