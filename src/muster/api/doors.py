"""Every address of the api through one door: signed in, allowed, bounded, checked for forgery."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern

from muster.api.errors import BodyTooLarge, NotSignedIn
from muster.tree.permissions import require

KB: Final = 1024
View = Callable[..., HttpResponseBase]


def through_door(pattern: URLPattern, *, can: StrEnum, most_kb: int) -> URLPattern:
    """The address with its permission declared and checked, and bodies over *most_kb* refused.

    The token against forged requests is asked for: devices act under a session's cookie. Raises,
    when called, NotSignedIn, NotAllowed, BodyTooLarge.
    """
    view: View = pattern.callback

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            raise NotSignedIn
        require(request.user, can)
        if _length(request) > most_kb * KB:
            raise BodyTooLarge(most_kb=most_kb)
        return view(request, *args, **kwargs)

    checked.declared_permission = can.value  # type: ignore[attr-defined]  # read by the middleware
    checked.csrf_exempt = False  # type: ignore[attr-defined]  # read by Django's middleware
    pattern.callback = checked
    return pattern


def _length(request: HttpRequest) -> int:
    """The length that the head states; the servers refuse bodies that are longer than they say.

    One without a length is counted as it lies here: the server has read it already.
    """
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isascii() and said.isdigit() else len(request.body)
