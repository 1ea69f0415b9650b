"""The places in a text on which a round takes remarks."""

from collections.abc import Mapping
from dataclasses import dataclass

from muster.papers.errors.remarks import ParagraphGone, ParagraphUnknown
from muster.papers.models import Paragraph, Passage, Round


@dataclass(frozen=True, slots=True)
class Places:
    """The paragraphs on which remarks of a round can be written, by number."""

    opened: Round
    paragraphs: Mapping[int, int]

    def paragraph_of(self, number: int) -> int | None:
        """The key of a paragraph; None for the text as a whole.

        Raises ParagraphUnknown, ParagraphGone.
        """
        if number == 0:
            return None
        if number in self.paragraphs:
            return self.paragraphs[number]
        gone = Paragraph.objects.filter(document=self.opened.document_id, number=number).first()
        if gone is None or not self.paragraphs:
            raise ParagraphUnknown(
                found=number,
                version=self.opened.version.number,
                least=min(self.paragraphs, default=0),
                most=max(self.paragraphs, default=0),
            )
        raise ParagraphGone(
            number=number,
            last=gone.last_version or self.opened.version.number,
            version=self.opened.version.number,
            nearest=self._where_it_went(gone),
        )

    def _where_it_went(self, gone: Paragraph) -> int:
        """The paragraph that stands where the vanished one stood last."""
        last = gone.passages.order_by("-version__number").first()
        before = (
            Passage.objects.filter(version=last.version_id, place__lt=last.place)
            .order_by("-place")
            .values_list("paragraph__number", flat=True)
            if last is not None
            else []
        )
        return next((n for n in before if n in self.paragraphs), min(self.paragraphs))


def places_of(opened: Round) -> Places:
    """The paragraphs of a round's version: one query."""
    rows = Passage.objects.filter(version=opened.version_id)
    return Places(opened, dict(rows.values_list("paragraph__number", "paragraph_id")))
