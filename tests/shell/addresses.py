"""The addresses that the frame itself needs, and nothing of the capabilities."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from muster.tree.permissions import public


@public
def blank(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("", blank, name="board"),
    path("shell/", include("muster.shell.urls")),
    path("accounts/", include("allauth.urls")),
]
