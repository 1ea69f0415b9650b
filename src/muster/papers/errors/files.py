"""What is refused of files: each fault of a Word file in words of its own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from muster.exchange.word_faults import SENTENCES
from muster.papers.errors import PapersError


class FileUnreadable(PapersError):
    """A file that is not read. fault: a key of SENTENCES; data: what the sentence names."""

    code = "papers.file_unreadable"
    status = 422

    def __init__(self, fault: str, data: Mapping[str, Any]) -> None:
        super().__init__(**data)
        self.fault = fault if fault in SENTENCES else "crash"

    def __str__(self) -> str:
        return str(SENTENCES[self.fault]) % self.params


class StagedGone(PapersError):
    """A file that waited too long, or was saved already."""

    code = "papers.staged_gone"
    status = 404
    template = _("This file does not wait here any more. Upload it again.")


class SameFile(PapersError):
    """A scan that is the last version already."""

    code = "papers.same_file"
    template = _("This is the very file of version %(number)s, so there is nothing to save.")


class FileKindUnknown(PapersError):
    """A file of which no version can be made."""

    code = "papers.file_kind_unknown"
    status = 415
    template = _(
        "“%(name)s” is neither a Word file (.docx) nor a scan (PDF, JPEG, PNG). Save it as one of"
        " these."
    )
