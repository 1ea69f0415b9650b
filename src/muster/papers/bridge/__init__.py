"""Rows of documents to what the packs and the text engine take, and back."""

from muster.papers.bridge.drafts import PassageDraft
from muster.papers.bridge.rules import grade_of, key_of, kind_of, rules_of, text_digest
from muster.papers.bridge.word import CommentDraft, WordText, word_text

__all__ = [
    "CommentDraft",
    "PassageDraft",
    "WordText",
    "grade_of",
    "key_of",
    "kind_of",
    "rules_of",
    "text_digest",
    "word_text",
]
