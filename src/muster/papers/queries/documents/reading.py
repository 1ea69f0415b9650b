"""Who has read a document."""

from django.db.models import QuerySet

from muster.papers.models import Document, Reading
from muster.tree.models import Account
from muster.tree.scope import scope


def readings_of(account: Account, document: Document) -> QuerySet[Reading]:
    """The readings of all versions of a document that *account* may know of, the newest first."""
    rows = scope(account, Reading).filter(version__document=document)
    return rows.select_related("version").order_by("-read_at", "-pk")
