from typing import Final
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from muster.control.models import Picture
from muster.control.rules import Can
from muster.season.services.kept import path_of
from muster.tree.permissions import needs
from muster.tree.scope import scope

# What was kept never changes under its key; whoever may not see it any more must not find it.
KEPT: Final = "private, no-cache"


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, picture_id: UUID) -> FileResponse:
    """A picture of a line."""
    picture = get_object_or_404(scope(request.user, Picture), pk=picture_id)
    path = path_of(picture.sha256)
    if not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), content_type=picture.content_type)
    answer["Content-Security-Policy"] = "sandbox"
    answer["Cache-Control"] = KEPT
    return answer
