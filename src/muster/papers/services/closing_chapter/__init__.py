"""Chapters of a closing file: documents, remarks, conclusions of appraisals, numbered copies."""

from django.utils.translation import gettext_lazy

from muster.papers.services.closing_chapter.conclusions import conclusion_pieces
from muster.papers.services.closing_chapter.copies import copy_pieces
from muster.papers.services.closing_chapter.documents import document_pieces
from muster.papers.services.closing_chapter.remarks import remark_pieces
from muster.season.registry.closing_file import Chapter, register_chapter

for place, key, label, pieces in (
    (20, "documents", gettext_lazy("Documents, every version"), document_pieces),
    (30, "remarks", gettext_lazy("Remarks and answers"), remark_pieces),
    (40, "conclusions", gettext_lazy("Conclusions of appraisals"), conclusion_pieces),
    (70, "copies", gettext_lazy("Numbered copies"), copy_pieces),
):
    register_chapter(Chapter(key=key, label=label, order=place, pieces=pieces))
