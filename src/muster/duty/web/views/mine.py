from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.duty import services
from muster.duty.models import CalendarFeed, Officer
from muster.duty.queries.mine import duties_in_force, next_watch, own_officer, sheets_ahead
from muster.duty.queries.standing_mine import standing_ahead, standing_duties_in_force
from muster.duty.services.feeds import token_digest
from muster.duty.web.calendar import CALENDAR_TYPE, calendar_of
from muster.tree.actors import account_of, actor_of
from muster.tree.clock import now
from muster.tree.permissions import public, signed_in


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """My post, my time, my orders: for one thumb on a phone."""
    officer = own_officer(account_of(request))
    moment = now()
    sheets = sheets_ahead(officer, now=moment) if officer is not None else []
    first = next_watch(sheets)
    standing = standing_ahead(officer, now=moment) if officer is not None else []
    about = {
        "standing": standing,
        "standing_on": bool(standing) and standing[0].starts_at <= moment,
        "officer": officer,
        "sheets": sheets,
        "first": first,
        "wait_min": _minutes_until(first[1].starts_at, moment) if first else 0,
        "is_on": first is not None and first[1].starts_at <= moment,
        "feed": _feed_of(officer),
    }
    return render(request, "duty/mine.html", about)


@require_POST
@signed_in
def make_feed(request: HttpRequest) -> HttpResponse:
    """A new secret address for one's calendar program; shown this once."""
    secret = services.make_feed(actor_of(request), officer=_own(request), now=now())
    address = request.build_absolute_uri(reverse("duty:feed", args=[secret]))
    return render(request, "duty/feed.html", {"address": address})


@require_POST
@signed_in
def revoke_feed(request: HttpRequest) -> HttpResponse:
    """Close the address."""
    services.revoke_feed(actor_of(request), officer=_own(request), now=now())
    messages.success(request, _("The calendar address is closed."))
    return redirect("duty:mine")


@public
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The duties behind a secret address, for calendar programs, which cannot sign in."""
    found = (
        CalendarFeed.objects.filter(token_sha256=token_digest(secret), revoked_at__isnull=True)
        .select_related("officer__person")
        .first()
    )
    if found is None:
        raise Http404
    content = calendar_of(
        duties_in_force(found.officer), standing_duties_in_force(found.officer), now=now()
    )
    answer = HttpResponse(content, content_type=CALENDAR_TYPE)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _own(request: HttpRequest) -> Officer:
    officer = own_officer(account_of(request))
    if officer is None:
        raise Http404
    return officer


def _feed_of(officer: Officer | None) -> CalendarFeed | None:
    if officer is None:
        return None
    return officer.feeds.filter(revoked_at__isnull=True).first()


def _minutes_until(moment: datetime, since: datetime) -> int:
    return max(0, int((moment - since).total_seconds()) // 60)
