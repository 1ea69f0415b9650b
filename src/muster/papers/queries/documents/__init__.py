"""Reads of documents and their versions: each through scope."""

from muster.papers.queries.documents.comparing import Changes, changes_to
from muster.papers.queries.documents.lists import (
    DocumentFigures,
    choose_documents,
    document_figures,
    documents_of,
    kinds_of,
)
from muster.papers.queries.documents.reading import readings_of
from muster.papers.queries.documents.required import (
    RequiredLine,
    RequiredPage,
    required_kinds,
    required_page,
)
from muster.papers.queries.documents.texts import (
    DOCUMENT_WORDS,
    PER_PAGE,
    TextPage,
    outline_of,
    text_page,
    typed_text,
    versions_of,
)
from muster.papers.queries.documents.two_versions import (
    DifferencePage,
    Differences,
    Gap,
    ShownRow,
    differences,
    page_of,
    readable_versions,
)

__all__ = [
    "DOCUMENT_WORDS",
    "PER_PAGE",
    "Changes",
    "DifferencePage",
    "Differences",
    "DocumentFigures",
    "Gap",
    "RequiredLine",
    "RequiredPage",
    "ShownRow",
    "TextPage",
    "changes_to",
    "choose_documents",
    "differences",
    "document_figures",
    "documents_of",
    "kinds_of",
    "outline_of",
    "page_of",
    "readable_versions",
    "readings_of",
    "required_kinds",
    "required_page",
    "text_page",
    "typed_text",
    "versions_of",
]
