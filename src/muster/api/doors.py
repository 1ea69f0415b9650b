"""Every address of the api through one of two doors: a session's, or a device token's."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern

from muster.api.errors import BodyTooLarge, NotSignedIn
from muster.tree.permissions import public, require

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
        _bound(request, most_kb)
        return view(request, *args, **kwargs)

    checked.declared_permission = can.value  # type: ignore[attr-defined]  # read by the middleware
    checked.csrf_exempt = False  # type: ignore[attr-defined]  # read by Django's middleware
    pattern.callback = checked
    return pattern


def through_token_door(pattern: URLPattern, *, most_kb: int) -> URLPattern:
    """The address for programs with a device token, which the address itself asks for.

    No cookie is looked at, so a request cannot be forged by one, and whoever is signed in gets no
    further for it. Raises, when called, BodyTooLarge.
    """
    view: View = pattern.callback

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _bound(request, most_kb)
        return view(request, *args, **kwargs)

    checked.csrf_exempt = True  # type: ignore[attr-defined]  # read by Django's middleware
    pattern.callback = public(checked)
    return pattern


def _bound(request: HttpRequest, most_kb: int) -> None:
    if _length(request) > most_kb * KB:
        raise BodyTooLarge(most_kb=most_kb)


def _length(request: HttpRequest) -> int:
    """The length that the head states; the servers refuse bodies that are longer than they say.

    One without a length is counted as it lies here: the server has read it already.
    """
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isascii() and said.isdigit() else len(request.body)
