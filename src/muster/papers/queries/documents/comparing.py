"""What a text would change against the newest version of its document."""

from collections.abc import Sequence
from dataclasses import dataclass

from muster.engines.texts import How
from muster.papers.bridge import PassageDraft
from muster.papers.bridge.drafts import aligned
from muster.papers.models import Document, Passage, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How many paragraphs of a new text are the same, amended, new and gone.

    against: the number of the version compared with, 0 where there is none.
    """

    against: int
    same: int = 0
    amended: int = 0
    new: int = 0
    gone: int = 0

    @property
    def is_first(self) -> bool:
        """Whether there is no text yet to compare with."""
        return self.against == 0


def changes_to(document: Document, drafts: Sequence[PassageDraft]) -> Changes:
    """What a text would change. Three queries. Raises TooLarge."""
    newest = (
        Version.objects.filter(document=document, has_text=True, number__gt=document.taken_out_upto)
        .order_by("-number")
        .first()
    )
    if newest is None:
        return Changes(against=0, new=len(drafts))
    before = Passage.objects.filter(version=newest).select_related("paragraph").order_by("place")
    found = aligned(list(before), drafts)
    hows = [match.how for match in found.matches]
    return Changes(
        against=newest.number,
        same=hows.count(How.SAME),
        amended=sum(match.id is not None and match.how is not How.SAME for match in found.matches),
        new=sum(match.id is None for match in found.matches),
        gone=len(found.gone),
    )
