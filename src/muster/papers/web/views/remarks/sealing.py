"""A kept file on its way through a page and back, so that nobody can make one up."""

from typing import Final

from django.core import signing

from muster.papers.services.documents.versions import FileDraft

SALT: Final = "papers.remarks.word"


def seal(file: FileDraft) -> str:
    """A kept file as a value that comes back with the rows and that nobody can make up."""
    said = [file.sha256, file.name, file.content_type, file.size_bytes]
    return signing.dumps(said, salt=SALT)


def unseal(sealed: str) -> FileDraft | None:
    """The file that was sealed; None for nothing or for what we did not seal."""
    try:
        sha256, name, content_type, size_bytes = signing.loads(sealed, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return FileDraft(sha256=sha256, name=name, content_type=content_type, size_bytes=size_bytes)
