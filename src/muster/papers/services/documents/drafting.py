"""A text before it is saved: whether it is one, and whether it says anything new."""

from collections.abc import Sequence

from muster.engines.texts.aligning import MOST_CHARACTERS, MOST_PARAGRAPHS
from muster.papers.bridge import PassageDraft, text_digest
from muster.papers.errors.documents import VersionEmpty, VersionTooLong


def judge(drafts: Sequence[PassageDraft]) -> None:
    """Refuse a text that is none, or more than a document. Raises VersionEmpty, VersionTooLong."""
    if not any(draft.text.strip() for draft in drafts):
        raise VersionEmpty
    letters = sum(len(draft.text) for draft in drafts)
    if len(drafts) > MOST_PARAGRAPHS or letters > MOST_CHARACTERS:
        raise VersionTooLong(
            paragraphs=len(drafts),
            letters=letters,
            most_paragraphs=MOST_PARAGRAPHS,
            most_letters=MOST_CHARACTERS,
        )


def digest_of(drafts: Sequence[PassageDraft]) -> str:
    """The hash of a text that is not saved yet, equal to that of the version it will be."""
    return text_digest((one.kind, one.level, one.label, one.text) for one in drafts)
