"""The address that tells a starter or a monitor that pages can be served."""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from muster.tree.permissions import public


@public
def health(request: HttpRequest) -> HttpResponse:
    """Answer ``ok`` if the database answers; say nothing else to strangers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
