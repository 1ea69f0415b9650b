"""The file that a version came in, always as a download; a marked one bears its reader's name."""

from io import BytesIO
from pathlib import PurePath

from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from muster.papers.models import Reading, Version
from muster.papers.rules import Can
from muster.papers.services import documents as services
from muster.papers.web.views.documents.finding import (
    Watermark,
    has_opened,
    visible_version,
    watermark_for,
)
from muster.season.services import path_of
from muster.tree.names import search_key
from muster.tree.permissions import needs


@require_GET
@needs(Can.READ)
def file(request: HttpRequest, version_id: int) -> FileResponse:
    """The file of a version. A Word file is stamped; a scan bears the reader in its name alone."""
    version = visible_version(request, version_id)
    path = path_of(version.sha256)
    if not version.sha256 or not path.is_file():
        raise Http404
    watermark = watermark_for(request, version.document)
    if watermark is not None and version.source == Version.Source.WORD:
        content = BytesIO(services.word_file(version, line=watermark.line))
    else:
        content = path.open("rb")  # type: ignore[assignment]  # both are read as bytes
    has_opened(request, version, Reading.How.FILE)
    answer = FileResponse(
        content,
        as_attachment=True,
        filename=_named(version, watermark),
        content_type=version.content_type,
    )
    answer["Content-Security-Policy"] = "sandbox"
    return answer


def _named(version: Version, watermark: Watermark | None) -> str:
    if watermark is None:
        return version.name
    name = PurePath(version.name)
    when = f"{timezone.localtime(watermark.at):%Y%m%d-%H%M}"
    return f"{name.stem}_{slugify(search_key(watermark.who))}_{when}{name.suffix}"
