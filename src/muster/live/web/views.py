from typing import Any, Final

from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from muster.live.errors import NoFeed
from muster.live.listening import Ticket
from muster.live.web.serving import SEAT, Seat
from muster.tree.actors import account_of
from muster.tree.permissions import signed_in

LONGEST: Final = 18  # digits of a number


@require_GET
@signed_in
def feed(request: HttpRequest) -> HttpResponse:
    """Let somebody in to the feed; what follows is sent beside Django, without a thread.

    It begins behind the number in ``Last-Event-ID``, else in ``after``, else with the present.
    """
    scope: dict[str, Any] = getattr(request, "scope", {})
    seat = scope.get(SEAT)
    if not isinstance(seat, Seat):
        raise NoFeed
    said = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    seat.take(
        Ticket(
            account_id=account_of(request).pk,
            session=str(request.session.session_key),
            auth_hash=str(request.session.get(HASH_SESSION_KEY, "")),
            after=int(said) if said.isascii() and said.isdigit() and len(said) <= LONGEST else None,
        )
    )
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return HttpResponse(content_type="text/event-stream; charset=utf-8", headers=headers)
