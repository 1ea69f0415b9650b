"""A text on its way to being a version, and which paragraph each passage carries on."""

from collections.abc import Sequence
from dataclasses import dataclass

from muster.engines import texts
from muster.papers.models import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageDraft:
    """What one paragraph will say. kind, level, label, cell: as :class:`Passage` has them.

    number: of the paragraph that it carries on, where that is known; else it is found by
    comparing the texts.
    """

    text: str
    kind: str = texts.Kind.BODY.value
    level: int = 0
    label: str = ""
    cell: str = ""
    number: int | None = None


def carried(before: Sequence[Passage], after: Sequence[PassageDraft]) -> list[int | None]:
    """For each new passage the key of the paragraph that it carries on, None for a new one.

    Where one passage names its paragraph, those that name none are new. Raises KeyError for a
    number that stands in no passage, TooLarge.
    """
    if any(draft.number is not None for draft in after):
        known = {passage.paragraph.number: passage.paragraph_id for passage in before}
        return [known[draft.number] if draft.number is not None else None for draft in after]
    return [match.id for match in aligned(before, after).matches]


def aligned(before: Sequence[Passage], after: Sequence[PassageDraft]) -> texts.Alignment:
    """Which new passage is which paragraph, by the keys of paragraphs. Raises TooLarge."""
    return texts.align(
        [texts.Known(id=one.paragraph_id, text=one.text, kind=one.kind) for one in before],
        [texts.Fresh(text=one.text, kind=one.kind) for one in after],
    )
