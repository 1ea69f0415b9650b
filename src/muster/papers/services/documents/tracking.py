"""Two versions as one Word file with tracked changes."""

from django.utils import timezone

from muster.engines import texts
from muster.engines.word.stamping import stamped
from muster.papers.errors.documents import VersionsTooDifferent
from muster.papers.queries.documents import Differences


def tracked_file(found: Differences, *, line: str = "") -> bytes:
    """The changes from one version to another under the name and date of the later writer.

    line: on every page, if there is one. Raises VersionsTooDifferent.
    """
    document = found.new.document
    if found.found.is_too_different:
        raise VersionsTooDifferent(title=document.title, old=found.old.number, new=found.new.number)
    content = texts.track(
        found.before,
        found.after,
        found.found,
        author=found.new.made_by,
        at=timezone.localtime(found.new.made_at),
    )
    return stamped(content, line, name=document.title) if line else content
